"""The sheet that gives a connection another name."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.services.desk import Desk
from oauth_desk.services.naming import rename
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.controls import Button, ButtonKind, Field, Sheet
from oauth_desk.ui.theme import Theme


class RenameSheet(Sheet):
    """Stays open until the new name is saved, or says why it was not."""

    def __init__(self, connection: Connection, desk: Desk, bridge: Bridge, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, theme, name="rename_sheet", title="Rename this connection", width=440)
        self._desk = desk
        self._bridge = bridge
        self._connection_id = connection.id
        self._field = Field("Name", theme, name="rename_field", hint="Only you see it. Commands use it, too.")
        self._field.line.setText(connection.name)
        self._field.line.selectAll()
        self._field.line.returnPressed.connect(self._rename)
        self._save = Button("Rename", theme, kind=ButtonKind.PRIMARY, name="rename_save")
        cancel = Button("Cancel", theme, name="rename_cancel")
        self._save.clicked.connect(self._rename)
        cancel.clicked.connect(self.reject)
        self.column.addWidget(self.title)
        self.column.addWidget(self._field)
        self.buttons.addStretch(1)
        self.buttons.addWidget(cancel)
        self.buttons.addWidget(self._save)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.finished.connect(self.deleteLater)
        self._field.line.setFocus()

    def _rename(self) -> None:
        self._save.setEnabled(False)
        work = rename(self._desk.book, self._connection_id, self._field.line.text())
        self._bridge.start(work, "rename", on_done=self._on_renamed, on_error=self._on_failed)

    def _on_renamed(self, _connection: Connection) -> None:
        self.accept()

    def _on_failed(self, error: DeskError) -> None:
        self._save.setEnabled(True)
        self._field.show_problem(error.title)
        self._field.line.setFocus()
