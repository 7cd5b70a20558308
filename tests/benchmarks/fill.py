"""Makes a vault with many connections, the way the program makes one."""

import argparse
import asyncio
import json
import time
from pathlib import Path

from oauth_desk.app import open_desk
from oauth_desk.config import Settings
from oauth_desk.domain.connection import Account, Connection
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Endpoints, Service
from oauth_desk.domain.tokens import Tokens

COLORS = ("#1f6feb", "#2da44e", "#bf3989", "#9a6700", "#8250df")


def connection(number: int, token_endpoint: str, *, due: bool, now: float) -> Connection:
    """Return one of many: fresh for an hour (each a little different), or with ten seconds left."""
    service = Service(
        id=f"service-{number % 40}",
        name=f"Service {number % 40}",
        issuer="http://127.0.0.1",
        endpoints=Endpoints(authorization=f"{token_endpoint}/authorize", token=f"{token_endpoint}/token"),
        client=Client(client_id="desk"),
        color=COLORS[number % len(COLORS)],
    )
    obtained = now - 3590 if due else now - number % 600
    return Connection(
        id=f"connection-{number:06d}",
        name=f"Connection {number:05d}",
        service=service,
        account=Account(f"person.{number}@example.test", str(number)),
        tokens=Tokens(
            access_token=Secret(f"access-{number:032d}-{'x' * 800}"),
            refresh_token=Secret(f"refresh-{number:032d}-{'y' * 200}"),
            obtained_at=obtained,
            expires_at=obtained + (3600 if due else 7200),
            scopes=("read",),
        ),
        created_at=now - 86400,
        signed_in_at=now - 86400,
        scopes_asked=("read",),
    )


async def fill(settings: Settings, count: int, token_endpoint: str, *, due: bool) -> None:
    """Open a new vault and add the connections."""
    async with open_desk(settings) as desk:
        await desk.session.open()
        now = time.time()
        many = [connection(number, token_endpoint, due=due, now=now) for number in range(count)]
        await asyncio.gather(*(desk.book.add(one) for one in many))


def arguments() -> argparse.Namespace:
    """Read what every measurement of a vault is told."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--passphrase-file", type=Path)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--endpoint", default="http://127.0.0.1:9")
    parser.add_argument("--due", action="store_true")
    return parser.parse_args()


def settings(options: argparse.Namespace) -> Settings:
    """Return the program's settings for the data folder given."""
    return Settings(data_dir=options.data, own_folder=True, passphrase_file=options.passphrase_file)


if __name__ == "__main__":
    given = arguments()
    asyncio.run(fill(settings(given), given.count, given.endpoint, due=given.due))
    print(json.dumps(given.count))
