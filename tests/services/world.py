"""A small world for renewal stories: one service, one vault file, several processes."""

from dataclasses import dataclass, replace

import oauth_desk.services.renewal  # noqa: F401 - loaded already: no test's clock moves for a thread that loads it
from oauth_desk.domain.connection import Account, Connection
from oauth_desk.domain.events import Event
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Endpoints, Service
from oauth_desk.domain.tokens import Tokens
from oauth_desk.services.book import Book
from oauth_desk.services.keeper import Keeper
from oauth_desk.services.renewer import Renewer
from oauth_desk.services.tasks import TaskScope
from tests.fakes.chance import FakeChance
from tests.fakes.clock import FakeClock
from tests.fakes.http import FakeHttp, json_response
from tests.fakes.locks import MemoryLocks
from tests.fakes.vault import MemoryVault, MemoryVaultFile

TOKEN_URL = "https://login.example/token"


def service(**changes: object) -> Service:
    """Return a service with a public client."""
    base = Service(
        id="acme",
        name="Acme",
        issuer="https://login.example",
        endpoints=Endpoints(authorization="https://login.example/authorize", token=TOKEN_URL),
        api_base_urls=("https://api.example/v1",),
        client=Client(client_id="desk", auth_method=AuthMethod.NONE),
        scopes=("read",),
    )
    return replace(base, **changes)


def connection(clock: FakeClock, *, lifetime: float | None = 3600.0, number: int = 0, **changes: object) -> Connection:
    """Return a connection that was signed in now, with A0/R0."""
    now = clock.now()
    tokens = Tokens(
        access_token=Secret("A0"),
        obtained_at=now,
        expires_at=None if lifetime is None else now + lifetime,
        refresh_token=Secret("R0"),
        scopes=("read",),
    )
    base = Connection(
        id=f"c{number}",
        name="Acme" if number == 0 else f"Acme {number}",
        service=service(),
        tokens=tokens,
        created_at=now,
        signed_in_at=now,
        account=Account("ana@example.com", "1"),
        scopes_asked=("read",),
    )
    return replace(base, **changes)


def granted(access: str = "A1", refresh: str | None = "R1", lifetime: object = 3600) -> object:
    """Return a token endpoint's good answer."""
    body: dict[str, object] = {"access_token": access, "token_type": "Bearer", "expires_in": lifetime}
    if refresh is not None:
        body["refresh_token"] = refresh
    return json_response(body)


def error(code: str, status: int = 400, description: str = "") -> object:
    """Return a token endpoint's error (RFC 6749 §5.2)."""
    body = {"error": code}
    if description:
        body["error_description"] = description
    return json_response(body, status)


@dataclass
class Process:
    """One running copy of the program."""

    book: Book
    renewer: Renewer
    keeper: Keeper
    tasks: TaskScope
    events: list[Event]

    def __getitem__(self, connection_id: str) -> Connection:
        found = self.book.get(connection_id)
        if found is None:
            raise KeyError(connection_id)
        return found


class World:
    """What all processes share: the clock, the server, the locks and the vault's file."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.http = FakeHttp()
        self.locks = MemoryLocks(self.clock)
        self.file = MemoryVaultFile()
        self.processes: list[Process] = []

    async def process(self, *connections: Connection, draw: float = 0.5, chance: FakeChance | None = None) -> Process:
        """Start a copy of the program; ``connections`` are put into the vault first."""
        vault = MemoryVault(self.file)
        for item in connections:
            await vault.insert(item)
        book, tasks, chance = Book(), TaskScope("test"), chance or FakeChance(draw)
        events: list[Event] = []
        book.subscribe(events.append)
        await book.attach(vault)
        renewer = Renewer(book=book, http=self.http, locks=self.locks, clock=self.clock, chance=chance, tasks=tasks)
        keeper = Keeper(book=book, renewer=renewer, clock=self.clock, chance=chance, tasks=tasks)
        made = Process(book, renewer, keeper, tasks, events)
        self.processes.append(made)
        return made

    async def close(self) -> None:
        """End every process."""
        for process in self.processes:
            await process.tasks.close()
            await process.book.detach()

    @property
    def sent(self) -> int:
        """Return how many renewals were sent."""
        return len(self.http.sent_to(TOKEN_URL))
