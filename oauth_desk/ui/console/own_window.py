"""The console in a window of its own, beside the list."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.controls import Ground
from oauth_desk.ui.theme import Theme

_SIZE = (820, 680)


class OwnWindow(Ground):
    """Holds a page about one connection, and closes with it. Belongs to ``parent``'s window and hides with it."""

    def __init__(self, page: QWidget, connection: Connection, parent: QWidget, bridge: Bridge, theme: Theme) -> None:
        super().__init__(theme, "window", name="console_window")
        self._connection_id = connection.id
        self.setParent(parent.window(), Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(connection.name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        self.resize(*(theme.px(length) for length in _SIZE))
        bridge.connection_removed.connect(self._on_removed)
        bridge.connection_changed.connect(self._on_changed)
        bridge.vault_locked.connect(self.close)

    def _on_removed(self, connection_id: str) -> None:
        if connection_id == self._connection_id:
            self.close()

    def _on_changed(self, connection: Connection) -> None:
        if connection.id == self._connection_id:
            self.setWindowTitle(connection.name)
