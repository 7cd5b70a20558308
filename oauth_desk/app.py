"""The composition root: builds everything by hand and ends it in order."""

# Imports stand in functions here: all of them together would take longer than ``token`` may.
# ruff: noqa: PLC0415

import argparse
import asyncio
import functools
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from oauth_desk import config, late
from oauth_desk.adapters import log_setup
from oauth_desk.adapters.clock import SystemChance, SystemClock
from oauth_desk.adapters.deferred_http import DeferredHttpClient
from oauth_desk.adapters.demo_process import DemoProcess
from oauth_desk.adapters.keyring_store import KeyringStore
from oauth_desk.adapters.locks import FileLocks
from oauth_desk.adapters.only_window import OnlyWindow
from oauth_desk.adapters.passphrase_file import read_passphrase
from oauth_desk.adapters.screen import has_screen
from oauth_desk.adapters.signals import on_stop
from oauth_desk.adapters.vault.store import SqliteVaultFile
from oauth_desk.cli.main import Outside, execute, parse
from oauth_desk.cli.tour_settings import TourSettings
from oauth_desk.config import Settings
from oauth_desk.domain.events import Event, VaultLocked, VaultOpened
from oauth_desk.services.activity import ActivityLog
from oauth_desk.services.book import Book
from oauth_desk.services.company import AllowedDemo
from oauth_desk.services.desk import Desk, Late
from oauth_desk.services.keeper import Keeper
from oauth_desk.services.night_shift import Crew, NightShift
from oauth_desk.services.ports import Browser, Chance, Checks, Clock, HttpClient, Locks
from oauth_desk.services.renewer import Renewer
from oauth_desk.services.second_start import Wish
from oauth_desk.services.tasks import TaskScope
from oauth_desk.services.vault_session import VaultSession
from oauth_desk.services.watch import Watch

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from oauth_desk.ui.main_window import MainWindow


RENEWALS_END_WITHIN = 65.0
"""A renewal ends by itself within 60 s; leaving earlier could lose what a server has already rotated."""

SETTLES_AFTER = 3.0
"""Seconds."""


def build(settings: Settings, browser: Browser | None = None, *, demo_access_ttl: float | None = None) -> Desk:
    """Connect the use-cases with their adapters; nothing is read, opened or sent yet."""
    clock, chance = SystemClock(), SystemChance()
    tasks = TaskScope("desk")
    tracer = functools.cache(functools.partial(late.tracer, clock))
    company = late.company()
    http = DeferredHttpClient(functools.partial(late.http_client, settings, company, clock, chance, tracer))
    locks = FileLocks(settings.locks)
    book, keys, quiet = Book(), KeyringStore(), KeyringStore(prompt_seconds=0)
    read = functools.partial(read_passphrase, settings.passphrase_file)
    hire = functools.partial(_crew, http=http, locks=locks, clock=clock, chance=chance)
    day, file = hire(book, tasks), SqliteVaultFile(settings.vault)
    renewer = day.renewer
    session = VaultSession(
        file=file,
        keys=keys,
        quiet_keys=quiet,
        locks=locks,
        book=book,
        read_passphrase=read,
        renewals_end=functools.partial(_renewals_end, renewer),
        night=NightShift(lambda: hire(Book(), TaskScope("night shift")), day),
    )
    book.subscribe(lambda event: tracer().forget() if isinstance(event, VaultLocked) else None)
    return Desk(
        settings=settings,
        clock=clock,
        tasks=tasks,
        session=session,
        book=book,
        renewer=renewer,
        keeper=day.keeper,
        activity=ActivityLog(book),
        demo=AllowedDemo(DemoProcess(settings.demo_state, demo_access_ttl), company),
        company=company,
        http=http,
        late=Late(
            catalogue=lambda: late.catalogue(settings, company, http),
            sign_in=lambda catalogue: late.sign_in(
                catalogue,
                book=book,
                http=http,
                browser=browser,
                clock=clock,
                chance=chance,
                tracer=tracer(),
                renewer=renewer,
            ),
            tracer=tracer,
            api_keys=lambda: late.api_keys(book, http, clock),
            console=lambda: late.console(book, renewer, http, clock),
            disconnector=lambda: late.disconnector(book, renewer, http, locks, clock),
            inspector=lambda: late.inspector(book, renewer, http),
            protector=lambda: late.protector(file, keys, quiet, locks, session),
            locking=lambda: late.locking(late.chosen(settings, company), session, book, clock, tasks),
            archive=lambda: late.archive(settings, book=book, keys=keys, locks=locks, clock=clock, read=read),
            mover=lambda archive: late.mover(archive, company, book, locks, clock),
            browsers=lambda: late.browsers(book),
            releases=lambda chosen: late.releases(settings, company, chosen, http, clock),
            autostart=lambda: late.autostart(settings, company),
        ),
    )


def _crew(book: Book, tasks: TaskScope, *, http: HttpClient, locks: Locks, clock: Clock, chance: Chance) -> Crew:
    """Build what renews the connections of a book: once for the window, once for behind its lock."""
    renewer = Renewer(book=book, http=http, locks=locks, clock=clock, chance=chance, tasks=tasks)
    keeper = Keeper(book=book, renewer=renewer, clock=clock, chance=chance, tasks=tasks)
    return Crew(book, renewer, keeper, tasks)


async def _renewals_end(renewer: Renewer) -> None:
    while not await renewer.finish(RENEWALS_END_WITHIN):
        pass


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
    if desk.session.night is not None:
        await desk.session.night.finish(RENEWALS_END_WITHIN)
    await desk.tasks.close()
    await desk.session.end()
    await desk.http.close()
    await desk.demo.stop()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line, or open the window where no command was given; return the exit code."""
    args = parse(sys.argv[1:] if argv is None else argv)
    settings = _settings(args)
    log_setup.configure(settings.log, settings.log_level)
    if args.command is None:
        wish = Wish(getattr(args, "open_file", None), demo=settings.demo, connect=getattr(args, "connect", False))
        return run_window(settings, wish)
    outside = Outside(
        open_desk=functools.partial(open_desk, settings),
        open_tour=functools.partial(open_tour, settings.log_level),
        checks=functools.partial(_checks, settings),
        serve_demo=late.serve_demo,
        on_stop=on_stop,
    )
    return execute(args, outside)


def _settings(args: argparse.Namespace) -> Settings:
    return config.settings(
        data_dir=args.data_dir,
        passphrase_file=args.passphrase_file,
        demo=args.demo,
        hidden=getattr(args, "hidden", False),
        log_level=args.log_level,
    )


def _checks(settings: Settings) -> Checks:
    from oauth_desk.adapters.checks import SystemChecks

    return SystemChecks(settings, company=late.company())


def run_window(settings: Settings, wish: Wish) -> int:
    """Open the window and return when it is closed and everything is saved.

    Where a window on this data folder is open already, that one comes to the front and does what is wished for.
    """
    if not has_screen():
        print(  # noqa: T201 - said before there is anything else to say it with
            "oauth-desk: There is no screen to show the window on. "
            "Use a command instead (“oauth-desk --help” lists them), or play “oauth-desk tour”.",
            file=sys.stderr,
        )
        return 1
    only = OnlyWindow(settings.window)
    asks_nothing = settings.hidden and wish == Wish(demo=settings.demo)
    if not only.take() and (asks_nothing or only.ask(wish)):
        return 0
    import qasync
    from PySide6.QtWidgets import QApplication

    application = QApplication(sys.argv[:1])
    application.setDesktopFileName(os.environ.get("FLATPAK_ID", "oauth-desk"))
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
        return runner.run(window_main(settings, application, only, wish))


async def window_main(
    settings: Settings, application: "QApplication", only: OnlyWindow | None = None, wish: Wish | None = None
) -> int:
    """Show the window until it is closed, and end in order."""
    from oauth_desk.ui.collector import Collector
    from oauth_desk.ui.first_look import first_look, tray_comes
    from oauth_desk.ui.window_app import build_window

    async with open_desk(settings) as desk:
        await desk.company.look()
        ended = asyncio.Event()
        watch = Watch(desk.book, desk.clock)
        if settings.hidden:
            await tray_comes(desk.clock)
        window = build_window(desk, application, on_quit=ended.set, on_seen=watch.set_shown)
        desk.book.subscribe(functools.partial(_on_opened, desk))
        collector = Collector()
        window.seen.connect(collector.set_awake)
        desk.book.subscribe(lambda _event: collector.look())
        first_look(window, hidden=settings.hidden)
        window.open_vault()
        if wish is not None:
            window.opening.begin(wish.file, connect=wish.connect)
        if only is not None:
            _listen(only, window, desk)
        with on_stop(window.quit):
            desk.tasks.start(desk.keeper.run(), "keeper")
            desk.tasks.start(watch.run(), "watch")
            desk.tasks.start(_lock_as_chosen(desk), "locking")
            await ended.wait()
        if only is not None:
            only.leave()
        window.hide()
        collector.close()
    return 0


def _listen(only: OnlyWindow, window: "MainWindow", desk: Desk) -> None:
    """Do what a second start asks for, from now on."""
    from oauth_desk.ui.front_door import FrontDoor

    def do(wish: Wish) -> None:
        window.come_forward()
        if wish.demo:
            desk.tasks.start(desk.demo.start(), "demo")
        window.opening.begin(wish.file, connect=wish.connect)

    door = FrontDoor(only.folder, only.wishes, window)
    door.asked.connect(do)
    door.look()


async def _lock_as_chosen(desk: Desk) -> None:
    await desk.locking.chosen.load()
    await desk.locking.run()


async def _settle(desk: Desk) -> None:
    """Finish what a change of protection left, and look for newer profiles, once the window has come up."""
    await desk.clock.sleep(SETTLES_AFTER)
    await desk.protector.settle()
    await desk.updates.run()


def _on_opened(desk: Desk, event: Event) -> None:
    """Finish a change of protection that was cut off; start the demo service where it was asked for, or is kept."""
    if not isinstance(event, VaultOpened):
        return
    desk.tasks.start(_settle(desk), "settle")
    if desk.settings.demo or any(each.service.is_demo for each in desk.book.all()):
        desk.tasks.start(desk.demo.start(), "demo")
