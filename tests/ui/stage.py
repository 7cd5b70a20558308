"""A desk on stand-ins, with a Qt loop to run it: what every window test and screenshot is made on."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import qasync
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

import oauth_desk.services.renewal  # noqa: F401 - here, so that no test waits for its late import
from oauth_desk import config
from oauth_desk.config import Settings
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.events import ActivityEntry
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
from oauth_desk.services.night_shift import Crew, NightShift
from oauth_desk.services.protector import Protector
from oauth_desk.services.releases import Releases
from oauth_desk.services.renewer import Renewer
from oauth_desk.services.sign_in import SignIn
from oauth_desk.services.sources import Sources
from oauth_desk.services.tasks import TaskScope
from oauth_desk.services.trace import Tracer
from oauth_desk.services.vault_session import VaultSession
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.theme import Theme
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
from tests.fakes.vault import MemoryVaultFile
from tests.fakes.vault_copies import MemoryVaultCopies

T = TypeVar("T")

_THREAD_TURNS = 5
"""Turns of patience with work that went to a thread, such as a late import."""


class ShippedProfiles:
    """The catalogue that ships with the program, read at once."""

    async def texts(self) -> Sequence[tuple[Path, str]]:
        """Return every shipped profile."""
        folder = config.resources() / "services"
        return [(path, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))]

    async def read(self, path: Path) -> str:
        """Return one file's text."""
        return path.read_text(encoding="utf-8")

    async def write(self, path: Path, text: str, *, over: bool) -> None:
        """Write one file's text."""
        with path.open("w" if over else "x", encoding="utf-8") as file:
            file.write(text)


class OwnProfiles(ShippedProfiles):
    """A person's own folder, which is empty."""

    async def texts(self) -> Sequence[tuple[Path, str]]:
        """Return nothing."""
        return []


class FakeDemo:
    """A demo service that is said to listen."""

    def __init__(self) -> None:
        self.running = False

    async def start(self) -> str:
        """Return an address."""
        self.running = True
        return "http://127.0.0.1:9400"

    async def stop(self) -> None:
        """End it."""
        self.running = False


class Stage:
    """Everything a window needs, and hands to play its owner. ``run`` runs a coroutine with Qt's events."""

    def __init__(self, application: QApplication, folder: Path, *, scheme: str = "light") -> None:
        self.application = application
        application.setQuitOnLastWindowClosed(False)
        self._font = application.font()
        self.loop = qasync.QEventLoop(application)
        asyncio.set_event_loop(self.loop)
        # Four in the afternoon, here: the hour of the drawings.
        self.clock = FakeClock(start=time.mktime((2026, 11, 24, 16, 0, 0, 0, 0, -1)))
        self.http = FakeHttp()
        self.file = MemoryVaultFile()
        self.keys = MemoryKeyStore()
        self.copies = MemoryVaultCopies(self.file, self.clock)
        self.parcels = MemoryParcelFiles()
        self.browser = FakeBrowser()
        self.files = MemoryFiles()
        self.loopback = FakeLoopback()
        self.demo = FakeDemo()
        self.presence = FakePresence()
        self.choices = MemoryChoices()
        self.managed = FakePlaces()
        self.versions = MemoryChoices()
        self.autostart = MemoryAutostart()
        self.passphrase: Secret | None = None
        self.failures: list[tuple[str, BaseException]] = []
        self.tasks = TaskScope("desk", lambda name, error: self.failures.append((name, error)))
        self.book = Book()
        self.locks = MemoryLocks(self.clock)
        self.desk = self._desk(Settings(data_dir=folder))
        self.theme = Theme(application, scheme)
        self.bridge = Bridge(self.book, self.tasks)
        self._shown: list[QWidget] = []

    @property
    def now(self) -> float:
        """The clock's time."""
        return self.clock.now()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run ``work`` to its end; Qt's events run beside it."""
        # Not run_until_complete: qasync then handles Qt's events once more, outside the running loop, and a timer
        # that fires there cannot start a task.
        task = self.loop.create_task(work)
        task.add_done_callback(lambda _: self.loop.stop())
        self.loop.run_forever()
        return task.result()

    def act(self, gesture: Callable[[], object]) -> None:
        """Do something as a person would: inside the running loop, where gestures may start tasks."""
        trouble: list[BaseException] = []

        def guarded() -> None:
            try:
                gesture()
            except BaseException as error:
                trouble.append(error)

        self.loop.call_soon(guarded)
        self.settle()
        if trouble:
            raise trouble[0]

    def settle(self) -> None:
        """Let tasks, timers that are due, layouts and deletions happen."""

        async def all_of_it() -> None:
            for _ in range(3):
                await settle()
                await asyncio.sleep(0.001)
            for _ in range(_THREAD_TURNS if len(self.tasks) else 0):
                await asyncio.sleep(0.004)
                await settle(4)

        self.run(all_of_it())
        self.application.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def until(self, what: Callable[[], object], *, within: float = 20.0) -> None:
        """Settle until something is so: what went to a thread, such as signing, takes as long as it takes."""
        end = time.monotonic() + within
        while not what():
            if time.monotonic() > end:
                raise AssertionError("it did not come to that")
            self.settle()

    def advance(self, seconds: float) -> None:
        """Let time pass on the clock."""
        self.run(self.clock.advance(seconds))
        self.settle()

    def open(self, connections: Iterable[Connection] = (), log: Iterable[ActivityEntry] = ()) -> None:
        """Open the vault with these connections in it; a mark means that another process is renewing just then."""
        renewing = []
        for each in connections:
            self.file.put(each)
            self.file.committed()
            if each.in_flight is not None:
                renewing.append(self.run(self.locks.taken_elsewhere(each.id)))
        self.file.entries.extend(log)
        self.run(self.desk.session.open())
        for hold in renewing:
            hold.release()
        self.settle()

    def show(self, widget: QWidget, width: int = 1120, height: int = 684) -> QWidget:
        """Show a widget until the end of the stage."""
        widget.resize(width, height)
        widget.show()
        self._shown.append(widget)
        self.settle()
        return widget

    def forget(self, widget: QWidget) -> None:
        """Leave a widget alone that was taken down before the end of the stage."""
        self._shown.remove(widget)

    def click(self, within: QWidget, name: str) -> None:
        """Click on the control called ``name``."""
        control = within.findChild(QWidget, name)
        if control is None or not control.isVisible():
            raise AssertionError(f"no {name} can be seen")
        if not control.isEnabled():
            raise AssertionError(f"{name} is switched off")
        middle = QPoint(control.width() // 2, control.height() // 2)
        self.act(lambda: QTest.mouseClick(control, Qt.MouseButton.LeftButton, pos=middle))

    def type(self, within: QWidget, name: str, text: str, *, enter: bool = False) -> None:
        """Replace the text of the line called ``name``, and press Enter where asked."""
        line = within.findChild(QLineEdit, name)
        if line is None or not line.isVisible():
            raise AssertionError(f"no {name} can be seen")
        self.act(lambda: line.setText(text))
        if enter:
            self.act(lambda: QTest.keyClick(line, Qt.Key.Key_Return))

    def close(self) -> None:
        """End everything."""
        for widget in self._shown:
            widget.hide()
            widget.deleteLater()
        self.settle()
        self.run(self.tasks.close())
        self.run(self.desk.session.end())
        self.bridge.close()
        self.bridge.deleteLater()
        self.theme.deleteLater()
        self.application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.application.setStyleSheet("")
        self.application.setFont(self._font)
        self.loop.close()
        asyncio.set_event_loop(None)

    def _desk(self, settings: Settings) -> Desk:
        clock, chance, locks, http, book = self.clock, FakeChance(), self.locks, self.http, self.book
        renewer = Renewer(book=book, http=http, locks=locks, clock=clock, chance=chance, tasks=self.tasks)
        company = Company(self.managed)
        catalogue = Catalogue(folders=(ShippedProfiles(), OwnProfiles()), http=http, company=company)

        keeper = Keeper(book=book, renewer=renewer, clock=clock, chance=chance, tasks=self.tasks)

        async def read_passphrase() -> Secret | None:
            return self.passphrase

        async def renewals_end() -> None:
            while not await renewer.finish(65):
                pass

        def hire() -> Crew:
            book, tasks = Book(), TaskScope("night")
            by_night = Renewer(book=book, http=http, locks=locks, clock=clock, chance=chance, tasks=tasks)
            keeper = Keeper(book=book, renewer=by_night, clock=clock, chance=chance, tasks=tasks)
            return Crew(book, by_night, keeper, tasks)

        session = VaultSession(
            file=self.file,
            keys=self.keys,
            locks=locks,
            book=book,
            read_passphrase=read_passphrase,
            renewals_end=renewals_end,
            night=NightShift(hire, Crew(book, renewer, keeper, self.tasks)),
        )
        tracer = Tracer(clock)
        return Desk(
            settings=settings,
            clock=clock,
            tasks=self.tasks,
            session=session,
            book=book,
            renewer=renewer,
            keeper=keeper,
            activity=ActivityLog(book),
            demo=AllowedDemo(self.demo, company),
            http=http,
            company=company,
            late=Late(
                catalogue=lambda: catalogue,
                sign_in=lambda known: SignIn(
                    catalogue=known,
                    book=book,
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
                    tasks=self.tasks,
                ),
                archive=lambda: Archive(
                    copies=self.copies, keys=self.keys, locks=locks, book=book, read_passphrase=read_passphrase
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
