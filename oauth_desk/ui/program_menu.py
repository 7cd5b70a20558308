"""The menu of the program itself: connect, pause, lock, settings, colours, quit."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

_SCHEMES: Final = {"": "As the system", "light": "Light", "dark": "Dark"}


class ProgramMenu(QMenu):
    """Its actions belong to the window, too, so that their shortcuts always work."""

    connect_requested = Signal()
    pause_toggled = Signal(bool)
    lock_requested = Signal()
    settings_requested = Signal()
    backup_requested = Signal()
    scheme_chosen = Signal(str)
    motion_toggled = Signal(bool)
    quit_requested = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("program_menu")
        self._window = window
        connect = self._add("connect", "Connect a service…", "Ctrl+N", self.connect_requested.emit)
        self.addSeparator()
        self._pause = self._add("pause", "Pause renewing", "", lambda: None)
        self._pause.setCheckable(True)
        self._pause.toggled.connect(self.pause_toggled)
        lock = self._add("lock", "Lock", "Ctrl+L", self.lock_requested.emit)
        self.addSeparator()
        settings = self._add("settings", "Settings…", "Ctrl+,", self.settings_requested.emit)
        backup = self._add("backup", "Back up and move…", "", self.backup_requested.emit)
        self._open_only = (connect, lock, settings, backup)
        self._schemes = self._add_appearance()
        self.addSeparator()
        self._add(
            "quit", "Quit", QKeySequence(QKeySequence.StandardKey.Quit).toString() or "Ctrl+Q", self.quit_requested.emit
        )

    def set_paused(self, *, paused: bool) -> None:
        """Show whether renewing is paused."""
        self._pause.setChecked(paused)

    def set_open(self, *, opened: bool) -> None:
        """Offer what needs open connections only while they are open."""
        for action in self._open_only:
            action.setEnabled(opened)

    def set_reduced_motion(self, *, reduced: bool) -> None:
        """Show whether motion is kept low."""
        self._motion.setChecked(reduced)

    def set_scheme(self, scheme: str) -> None:
        """Show which colours are used."""
        for action in self._schemes.actions():
            action.setChecked(action.data() == scheme)

    def _add(self, name: str, words: str, keys: str, on_triggered: object) -> QAction:
        action = QAction(words, self)
        action.setObjectName(f"program_{name}")
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(on_triggered)
        self.addAction(action)
        self._window.addAction(action)
        return action

    def _add_appearance(self) -> QActionGroup:
        menu = self.addMenu("Appearance")
        menu.setObjectName("appearance_menu")
        group = QActionGroup(menu)
        for scheme, words in _SCHEMES.items():
            action = QAction(words, menu)
            action.setObjectName(f"scheme_{scheme or 'system'}")
            action.setCheckable(True)
            action.setData(scheme)
            action.triggered.connect(lambda _checked=False, scheme=scheme: self.scheme_chosen.emit(scheme))
            group.addAction(action)
            menu.addAction(action)
        menu.addSeparator()
        self._motion = QAction("Less motion", menu)
        self._motion.setObjectName("less_motion")
        self._motion.setCheckable(True)
        self._motion.toggled.connect(self.motion_toggled)
        menu.addAction(self._motion)
        return group
