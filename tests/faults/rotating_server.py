"""A token server that counts: ``python -m tests.faults.rotating_server '{"access_ttl": 2}'``.

Each refresh token is good for one use. Its second use ends the grant, unless the
grant forgives: then it gives the same pair again for ``grace`` seconds. Tokens are
``kind.grant.number``, so that both sides can say which pair is the newer one.
``/door/…`` is the tests' way in: the log, the grants, and the switches.
"""

import asyncio
import json
import random
import sys
import time
from dataclasses import asdict, dataclass, field
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qs


@dataclass
class Grant:
    """What the server knows of one sign-in. ``number`` is that of the newest pair."""

    grace: float = 0.0
    number: int = 0
    issued_at: float = field(default_factory=time.time)
    alive: bool = True


@dataclass
class Use:
    """One refresh token that arrived; ``outcome`` is rotated, again, reuse or refused."""

    at: float
    grant: str
    number: int
    outcome: str = ""


@dataclass
class Switches:
    """How the server behaves; ``hold`` is ``before`` or ``after`` the work, ``lose`` counts answers to be lost."""

    access_ttl: float = 60.0
    slowest: float = 0.0
    hold: str = ""
    lose: int = 0


class Server:
    """The whole state."""

    def __init__(self, switches: Switches) -> None:
        self.switches = switches
        self.grants: dict[str, Grant] = {}
        self.uses: list[Use] = []
        self.held = 0
        self.released = asyncio.Event()

    async def token(self, form: dict[str, str]) -> tuple[int, Any] | None:
        """Answer a renewal; None loses the answer."""
        _, grant, number = form["refresh_token"].split(".")
        use = Use(time.time(), grant, int(number))
        self.uses.append(use)
        await self._hold("before")
        answer = self._rotated(use)
        lost = self.switches.lose > 0
        self.switches.lose -= lost
        await self._hold("after")
        if self.switches.slowest:
            await asyncio.sleep(random.random() * self.switches.slowest)  # noqa: S311 - only spreads the answers
        return None if lost else answer

    async def _hold(self, when: str) -> None:
        if self.switches.hold == when:
            self.switches.hold = ""
            self.held += 1
            self.released.clear()
            await self.released.wait()

    def _rotated(self, use: Use) -> tuple[int, Any]:
        grant, now = self.grants[use.grant], time.time()
        newest = use.number == grant.number
        forgiven = use.number == grant.number - 1 and now - grant.issued_at < grant.grace
        if not grant.alive or not (newest or forgiven):
            use.outcome = "reuse" if grant.alive else "refused"
            grant.alive = False
            return 400, {"error": "invalid_grant", "error_description": "this renewal key was used before"}
        use.outcome = "rotated" if newest else "again"
        if newest:
            grant.number += 1
            grant.issued_at = now
        return 200, {
            "access_token": f"access.{use.grant}.{grant.number}",
            "refresh_token": f"refresh.{use.grant}.{grant.number}",
            "token_type": "Bearer",
            "expires_in": self.switches.access_ttl,
        }

    def api(self, authorization: str) -> tuple[int, Any]:
        """Answer whoever brings a living access token."""
        _, grant, number = authorization.removeprefix("Bearer ").split(".")
        known = self.grants[grant]
        lives = int(number) == known.number and time.time() < known.issued_at + self.switches.access_ttl
        return (200, {"grant": grant}) if lives else (401, {"error": "invalid_token"})

    def door(self, action: str, given: dict[str, Any]) -> tuple[int, Any]:
        """Serve the tests."""
        if action == "grant":
            self.grants |= {name: Grant(given.get("grace", 0.0)) for name in given["names"]}
            self.uses = [use for use in self.uses if use.grant not in given["names"]]
        elif action == "release":
            self.released.set()
        elif action == "set":
            for name, value in given.items():
                setattr(self.switches, name, value)
        grants = {name: asdict(grant) for name, grant in self.grants.items()}
        uses = [asdict(use) for use in self.uses] if action == "log" else []
        return 200, {"grants": grants, "uses": uses, "held": self.held}

    async def answer(self, line: str, headers: dict[str, str], body: bytes) -> tuple[int, Any] | None:
        """Find out what was asked."""
        path = line.split()[1]
        if path.startswith("/door/"):
            return self.door(path.removeprefix("/door/"), json.loads(body or b"{}"))
        if path == "/token":
            return await self.token({name: values[0] for name, values in parse_qs(body.decode()).items()})
        return self.api(headers.get("authorization", ""))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection; it ends with the one who asks, whatever is under way."""
        try:
            while True:
                line, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                headers = {name.lower(): value for name, _, value in (each.partition(": ") for each in rest)}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                answer = await self.answer(line, headers, body)
                if answer is None:
                    return
                status, value = answer
                content = json.dumps(value).encode()
                head = f"HTTP/1.1 {status} .\r\nContent-Type: application/json\r\nContent-Length: {len(content)}"
                date = f"\r\nDate: {formatdate(usegmt=True)}\r\n\r\n"
                writer.write(head.encode() + date.encode() + content)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def main() -> None:
    """Serve until killed; the first line is the address."""
    server = Server(Switches(**json.loads(sys.argv[1])))
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, backlog=512)
    print(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}", flush=True)  # noqa: T201
    await listening.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
