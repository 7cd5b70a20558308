"""The notice that something ends within a day: in the window, or in the tray where the window is hidden."""

import json
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QBoxLayout

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.ends import EndOf
from oauth_desk.services.desk import Desk
from oauth_desk.services.end_words import notice, notice_of_several
from oauth_desk.services.lookout import LOOK_EVERY, Ahead, Lookout, Told
from oauth_desk.services.phrases import Sentence
from oauth_desk.services.vault_session import SessionState
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.controls import Banner
from oauth_desk.ui.main_window import MainWindow
from oauth_desk.ui.preferences import Preferences
from oauth_desk.ui.theme import Theme

_PLACE: Final = 2
"""Under the window's two other banners."""
_AFTER_MS: Final = 500
"""Many changes at once are looked at once."""

_ACTIONS: Final = {
    EndOf.SIGN_IN: "Sign in again",
    EndOf.REGISTRATION: "Sign in again",
    EndOf.UNUSED: "Renew now",
    EndOf.KEY: "Replace its key…",
    EndOf.REMINDER: "Replace its key…",
}
_SHOW: Final = "Show it"

Notify = Callable[[Sentence, str], bool]
"""Tells something of a connection in the tray; returns whether it did."""


class EndNotice(QObject):
    """Looks every ten minutes and at changes; says each end once, and takes back what was mended.

    ``notify`` tells in the tray, where the window is hidden. What nobody could see
    yet counts as told only when the window is.
    """

    def __init__(
        self,
        desk: Desk,
        bridge: Bridge,
        theme: Theme,
        preferences: Preferences,
        *,
        window: MainWindow,
        notify: Notify,
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._bridge = bridge
        self._preferences = preferences
        self._window = window
        self._notify = notify
        self._lookout = Lookout(desk.book, desk.clock, _read(preferences.text("told_ends")))
        self._shown: list[Ahead] = []
        self._banner = Banner(theme, name="end_banner", flush=True)
        ground = window.centralWidget()
        column = None if ground is None else ground.layout()
        if isinstance(column, QBoxLayout):
            column.insertWidget(_PLACE, self._banner)
        self._every = QTimer(self)
        self._every.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._every.setInterval(int(LOOK_EVERY * 1000))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_AFTER_MS)
        self._banner.action_requested.connect(self._on_action)
        self._banner.dismissed.connect(self._on_dismissed)
        window.seen.connect(self._on_seen)
        bridge.connection_added.connect(self._on_changed)
        bridge.connection_changed.connect(self._on_changed)
        bridge.connection_removed.connect(self._on_removed)
        bridge.vault_opened.connect(self._on_opened)
        bridge.vault_locked.connect(self._on_locked)
        bridge.resumed.connect(self._on_resumed)
        for timer in (self._every, self._soon):
            timer.timeout.connect(self.look)
        if desk.session.state is SessionState.OPEN:
            self._on_opened()

    def look(self) -> None:
        """Tell what is new, and take back what is not so any more."""
        if self._desk.session.state is not SessionState.OPEN:
            return
        due = self._lookout.due()
        fresh = [each for each in due if not self._lookout.is_told(each) and not _is_among(each, self._shown)]
        still = [each for each in due if _is_among(each, self._shown)]
        if not fresh and not self._shown:
            return
        self._shown[:] = [*still, *fresh]
        self._show()
        in_tray = bool(fresh) and self._notify(self._words(fresh), fresh[0].connection.id)
        if in_tray or self._is_seen():
            self._remember()

    # --- showing -----------------------------------------------------------------------------

    def _show(self) -> None:
        if not self._shown:
            self._banner.hide()
            return
        said = self._words(self._shown)
        action = "Show the first" if len(self._shown) > 1 else _ACTIONS.get(self._shown[0].end.what, _SHOW)
        self._banner.tell(f"{said.title}.", said.text, tone="attention", action=action)

    def _words(self, ahead: Sequence[Ahead]) -> Sentence:
        now = self._desk.clock.now()
        first = ahead[0]
        if len(ahead) > 1:
            return notice_of_several(len({each.connection.id for each in ahead}), first.connection, first.end, now)
        return notice(first.connection, first.end, now)

    def _is_seen(self) -> bool:
        return self._window.isVisible() and not self._window.isMinimized()

    def _remember(self) -> None:
        self._lookout.remember(each for each in self._shown if not self._lookout.is_told(each))
        self._preferences.remember(told_ends=json.dumps(self._lookout.told))

    # --- what happens ----------------------------------------------------------------------------

    def _on_opened(self) -> None:
        self._every.start()
        self._soon.start()

    def _on_locked(self) -> None:
        """Take back every word that names a connection."""
        self._every.stop()
        self._shown.clear()
        self._banner.hide()

    def _on_changed(self, connection: Connection) -> None:
        if self._lookout.concerns(connection) or any(each.connection.id == connection.id for each in self._shown):
            self._soon.start()

    def _on_removed(self, connection_id: str) -> None:
        if any(each.connection.id == connection_id for each in self._shown):
            self.look()

    def _on_dismissed(self) -> None:
        self._shown.clear()

    def _on_resumed(self, _seconds: float) -> None:
        self._soon.start()

    def _on_seen(self, seen: bool) -> None:  # noqa: FBT001 - a slot
        if seen and self._shown:
            self._remember()

    def _on_action(self) -> None:
        if not self._shown:
            return
        first = self._shown[0]
        action = _SHOW if len(self._shown) > 1 else _ACTIONS.get(first.end.what, _SHOW)
        self._window.choose(first.connection.id)
        if first.end.what is EndOf.UNUSED and action != _SHOW:
            self._bridge.start(self._desk.renewer.renew(first.connection.id), "renew what is not used")
        elif action != _SHOW:
            self._window.sign_in_again(first.connection.id)


def _is_among(ahead: Ahead, shown: Sequence[Ahead]) -> bool:
    """Tell whether an end is shown: of the same thing of the same connection, wherever it moved to."""
    return any(each.connection.id == ahead.connection.id and each.end.what is ahead.end.what for each in shown)


def _read(text: str) -> Told:
    """Return what was remembered; nothing where that cannot be read."""
    try:
        return {str(key): tuple(float(at) for at in moments) for key, moments in json.loads(text or "{}").items()}
    except (ValueError, TypeError, AttributeError):
        return {}
