"""A stage for sign-in stories: one copy of the program, a browser, a callback and a scripted service."""

import asyncio
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.service import AccountProbe, AuthMethod, Client, Endpoints, Metadata, Service
from oauth_desk.services.catalogue import Catalogue
from oauth_desk.services.client_files import ClientFiles
from oauth_desk.services.sign_in import SignIn, SignInPlan, SignInSession
from oauth_desk.services.sources import Sources
from tests.fakes.browser import FakeBrowser
from tests.fakes.chance import FakeChance
from tests.fakes.files import MemoryFiles
from tests.fakes.loopback import FakeLoopback
from tests.services.world import Process, World, service

ME_URL = "https://api.example/v1/me"
DEVICE_URL = "https://login.example/device"
REGISTER_URL = "https://login.example/register"
KEYS_URL = "https://login.example/keys"
TOKEN_URL = "https://login.example/token"
KNOWN = Metadata(challenge_methods=("S256",), document="{}")


class NoProfiles:
    """A ProfileFolder without profiles."""

    async def texts(self) -> list[tuple[Path, str]]:
        """Return nothing."""
        return []

    async def read(self, path: Path) -> str:
        """Find nothing."""
        raise FileNotFoundError(path)

    async def write(self, path: Path, text: str, *, over: bool) -> None:
        """Refuse: there is no place."""
        raise PermissionError(13, "Permission denied", str(path))


def acme(**changes: object) -> Service:
    """Return a service that is completely known and has an account probe."""
    return replace(service(metadata=KNOWN, account=AccountProbe(ME_URL, "email", "id")), **changes)


def plain(**changes: object) -> Service:
    """Return a service that cannot tell who signed in."""
    return replace(acme(account=None), **changes)


def unregistered(**changes: object) -> Service:
    """Return a service at which this program registers itself."""
    endpoints = Endpoints(authorization="https://login.example/authorize", token=TOKEN_URL, registration=REGISTER_URL)
    return replace(plain(endpoints=endpoints, client=Client()), **changes)


def confidential(**changes: object) -> Client:
    """Return a public client with the given changes."""
    return replace(Client(client_id="desk", auth_method=AuthMethod.NONE), **changes)


class Stage:
    """Everything a sign-in meets."""

    def __init__(self, world: World, process: Process) -> None:
        self.world = world
        self.process = process
        self.http = world.http
        self.clock = world.clock
        self.loopback = FakeLoopback()
        self.browser = FakeBrowser()
        self.files = MemoryFiles()
        self.sign_in = SignIn(
            catalogue=Catalogue(folders=(NoProfiles(),), http=world.http),
            book=process.book,
            http=world.http,
            loopback=self.loopback,
            browser=self.browser,
            clock=world.clock,
            chance=FakeChance(),
            client_files=ClientFiles(self.files, world.clock),
            sources=Sources(book=process.book, renewer=process.renewer, clock=world.clock),
        )

    async def begin(self, wanted: Service | None = None, **plan: object) -> SignInSession:
        """Begin a sign-in at ``wanted``, the plain service unless given."""
        return await self.sign_in.begin(SignInPlan(wanted or plain(), **plan))  # type: ignore[arg-type]

    def put_file(self, name: str, content: bytes) -> None:
        """Put a file where a profile may name it."""
        self.files.files[Path(name)] = content

    @property
    def stored(self) -> list[Connection]:
        """Return what is in the vault."""
        return list(self.world.file.records.values())

    @property
    def outcomes(self) -> list[str]:
        """Return the outcomes in the activity log, oldest first."""
        return [entry.outcome for entry in self.world.file.entries]


async def on_stage(world: World, *connections: Connection) -> Stage:
    """Start a copy of the program and return its stage."""
    return Stage(world, await world.process(*connections))


def asked(session: SignInSession) -> dict[str, str]:
    """Return the parameters of the address that the browser was sent to."""
    return {name: values[0] for name, values in parse_qs(urlsplit(session.url).query).items()}


def answer(session: SignInSession, **parameters: str) -> str:
    """Return the query of an answer to this sign-in, with a code unless something else is given."""
    return urlencode({"state": asked(session)["state"], **(parameters or {"code": "C1"})})


async def refused(waiting: "asyncio.Task[Connection]") -> DeskError:
    """Return the error that a sign-in ends with."""
    with pytest.raises(DeskError) as caught:
        await waiting
    return caught.value
