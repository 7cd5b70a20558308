"""The window with what surrounds it: theme, bridge, tray. The application and the loop are the caller's."""

import sys
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QApplication

from oauth_desk.config import APP_NAME
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.services.desk import Desk
from oauth_desk.services.phrases import Sentence
from oauth_desk.services.wording import Tone, list_line, tray_words
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.end_notice import EndNotice
from oauth_desk.ui.last_input import LastInput
from oauth_desk.ui.main_window import MainWindow
from oauth_desk.ui.preferences import Preferences
from oauth_desk.ui.theme import SCHEMES, Theme
from oauth_desk.ui.tray import Tray
from oauth_desk.ui.version_notice import VersionNotice

_COUNT_AFTER_MS: Final = 500
"""Many changes at once are counted once."""


def build_window(
    desk: Desk,
    application: QApplication,
    *,
    on_quit: Callable[[], None],
    on_seen: Callable[[bool], None] | None = None,
    tray: bool | None = None,
) -> MainWindow:
    """Build the window; ``show()`` and ``open_vault()`` are the caller's.

    ``on_quit`` ends the program; ``on_seen`` hears whether anybody can see the
    window. ``tray`` None: where the desktop has one.
    """
    application.setApplicationName(APP_NAME)
    application.setApplicationDisplayName(APP_NAME)
    application.setQuitOnLastWindowClosed(False)
    preferences = Preferences(desk.settings.preferences)
    scheme = preferences.text("scheme")
    theme = Theme(application, scheme if scheme in SCHEMES else None)
    bridge = Bridge(desk.book, desk.tasks)
    window = MainWindow(desk, bridge, theme, preferences)
    wanted = Tray.available() if tray is None else tray
    window.pages.has_tray = wanted
    _Surroundings(desk, bridge, window, preferences, theme, tray=Tray(window) if wanted else None, on_quit=on_quit)
    _notice_use(desk, application, window)
    if sys.platform == "darwin":
        # Elsewhere a file comes as an argument; a filter for the whole program would slow every event.
        application.installEventFilter(window.opening)
    window.destroyed.connect(bridge.close)
    if on_seen is not None:
        window.seen.connect(on_seen)
    return window


def _notice_use(desk: Desk, application: QApplication, window: MainWindow) -> None:
    """Let the use of the window count where the person wants it locked after a while."""
    locking = desk.locking
    last_input = LastInput(application, locking.last_use.touch, window)
    locking.chosen.subscribe(lambda: last_input.watch(on=bool(locking.chosen.now.lock_after_minutes)))


class _Surroundings(QObject):
    """What happens between window, tray and program."""

    def __init__(
        self,
        desk: Desk,
        bridge: Bridge,
        window: MainWindow,
        preferences: Preferences,
        theme: Theme,
        *,
        tray: Tray | None,
        on_quit: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._preferences = preferences
        self._tray = tray
        self._on_quit = on_quit
        self._notified: str | None = None
        self._needy: list[str] = []
        self._gathering = self._timer(self._tell_in_tray)
        window.closed.connect(self._on_closed)
        window.quit_requested.connect(self._quit)
        window.pause_toggled.connect(self._pause)
        window.seen.connect(self._on_seen)
        bridge.reconnect_needed.connect(self._on_reconnect_needed)
        EndNotice(desk, bridge, theme, preferences, window=window, notify=self._notify)
        VersionNotice(desk, bridge, theme, window=window)
        if tray is not None:
            self._connect_tray(tray)
            self._counting = self._timer(self._count_needed)
            for signal in (
                bridge.connection_changed,
                bridge.connection_removed,
                bridge.vault_opened,
                bridge.vault_locked,
            ):
                signal.connect(self._counting.start)
            self._window.pages.not_opened.connect(self._on_not_opened)
            bridge.needed_behind_lock.connect(tray.notify_locked)
            bridge.vault_locked.connect(lambda: tray.set_locked(locked=True))
            bridge.vault_opened.connect(lambda: tray.set_locked(locked=False))

    def _timer(self, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(_COUNT_AFTER_MS)
        timer.timeout.connect(then)
        return timer

    def _connect_tray(self, tray: Tray) -> None:
        tray.open_requested.connect(self._window.come_forward)
        tray.pause_toggled.connect(self._pause)
        tray.lock_requested.connect(self._window.menu.lock_requested)
        tray.quit_requested.connect(self._quit)
        tray.notice_clicked.connect(self._on_notice_clicked)

    def _on_seen(self, seen: bool) -> None:  # noqa: FBT001 - a slot
        """Drop drawn pixmaps with the last look: Qt would wake every ten seconds to let them go one by one."""
        if not seen:
            QPixmapCache.clear()

    def _on_closed(self) -> None:
        """Hide where there is a tray to come back from; else the close button ends the program."""
        if self._tray is None or self._preferences.text("on_close") == "quit":
            self._quit()
            return
        self._window.hide()
        if not self._preferences.text("told_hidden"):
            self._preferences.remember(told_hidden="yes")
            self._tray.tell_hidden()

    def _quit(self) -> None:
        self._window.remember()
        self._window.hide()
        if self._tray is not None:
            self._tray.close()
        self._preferences.close()
        self._on_quit()

    def _pause(self, paused: bool) -> None:  # noqa: FBT001 - a slot
        if paused == self._desk.keeper.paused:
            return
        if paused:
            self._desk.keeper.pause()
        else:
            self._desk.keeper.resume()
        if self._desk.session.night is not None:
            self._desk.session.night.set_paused(paused=paused)
        self._window.show_paused(paused=paused)
        if self._tray is not None:
            self._tray.set_paused(paused=paused)

    def _on_reconnect_needed(self, connection: Connection) -> None:
        """Tell in the window where it can be seen; else in the tray first, and never take the focus."""
        if self._tray is not None and not self._window.isVisible():
            self._needy.append(connection.id)
            self._gathering.start()
        self._window.tell_reconnect(connection.id)

    def _tell_in_tray(self) -> None:
        """Tell together what came together; what was mended meanwhile, or is behind the lock now, is not told."""
        now, found = self._desk.clock.now(), map(self._desk.book.get, dict.fromkeys(self._needy))
        needy = [each for each in found if each is not None and list_line(each, now, now).tone is Tone.BAD]
        self._needy.clear()
        if self._tray is not None and needy:
            self._notified = needy[0].id
            said = tray_words(needy, now)
            self._tray.notify(said.title, said.text)

    def _notify(self, said: Sentence, connection_id: str) -> bool:
        """Tell something in the tray where the window is hidden; return whether that was possible."""
        if self._tray is None or self._window.isVisible():
            return False
        self._notified = connection_id
        self._tray.tell(said.title, said.text)
        return True

    def _on_not_opened(self, error: DeskError) -> None:
        """Tell where nobody sees the window, as after a start at login, that nothing is renewed yet."""
        if self._tray is not None and not self._window.isVisible():
            self._notified = None
            self._tray.tell("Nothing is renewed yet", f"{error.title} Open the window from here.")

    def _on_notice_clicked(self) -> None:
        self._window.come_forward()
        if self._notified is not None:
            self._window.choose(self._notified)

    def _count_needed(self) -> None:
        if self._tray is None:
            return
        now = self._desk.clock.now()
        needed = sum(list_line(each, now, now).tone is Tone.BAD for each in self._desk.book.all())
        self._tray.set_needed(needed)
