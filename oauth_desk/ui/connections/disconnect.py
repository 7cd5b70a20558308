"""The sheet that asks once before a connection ends."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.services.desk import Desk
from oauth_desk.services.disconnect import Disconnected
from oauth_desk.services.own_words import PROOF_STAYS, loses_access, proof_of
from oauth_desk.services.sources import users_of
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.controls import Banner, Button, ButtonKind, Sheet, Spinner, Text
from oauth_desk.ui.controls.check import Check
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
        self._users = " ".join(loses_access(user) for user in users_of(desk.book, connection.id))
        self._text = Text(self._words(), theme, wrap=True, name="disconnect_text")
        self._only_here = Check("Only here: another computer has this connection", theme, name="disconnect_only_here")
        self._only_here.setVisible(connection.service.can_be_told)
        self._only_here.toggled.connect(self._on_only_here)
        self.column.addWidget(self._text)
        self.column.addWidget(self._only_here)
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
        here = self._only_here.isChecked()
        self._waiting.setText("" if here else f"Telling {self._connection.service.name}; 35 s at most.")
        work = self._desk.disconnector.disconnect(self._connection.id, keep_remote=here)
        self._bridge.start(work, "disconnect", on_done=self._on_done, on_error=self._on_failed)

    def _on_only_here(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self._text.setText(self._words(only_here=on))

    def _words(self, *, only_here: bool = False) -> str:
        return f"{_what_happens(self._connection, only_here=only_here)} {self._users}".rstrip()

    def _on_done(self, result: Disconnected) -> None:
        self.disconnected.emit(self._connection.name, result)
        self.accept()

    def _on_failed(self, error: DeskError) -> None:
        self._go.setEnabled(True)
        self._spinner.hide()
        self._waiting.setText("")
        self._banner.show_error(error)


def _what_happens(connection: Connection, *, only_here: bool = False) -> str:
    service = connection.service
    who = f" as {connection.account.label}" if connection.account.label else ""
    if only_here:
        return (
            f"This computer forgets the connection to {service.name}{who}. {service.name} is told nothing, so that the "
            "other computer stays connected."
        )
    if connection.asks_by_itself:
        there = PROOF_STAYS[proof_of(service)].format(service=service.name)
        return f"This program forgets the connection to {service.name}{who}. {there}".rstrip()
    if service.can_be_told:
        there = f"{service.name} is told that this program is no longer allowed in."
    else:
        there = (
            f"{service.name} offers no way to be told, so remove this program in your account’s settings there as well."
        )
    return f"This program forgets the connection to {service.name}{who}. {there} To use it again you sign in anew."
