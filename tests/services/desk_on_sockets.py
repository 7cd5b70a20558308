"""The use-cases put together with the real HTTP client and the real callback server; the vault is in memory."""

from types import TracebackType
from typing import Self

from oauth_desk.adapters.clock import SystemChance, SystemClock
from oauth_desk.adapters.http_client import HttpxClient
from oauth_desk.adapters.loopback import LoopbackServer
from oauth_desk.services.book import Book
from oauth_desk.services.catalogue import Catalogue
from oauth_desk.services.console import Console
from oauth_desk.services.disconnect import Disconnector
from oauth_desk.services.inspection import Inspector
from oauth_desk.services.ports import Clock, HttpClient
from oauth_desk.services.proving_http import ProvingHttp
from oauth_desk.services.renewer import Renewer
from oauth_desk.services.sign_in import SignIn
from oauth_desk.services.tasks import TaskScope
from oauth_desk.services.trace import Tracer
from oauth_desk.services.tracing_http import TracingHttp
from tests.fakes.browser import FakeBrowser
from tests.fakes.locks import MemoryLocks
from tests.fakes.vault import MemoryVault, MemoryVaultFile
from tests.services.stage import NoProfiles


class DeskOnSockets:
    """One copy of the program without a window; ``clock`` and ``http`` stand in for the real ones."""

    def __init__(self, *, clock: Clock | None = None, http: HttpClient | None = None) -> None:
        clock, chance, locks = clock or SystemClock(), SystemChance(), MemoryLocks()
        self.tracer = Tracer(clock)
        self.http = ProvingHttp(TracingHttp(http or HttpxClient(), self.tracer), clock=clock, chance=chance)
        self.tasks = TaskScope("test")
        self.book = Book()
        self.file = MemoryVaultFile()
        self.renewer = Renewer(
            book=self.book, http=self.http, locks=locks, clock=clock, chance=chance, tasks=self.tasks
        )
        self.console = Console(book=self.book, renewer=self.renewer, http=self.http, clock=clock)
        self.disconnector = Disconnector(book=self.book, http=self.http, locks=locks, clock=clock)
        self.inspector = Inspector(book=self.book, renewer=self.renewer, http=self.http)
        self.catalogue = Catalogue(folders=(NoProfiles(),), http=self.http)
        self.sign_in = SignIn(
            catalogue=self.catalogue,
            book=self.book,
            http=self.http,
            loopback=LoopbackServer(),
            browser=FakeBrowser(),
            clock=clock,
            chance=chance,
            tracer=self.tracer,
        )

    async def __aenter__(self) -> Self:
        await self.book.attach(MemoryVault(self.file))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.tasks.close()
        await self.http.close()
