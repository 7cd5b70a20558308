"""The sheet that asks once before a connection ends."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.services.desk import Desk
from oauth_desk.services.disconnect import Disconnected
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.controls import Banner, Button, ButtonKind, Sheet, Spinner, Text
from oauth_desk.ui.theme import Theme, Type


class DisconnectSheet(Sheet):
    """Says what will happen; ``disconnected`` carries the name and the result."""

    disconnected = Signal(str, object)

    def __init__(self, connection: Connection, desk: Desk, bridge: Bridge, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, theme, name="disconnect_sheet", title=f"Disconnect {connection.name}?", width=480)
        self._desk = desk
        self._bridge = bridge
        self._connection = connection
        self._banner = Banner(theme, name="disconnect_banner")
        self._spinner = Spinner(theme)
        self._spinner.hide()
        self._waiting = Text("", theme, role=Type.SECOND, colour="second", name="disconnect_waiting")
        self._keep = Button("Keep it", theme, name="disconnect_cancel")
        self._go = Button("Disconnect", theme, kind=ButtonKind.DANGER, name="disconnect_confirm")
        self._keep.clicked.connect(self.reject)
        self._go.clicked.connect(self._disconnect)
        self.column.addWidget(self.title)
        self.column.addWidget(Text(_what_happens(connection), theme, wrap=True, name="disconnect_text"))
        self.column.addWidget(self._banner)
        self.buttons.addWidget(self._spinner)
        self.buttons.addWidget(self._waiting, 1)
        self.buttons.addWidget(self._keep)
        self.buttons.addWidget(self._go)
        self.finished.connect(self.deleteLater)

    def _disconnect(self) -> None:
        self._banner.hide()
        self._go.setEnabled(False)
        self._spinner.show()
        self._waiting.setText(f"Telling {self._connection.service.name}; 35 s at most.")
        work = self._desk.disconnector.disconnect(self._connection.id)
        self._bridge.start(work, "disconnect", on_done=self._on_done, on_error=self._on_failed)

    def _on_done(self, result: Disconnected) -> None:
        self.disconnected.emit(self._connection.name, result)
        self.accept()

    def _on_failed(self, error: DeskError) -> None:
        self._go.setEnabled(True)
        self._spinner.hide()
        self._waiting.setText("")
        self._banner.show_error(error)


def _what_happens(connection: Connection) -> str:
    service = connection.service
    who = f" as {connection.account.label}" if connection.account.label else ""
    if service.endpoints.revocation is not None:
        there = f"{service.name} is told that this program is no longer allowed in."
    else:
        there = (
            f"{service.name} offers no way to be told, so remove this program in your account’s settings there as well."
        )
    return f"This program forgets the connection to {service.name}{who}. {there} To use it again you sign in anew."
