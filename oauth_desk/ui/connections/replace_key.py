"""The sheet that puts another key in place of a connection's own."""

from typing import Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.secret import Secret
from oauth_desk.services.api_keys import NewKey
from oauth_desk.services.desk import Desk
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.controls import Button, ButtonKind, Field, Sheet, Spinner, Text
from oauth_desk.ui.key_reminders import reminder_choice, replace_by, show_days
from oauth_desk.ui.theme import Theme, Type


class ReplaceKeySheet(Sheet):
    """Stays open until the new key is in place, or says why it is not; the old one is used until then."""

    def __init__(self, connection: Connection, desk: Desk, bridge: Bridge, theme: Theme, parent: QWidget) -> None:
        title = f"Another key for {connection.name}"
        super().__init__(parent, theme, name="replace_key_sheet", title=title, width=480)
        self._desk = desk
        self._bridge = bridge
        self._connection = connection
        service = connection.service
        self._page = service.developer_console_url
        words = f"Make a new key at {service.name} and paste it here. "
        words += "It is tried before it takes the place of the old one." if service.account else _UNTRIED
        self._words = Text(words, theme, wrap=True, colour="second", name="replace_key_text")
        self._open = Button(f"Open {service.name}’s page", theme, icon="open", name="replace_key_open")
        self._open.setVisible(bool(self._page))
        self._field = Field("New key", theme, name="replace_key_field", secret=True, mono=True)
        self._reminder = reminder_choice(theme, name="replace_key_reminder")
        self._days: int | None = None if service.key is None else service.key.replace_every_days
        show_days(self._reminder, self._days)
        self._day_chosen = False
        self._spinner = Spinner(theme)
        self._spinner.hide()
        self._waiting = Text("", theme, role=Type.SECOND, colour="second", name="replace_key_waiting")
        self._cancel = Button("Cancel", theme, name="replace_key_cancel")
        self._save = Button(_USE, theme, kind=ButtonKind.PRIMARY, name="replace_key_save")
        self._lay_out()
        self._open.clicked.connect(self._on_open)
        self._reminder.chosen.connect(self._on_reminder)
        self._field.line.returnPressed.connect(self._replace)
        self._field.line.textChanged.connect(self._name_save)
        self._save.clicked.connect(self._replace)
        self._cancel.clicked.connect(self.reject)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.finished.connect(self.deleteLater)
        self._field.line.setFocus()

    def _lay_out(self) -> None:
        self.column.addWidget(self.title)
        self.column.addWidget(self._words)
        self.column.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeading)
        self.column.addWidget(self._field)
        self.column.addWidget(self._reminder)
        self.buttons.addWidget(self._spinner)
        self.buttons.addWidget(self._waiting, 1)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self._cancel)
        self.buttons.addWidget(self._save)

    # --- gestures ------------------------------------------------------------------

    def _on_open(self) -> None:
        if self._page:
            QDesktopServices.openUrl(QUrl(self._page))

    def _on_reminder(self, days: int | None) -> None:
        self._days, self._day_chosen = days, True
        self._name_save()

    def _name_save(self) -> None:
        """Let the button say what it will do: a day alone can be chosen as well."""
        words = _KEEP if self._only_the_day() else _USE
        self._save.setText(words)
        self._save.setAccessibleName(words)

    def _only_the_day(self) -> bool:
        return self._day_chosen and not self._field.line.text().strip()

    def _replace(self) -> None:
        if not self._save.isEnabled():
            return
        if self._only_the_day():
            work = self._desk.api_keys.remind(self._connection.id, replace_by(self._days, self._desk.clock.now()))
            self._bridge.start(work, "set a reminder", on_done=lambda _: self.accept(), on_error=self._on_failed)
            return
        self._set_busy(f"Trying it at {self._connection.service.name}." if self._connection.service.account else "")
        key = NewKey(Secret(self._field.line.text().strip()), replace_by(self._days, self._desk.clock.now()))
        work = self._desk.api_keys.replace(self._connection.id, key)
        self._bridge.start(work, "replace a key", on_done=lambda _: self.accept(), on_error=self._on_failed)

    def _on_failed(self, error: DeskError) -> None:
        self._set_busy(None)
        self._field.show_problem(" ".join(part for part in (error.title, error.advice) if part))
        self._field.line.setFocus()

    def _set_busy(self, words: str | None) -> None:
        self._save.setEnabled(words is None)
        self._spinner.setVisible(words is not None)
        self._waiting.setText(words or "")


_USE: Final = "Use this key"
_KEEP: Final = "Keep the key, ask then"
_UNTRIED: Final = "The old one is kept until a call shows that the new one is accepted."
