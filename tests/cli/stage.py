"""A stage for commands: each runs on a desk of its own, as a process would, all on one vault file."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from oauth_desk.cli.main import Outside, parse, run
from oauth_desk.cli.output import Output
from oauth_desk.cli.tour_settings import TourSettings
from oauth_desk.config import Settings
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.secret import Secret
from oauth_desk.services.activity import ActivityLog
from oauth_desk.services.api_keys import ApiKeys
from oauth_desk.services.archive import Archive
from oauth_desk.services.book import Book
from oauth_desk.services.browsers import Browsers
from oauth_desk.services.catalogue import Catalogue
from oauth_desk.services.choices import Chosen
from oauth_desk.services.client_files import ClientFiles
from oauth_desk.services.company import AllowedAutostart, AllowedDemo, Company
from oauth_desk.services.console import Console
from oauth_desk.services.desk import Desk, Late
from oauth_desk.services.disconnect import Disconnector
from oauth_desk.services.inspection import Inspector
from oauth_desk.services.keeper import Keeper
from oauth_desk.services.locking import Locking
from oauth_desk.services.mover import Mover
from oauth_desk.services.ports import Check
from oauth_desk.services.protector import Protector
from oauth_desk.services.releases import Releases
from oauth_desk.services.renewer import Renewer
from oauth_desk.services.sign_in import SignIn
from oauth_desk.services.sources import Sources
from oauth_desk.services.tasks import TaskScope
from oauth_desk.services.trace import Tracer
from oauth_desk.services.vault_session import VaultSession
from tests.fakes.autostart import MemoryAutostart
from tests.fakes.browser import FakeBrowser
from tests.fakes.chance import FakeChance
from tests.fakes.clock import FakeClock, settle
from tests.fakes.files import MemoryFiles
from tests.fakes.http import FakeHttp
from tests.fakes.keystore import MemoryKeyStore
from tests.fakes.locks import MemoryLocks
from tests.fakes.loopback import FakeLoopback
from tests.fakes.managed import FakePlaces
from tests.fakes.parcels import MemoryParcelFiles
from tests.fakes.presence import FakePresence, MemoryChoices
from tests.fakes.profile_folder import MemoryProfileFolder
from tests.fakes.vault import MemoryVaultFile
from tests.fakes.vault_copies import MemoryVaultCopies

ME_URL = "https://api.example/v1/me"
REVOKE_URL = "https://login.example/revoke"
DEMO = "http://127.0.0.1:4999"

ACME = """\
format = 1
[service]
id = "acme"
name = "Acme"
category = "Sales"
summary = "Contacts"
authorization_endpoint = "https://login.example/authorize"
token_endpoint = "https://login.example/token"
revocation_endpoint = "https://login.example/revoke"
introspection_endpoint = "https://login.example/introspect"
device_authorization_endpoint = "https://login.example/device"
api_base_urls = ["https://api.example/v1"]
[client]
client_id = "desk"
auth_method = "none"
[scopes]
default = ["read"]
[account]
url = "https://api.example/v1/me"
label = "email"
subject = "id"
"""


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        """Return stdout as text."""
        return self.raw.decode(errors="replace")

    @property
    def json(self) -> Any:
        """Return the JSON value that stdout ends with."""
        return json.loads(self.out.splitlines()[-1])

    @property
    def error(self) -> dict[str, str]:
        """Return the error that ``--json`` told."""
        return dict(self.json["error"])


class FakeDemo:
    """A DemoHost without a demo."""

    def __init__(self) -> None:
        self.starts = 0

    async def start(self) -> str:
        """Return an address."""
        self.starts += 1
        return DEMO

    async def stop(self) -> None:
        """Do nothing."""


class FakeChecks:
    """Checks with scripted results."""

    def __init__(self) -> None:
        self.results: list[Check] = []

    async def run(self) -> list[Check]:
        """Return them."""
        return self.results


class Stage:
    """The world that commands share. ``stop`` is what SIGTERM would call while ``agent`` runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FakeClock()
        self.http = FakeHttp()
        self.locks = MemoryLocks(self.clock)
        self.file = MemoryVaultFile()
        self.keys = MemoryKeyStore()
        self.copies = MemoryVaultCopies(self.file, self.clock)
        self.parcels = MemoryParcelFiles()
        self.loopback = FakeLoopback()
        self.browser = FakeBrowser()
        self.files = MemoryFiles()
        self.profiles = MemoryProfileFolder({"acme.toml": ACME})
        self.demo = FakeDemo()
        self.checks = FakeChecks()
        self.presence = FakePresence()
        self.choices = MemoryChoices()
        self.managed = FakePlaces()
        self.versions = MemoryChoices()
        self.autostart = MemoryAutostart()
        self.passphrase: Secret | None = None
        self.opened = 0
        self.served: list[Any] = []
        self.stop: Callable[[], None] | None = None

    async def run(self, *argv: str) -> Ran:
        """Run a command to its end."""
        try:
            args = parse(argv)
        except SystemExit as ended:
            raise AssertionError(f"the arguments were refused: {argv}") from ended
        stdout, stderr = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
        out = Output(json=getattr(args, "json", False), stdout=stdout, stderr=stderr)
        code = await run(args, self.outside, out)
        stdout.flush()
        return Ran(code, stdout.buffer.getvalue(), stderr.getvalue())  # type: ignore[attr-defined]

    def start(self, *argv: str) -> "asyncio.Task[Ran]":
        """Start a command that waits for something."""
        return asyncio.create_task(self.run(*argv))

    async def sign_in(self, *argv: str, **parameters: str) -> Ran:
        """Run a command that signs in, and answer for the browser: with a code unless something else is given."""
        before = len(self.loopback.listeners)
        running = self.start(*argv)
        await settle()
        if len(self.loopback.listeners) > before:
            state = parse_qs(urlsplit(self.browser.opened[-1]).query)["state"][0]
            self.loopback.last.hit(urlencode({"state": state, **(parameters or {"code": "C1"})}))
        return await running

    @property
    def outside(self) -> Outside:
        """Return what the composition root would hand over."""
        return Outside(
            open_desk=self.open_desk,
            open_tour=self._no_tour,
            checks=lambda: self.checks,
            serve_demo=self.served.append,
            on_stop=self._on_stop,
        )

    @property
    def stored(self) -> list[Connection]:
        """Return what is in the vault."""
        return list(self.file.records.values())

    @asynccontextmanager
    async def open_desk(self) -> AsyncIterator[Desk]:
        """Build a desk as the composition root does, on fakes."""
        self.opened += 1
        desk = self._build()
        try:
            yield desk
        finally:
            await desk.tasks.close()
            await desk.session.lock()

    def _build(self) -> Desk:
        clock, http, locks, chance = self.clock, self.http, self.locks, FakeChance()
        tasks, book, company = TaskScope("desk"), Book(), Company(self.managed)
        renewer = Renewer(book=book, http=http, locks=locks, clock=clock, chance=chance, tasks=tasks)
        catalogue = Catalogue(folders=(self.profiles,), http=http, company=company)

        async def no_passphrase() -> Secret | None:
            return self.passphrase

        session = VaultSession(file=self.file, keys=self.keys, locks=locks, book=book, read_passphrase=no_passphrase)
        tracer = Tracer(clock)
        return Desk(
            settings=Settings(self.folder),
            clock=clock,
            tasks=tasks,
            session=session,
            book=book,
            renewer=renewer,
            keeper=Keeper(book=book, renewer=renewer, clock=clock, chance=chance, tasks=tasks),
            activity=ActivityLog(book),
            demo=AllowedDemo(self.demo, company),
            http=http,
            company=company,
            late=Late(
                catalogue=lambda: catalogue,
                sign_in=lambda known: SignIn(
                    book=book,
                    catalogue=known,
                    http=http,
                    loopback=self.loopback,
                    browser=self.browser,
                    clock=clock,
                    chance=chance,
                    tracer=tracer,
                    client_files=ClientFiles(self.files, clock),
                    sources=Sources(book=book, renewer=renewer, clock=clock),
                ),
                tracer=lambda: tracer,
                api_keys=lambda: ApiKeys(book=book, http=http, clock=clock),
                console=lambda: Console(book=book, renewer=renewer, http=http, clock=clock),
                disconnector=lambda: Disconnector(book=book, http=http, locks=locks, clock=clock),
                inspector=lambda: Inspector(book=book, renewer=renewer, http=http),
                protector=lambda: Protector(file=self.file, keys=self.keys, locks=locks, session=session),
                locking=lambda: Locking(
                    session=session,
                    chosen=Chosen(self.choices, company),
                    presence=self.presence,
                    book=book,
                    clock=clock,
                    tasks=tasks,
                ),
                archive=lambda: Archive(
                    copies=self.copies, keys=self.keys, locks=locks, book=book, read_passphrase=no_passphrase
                ),
                mover=lambda archive: Mover(
                    book=book,
                    files=self.parcels,
                    archive=archive,
                    locks=locks,
                    clock=clock,
                    sender="Desk One",
                    company=company,
                ),
                browsers=lambda: Browsers(finder=self.browser, book=book),
                releases=lambda chosen: Releases(
                    chosen=chosen, company=company, http=http, memory=self.versions, clock=clock, running="1.2.0"
                ),
                autostart=lambda: AllowedAutostart(self.autostart, company),
            ),
        )

    @contextmanager
    def _on_stop(self, stop: Callable[[], None]) -> Iterator[None]:
        self.stop = stop
        yield
        self.stop = None

    def _no_tour(self, _settings: TourSettings) -> Any:
        raise AssertionError("this stage has no tour")
