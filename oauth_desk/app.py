"""The composition root: builds everything by hand and ends it in order."""

# Imports stand in functions here: all of them together would take longer than ``token`` may.
# ruff: noqa: PLC0415

import argparse
import asyncio
import functools
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from oauth_desk import config
from oauth_desk.adapters import log_setup
from oauth_desk.adapters.clock import SystemChance, SystemClock
from oauth_desk.adapters.deferred_http import DeferredHttpClient
from oauth_desk.adapters.demo_process import DemoProcess
from oauth_desk.adapters.keyring_store import KeyringStore
from oauth_desk.adapters.locks import FileLocks
from oauth_desk.adapters.passphrase_file import read_passphrase
from oauth_desk.adapters.screen import has_screen
from oauth_desk.adapters.signals import on_stop
from oauth_desk.adapters.vault.store import SqliteVaultFile
from oauth_desk.cli.main import Outside, execute, parse
from oauth_desk.cli.tour_settings import TourSettings
from oauth_desk.config import Settings
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.events import Event, VaultOpened
from oauth_desk.services.activity import ActivityLog
from oauth_desk.services.book import Book
from oauth_desk.services.desk import Desk, Late
from oauth_desk.services.keeper import Keeper
from oauth_desk.services.ports import Browser, Chance, Checks, Clock, HttpClient, Locks, PortTaken
from oauth_desk.services.renewer import Renewer
from oauth_desk.services.tasks import TaskScope
from oauth_desk.services.vault_session import VaultSession
from oauth_desk.services.watch import Watch

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from oauth_desk.services.catalogue import Catalogue
    from oauth_desk.services.console import Console
    from oauth_desk.services.disconnect import Disconnector
    from oauth_desk.services.inspection import Inspector
    from oauth_desk.services.sign_in import SignIn

RENEWALS_END_WITHIN = 65.0
"""A renewal ends by itself within 60 s; leaving earlier could lose what a server has already rotated."""


def build(settings: Settings, browser: Browser | None = None, *, demo_access_ttl: float | None = None) -> Desk:
    """Connect the use-cases with their adapters; nothing is read, opened or sent yet."""
    clock, chance = SystemClock(), SystemChance()
    tasks = TaskScope("desk")
    http = DeferredHttpClient()
    locks = FileLocks(settings.locks)
    book = Book()
    renewer = Renewer(book=book, http=http, locks=locks, clock=clock, chance=chance, tasks=tasks)
    return Desk(
        settings=settings,
        clock=clock,
        tasks=tasks,
        session=VaultSession(
            file=SqliteVaultFile(settings.vault),
            keys=KeyringStore(),
            locks=locks,
            book=book,
            read_passphrase=functools.partial(read_passphrase, settings.passphrase_file),
        ),
        book=book,
        renewer=renewer,
        keeper=Keeper(book=book, renewer=renewer, clock=clock, chance=chance, tasks=tasks),
        activity=ActivityLog(book),
        demo=DemoProcess(settings.demo_state, demo_access_ttl),
        http=http,
        late=Late(
            catalogue=lambda: _catalogue(settings, http),
            sign_in=lambda catalogue: _sign_in(
                catalogue, book=book, http=http, browser=browser, clock=clock, chance=chance
            ),
            console=lambda: _console(book, renewer, http, clock),
            disconnector=lambda: _disconnector(book, http, locks, clock),
            inspector=lambda: _inspector(book, renewer, http),
        ),
    )


# --- made when first wanted -----------------------------------------------------------------------


def _catalogue(settings: Settings, http: HttpClient) -> "Catalogue":
    from oauth_desk.adapters.profile_folders import DiskProfileFolder
    from oauth_desk.services.catalogue import Catalogue

    folders = (config.resources() / "services", config.machine_profiles(), settings.profiles)
    return Catalogue(folders=[DiskProfileFolder(folder) for folder in folders], http=http)


def _sign_in(
    catalogue: "Catalogue", *, book: Book, http: HttpClient, browser: Browser | None, clock: Clock, chance: Chance
) -> "SignIn":
    from oauth_desk.adapters.browser import SystemBrowser
    from oauth_desk.adapters.loopback import LoopbackServer
    from oauth_desk.services.sign_in import SignIn

    return SignIn(
        book=book,
        catalogue=catalogue,
        http=http,
        loopback=LoopbackServer(),
        browser=browser or SystemBrowser(),
        clock=clock,
        chance=chance,
    )


def _console(book: Book, renewer: Renewer, http: HttpClient, clock: Clock) -> "Console":
    from oauth_desk.services.console import Console

    return Console(book=book, renewer=renewer, http=http, clock=clock)


def _disconnector(book: Book, http: HttpClient, locks: Locks, clock: Clock) -> "Disconnector":
    from oauth_desk.services.disconnect import Disconnector

    return Disconnector(book=book, http=http, locks=locks, clock=clock)


def _inspector(book: Book, renewer: Renewer, http: HttpClient) -> "Inspector":
    from oauth_desk.services.inspection import Inspector

    return Inspector(book=book, renewer=renewer, http=http)


# --- from start to end ----------------------------------------------------------------------------


@asynccontextmanager
async def open_desk(settings: Settings, browser: Browser | None = None) -> AsyncIterator[Desk]:
    """Build a desk and end it in order: renewals in flight are saved before anything is closed."""
    desk = build(settings, browser)
    try:
        yield desk
    finally:
        await close(desk)


@asynccontextmanager
async def open_tour(log_level: str, tour: TourSettings) -> AsyncIterator[Desk]:
    """Build a desk in a folder of its own; the log goes there too, so that nothing of the person's is touched."""
    settings = Settings(tour.data_dir, own_folder=True, passphrase_file=tour.passphrase_file, log_level=log_level)
    log_setup.configure(settings.log, log_level)
    desk = build(settings, tour.browser, demo_access_ttl=tour.demo_access_ttl)
    try:
        yield desk
    finally:
        await close(desk)


async def close(desk: Desk) -> None:
    """Wait for renewals in flight to save, then close the client and the vault."""
    desk.keeper.pause()
    await desk.renewer.finish(RENEWALS_END_WITHIN)
    await desk.tasks.close()
    await desk.http.close()
    await desk.session.lock()
    await desk.demo.stop()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line, or open the window where no command was given; return the exit code."""
    args = parse(sys.argv[1:] if argv is None else argv)
    settings = _settings(args)
    log_setup.configure(settings.log, settings.log_level)
    if args.command is None:
        return run_window(settings)
    outside = Outside(
        open_desk=functools.partial(open_desk, settings),
        open_tour=functools.partial(open_tour, settings.log_level),
        checks=functools.partial(_checks, settings),
        serve_demo=_serve_demo,
        on_stop=on_stop,
    )
    return execute(args, outside)


def _settings(args: argparse.Namespace) -> Settings:
    return config.settings(
        data_dir=args.data_dir, passphrase_file=args.passphrase_file, demo=args.demo, log_level=args.log_level
    )


def _checks(settings: Settings) -> Checks:
    from oauth_desk.adapters.checks import SystemChecks

    return SystemChecks(settings)


def _serve_demo(args: argparse.Namespace) -> None:
    from oauth_desk.demo.server import serve

    announce = functools.partial(print, flush=True)
    try:
        serve(args.port, args.access_ttl, args.state_file, announce, args.exit_with_parent)
    except PortTaken as taken:
        title = f"Another program uses port {taken.port}."
        raise DeskError(
            "port_taken", title, advice="Choose another one, or none: then any free port is taken."
        ) from taken


def run_window(settings: Settings) -> int:
    """Open the window and return when it is closed and everything is saved."""
    if not has_screen():
        print(  # noqa: T201 - said before there is anything else to say it with
            "oauth-desk: There is no screen to show the window on. "
            "Use a command instead (“oauth-desk --help” lists them), or play “oauth-desk tour”.",
            file=sys.stderr,
        )
        return 1
    import qasync
    from PySide6.QtWidgets import QApplication

    application = QApplication(sys.argv[:1])
    application.setDesktopFileName("oauth-desk")
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
        return runner.run(window_main(settings, application))


async def window_main(settings: Settings, application: "QApplication") -> int:
    """Show the window until it is closed, and end in order."""
    from oauth_desk.ui.window_app import build_window

    async with open_desk(settings) as desk:
        ended = asyncio.Event()
        watch = Watch(desk.book, desk.clock)
        window = build_window(desk, application, on_quit=ended.set, on_seen=watch.set_shown)
        desk.book.subscribe(functools.partial(_start_demo, desk))
        window.show()
        window.open_vault()
        with on_stop(window.quit):
            desk.tasks.start(desk.keeper.run(), "keeper")
            desk.tasks.start(watch.run(), "watch")
            await ended.wait()
        window.hide()
    return 0


def _start_demo(desk: Desk, event: Event) -> None:
    """Start the demo service with the vault: where it was asked for, or where a connection to it is kept."""
    if isinstance(event, VaultOpened) and (desk.settings.demo or any(each.service.is_demo for each in desk.book.all())):
        desk.tasks.start(desk.demo.start(), "demo")
