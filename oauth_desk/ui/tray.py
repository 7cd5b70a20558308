"""The tray icon, where the desktop has a tray: open, pause, lock, quit, and the notice that somebody is needed."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from oauth_desk.config import APP_NAME
from oauth_desk.ui.app_icon import app_icon


class Tray(QObject):
    """Made only where ``available()``; on some desktops there is none, and then closing the window quits."""

    open_requested = Signal()
    pause_toggled = Signal(bool)
    lock_requested = Signal()
    quit_requested = Signal()
    notice_clicked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._menu = QMenu()
        self._menu.setObjectName("tray_menu")
        self._add("open", f"Open {APP_NAME}", self.open_requested.emit)
        self._pause = self._add("pause", "Pause renewing", lambda: None)
        self._pause.setCheckable(True)
        self._pause.toggled.connect(self.pause_toggled)
        self._locked = False
        self._lock = self._add("lock", "Lock", self._on_lock)
        self._menu.addSeparator()
        self._add("quit", "Quit", self.quit_requested.emit)
        self._icon = QSystemTrayIcon(app_icon(), self)
        self._icon.setObjectName("tray_icon")
        self._icon.setToolTip(APP_NAME)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._on_activated)
        self._icon.messageClicked.connect(self.notice_clicked)
        self._icon.show()
        self.destroyed.connect(self._menu.deleteLater)

    @staticmethod
    def available() -> bool:
        """Tell whether this desktop has a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def set_paused(self, *, paused: bool) -> None:
        """Show whether renewing is paused."""
        self._pause.setChecked(paused)

    def set_locked(self, *, locked: bool) -> None:
        """Offer to unlock instead, which opens the window."""
        self._locked = locked
        self._lock.setText("Unlock…" if locked else "Lock")

    def set_needed(self, count: int) -> None:
        """Put a dot on the icon while connections need somebody."""
        self._icon.setIcon(app_icon(needed=count > 0))
        words = "1 connection needs you" if count == 1 else f"{count} connections need you"
        self._icon.setToolTip(f"{APP_NAME}: {words}" if count else APP_NAME)

    def notify(self, title: str, words: str) -> None:
        """Tell that connections need their owner, without taking the focus from anybody."""
        self._icon.showMessage(title, words, app_icon(needed=True))

    def tell(self, title: str, words: str) -> None:
        """Tell something that is no trouble yet."""
        self._icon.showMessage(title, words, app_icon())

    def notify_locked(self) -> None:
        """Tell that somebody is needed, and nothing more: the window is locked."""
        self._icon.setIcon(app_icon(needed=True))
        self._icon.showMessage(
            "A connection needs you", "Unlock the window to see which one, when it suits you.", app_icon(needed=True)
        )

    def tell_hidden(self) -> None:
        """Tell, once, that closing the window did not end the program."""
        self._icon.showMessage(APP_NAME, "Your connections are still renewed. Quit from this icon.", app_icon())

    def close(self) -> None:
        """Take the icon away; the menu stays until the end, for the program still tells it that the vault is locked."""
        self._icon.hide()

    def _add(self, name: str, words: str, on_triggered: object) -> QAction:
        action = QAction(words, self._menu)
        action.setObjectName(f"tray_{name}")
        action.triggered.connect(on_triggered)
        self._menu.addAction(action)
        return action

    def _on_lock(self) -> None:
        (self.open_requested if self._locked else self.lock_requested).emit()

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.open_requested.emit()
