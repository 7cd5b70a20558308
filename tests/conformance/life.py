"""The life of a connection at one provider: the real use-cases, a person with a tiny browser, and a machine elsewhere.

Whatever a case does, ``Life.judge`` demands the same: the end that the table says, in words
that can be shown, with nothing stored unless connected, and not one byte sent elsewhere.
"""

import asyncio
import inspect
import ssl
import tracemalloc
import unicodedata
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from oauth_desk.adapters.clock import SystemClock
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.service import AuthMethod, Client, Security, Service
from oauth_desk.services.sign_in import SignInPlan
from oauth_desk.services.sign_in_session import SignInSession
from tests.adapters.web_server import WebServer, always, plain, web_server
from tests.conformance.answers import ENDLESS
from tests.conformance.case import CONNECTED, Case
from tests.conformance.internet import INSIDE, OUTSIDE, FarHttp, Internet, named
from tests.conformance.play import Play
from tests.conformance.provider import CLIENT_ID, Provider
from tests.conformance.quick_time import HastyHttp, QuickClock
from tests.services.desk_on_sockets import DeskOnSockets

Folder = Callable[[], Path]
"""Makes a folder for the few cases that need one."""

SCOPES: Final = ("openid", "profile", "email", "offline_access")
PUBLIC: Final = Client(client_id=CLIENT_ID, auth_method=AuthMethod.NONE)
WITHIN: Final = 20.0
"""Seconds in which every case ends."""
_HASTE: Final = 100.0
_PATIENCE: Final = 3600.0
"""Seconds for a person, on a clock that may run fast."""
_LONGEST_WORDS: Final = 1500


@dataclass(frozen=True)
class Page:
    """What the browser shows in the end."""

    status: int
    text: str


@dataclass(frozen=True)
class Ended:
    """How something ended: with a connection, or with an error."""

    connection: Connection | None = None
    error: DeskError | None = None
    page: Page = Page(0, "")
    session: SignInSession | None = None
    word: str = CONNECTED

    @property
    def code(self) -> str:
        """Return the scene's word, or the error's code."""
        return self.word if self.error is None else self.error.code


class Life:
    """Everything that a case meets."""

    def __init__(self, case: Case, provider: Provider, desk: DeskOnSockets, elsewhere: WebServer, folder: Path) -> None:
        self.folder = folder
        self.browser: ssl.SSLContext | None = None
        self.authorities: str | None = None
        self.case = case
        self.provider = provider
        self.desk = desk
        self.elsewhere = elsewhere

    @property
    def stored(self) -> list[Connection]:
        """Return what is in the vault."""
        return list(self.desk.file.records.values())

    def service(self, **changes: object) -> Service:
        """Return the service that the person signs in to."""
        base = Service(
            id="acme",
            name="Acme",
            issuer=self.provider.url,
            client=PUBLIC,
            scopes=SCOPES,
            api_base_urls=(f"{self.provider.url}/api",),
            security=Security(authorities=self.authorities),
        )
        return replace(base, **{**self.case.service, **changes})

    # --- scenes ------------------------------------------------------------------

    async def sign_in(self, **plan: object) -> Ended:
        """Sign in as a person with a browser does."""
        return await ended(self.signed_in(**plan))

    async def signed_in(self, **plan: object) -> Ended:
        """Sign in; raise DeskError where it does not begin."""
        session = await self.begin(**plan)
        return await self.finish(session, () if session.user_code else (session.url,))

    async def begin(self, **plan: object) -> SignInSession:
        """Begin a sign-in; raise DeskError."""
        plan.setdefault("service", self.service())
        plan.setdefault("timeout", _PATIENCE)
        return await self.desk.sign_in.begin(SignInPlan(**plan))  # type: ignore[arg-type]

    async def finish(self, session: SignInSession, urls: Sequence[str]) -> Ended:
        """Wait for the end while a person opens the addresses, all at once."""
        visits = [asyncio.create_task(browse(url, context=self.browser)) for url in urls]
        outcome = await ended(self._waited(session))
        pages = [page for page in [await visit for visit in visits] if page.status]
        return replace(outcome, page=pages[-1] if pages else Page(0, ""), session=session)

    async def _waited(self, session: SignInSession) -> Ended:
        return Ended(await session.wait())

    async def connected(self) -> Connection:
        """Sign in at a provider that is honest for now, but for what it tells of itself; then the case begins."""
        play = self.provider.play
        self.provider.play = Play(metadata=play.metadata)
        outcome = await self.sign_in(service=self.service())
        assert outcome.connection is not None, outcome.error
        self.provider.play = play
        self.provider.seen.clear()
        return outcome.connection

    # --- judging -----------------------------------------------------------------

    async def judge(self, outcome: Ended) -> None:
        """Fail unless the case ended as its row says, and nobody else heard anything."""
        case, error = self.case, outcome.error
        assert outcome.code == case.ends, error or outcome.word
        said = "" if error is None else str(error)
        assert case.says in said
        assert ".." not in said
        self._check_elsewhere()
        assert self.provider.complaints == []
        self._check_words(said)
        self._check_words(outcome.page.text, is_page=True)
        for name, most in case.asks.items():
            assert self.provider.times(name) <= most, name
        if case.holds is not None:
            held = case.holds(self, outcome)
            assert await held if inspect.isawaitable(held) else held

    def check_line(self, line: str) -> None:
        """Fail where a line of a log or a trace holds a secret, or what a terminal would obey."""
        self._check_secrets(line)
        assert not [character for character in line if not character.isprintable()], line

    def _check_elsewhere(self) -> None:
        """Fail where another machine heard of anything."""
        assert len(self.elsewhere.requests) <= self.case.heard
        assert self.case.heard or not self.elsewhere.connections
        for seen in self.elsewhere.requests:
            assert seen.header("Authorization") is seen.header("Cookie") is seen.header("DPoP") is None
            self._check_secrets(f"{seen.target} {seen.headers} {seen.body!r}")

    def _check_words(self, said: str, *, is_page: bool = False) -> None:
        """Fail where a person would be shown a secret, or characters that are not seen."""
        self._check_secrets(said)
        if not is_page:
            hidden = [character for character in said if unicodedata.category(character).startswith("C")]
            assert not hidden
            assert len(said) < _LONGEST_WORDS

    def _check_secrets(self, text: str) -> None:
        assert not [secret for secret in self.provider.secrets if secret in text]


async def ended(work: Awaitable[Ended]) -> Ended:
    """Return how it ended; a DeskError is an end, anything else a mistake of the program."""
    try:
        return await work
    except DeskError as error:
        return Ended(error=error)


async def landing(url: str) -> str:
    """Open an address and return where it leads, going no further."""
    parts = urlsplit(url)

    def visit() -> str:
        with closing(HTTPConnection(parts.netloc, timeout=WITHIN)) as connection:
            connection.request("GET", f"{parts.path}?{parts.query}")
            return connection.getresponse().getheader("Location") or ""

    return await asyncio.to_thread(visit)


async def browse(
    url: str, *, method: str = "GET", host: str | None = None, context: ssl.SSLContext | None = None
) -> Page:
    """Open an address and follow where it leads; status 0 where nobody listens any more."""
    headers = {} if host is None else {"Host": host}
    request = urllib.request.Request(url, method=method, headers=headers)

    def visit() -> Page:
        try:
            with urllib.request.urlopen(request, timeout=WITHIN, context=context) as answer:
                return Page(answer.status, answer.read().decode())
        except HTTPError as error:
            with error:
                return Page(error.code, error.read().decode())
        except URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
            return Page(0, "")

    return await asyncio.to_thread(visit)


@asynccontextmanager
async def life(case: Case, folder: Folder, internet: Internet | None = None) -> AsyncIterator[Life]:
    """Start the provider of a case, a machine elsewhere and a copy of the program; on an internet, if there is one."""
    endless = any(answer in ENDLESS for answer in case.play.answers.values())
    speed = _HASTE if endless else case.speed
    clock = SystemClock() if speed == 1 else QuickClock(speed)
    provider = Provider(case.play, clock.now)
    http = FarHttp() if internet else HastyHttp(speed, provider.is_hostile) if endless else None
    doors = internet.doors if internet else None
    async with web_server(always(plain(200, b"{}"))) as elsewhere, web_server(provider.script, tls=doors) as server:
        provider.url, provider.elsewhere = server.url, elsewhere.url
        async with DeskOnSockets(clock=clock, http=http) as desk, asyncio.timeout(WITHIN):
            made = Life(case, provider, desk, elsewhere, folder)
            if internet is not None:
                provider.url, provider.elsewhere = named(server.url, OUTSIDE), named(elsewhere.url, INSIDE)
                made.browser, made.authorities = internet.browser, internet.authority.file.read_text()
            yield made


@asynccontextmanager
async def measured(most: int | None) -> AsyncIterator[None]:
    """Fail where more bytes than that were taken at once."""
    if most is None:
        yield
        return
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        yield
        assert tracemalloc.get_traced_memory()[1] - before < most
    finally:
        tracemalloc.stop()
