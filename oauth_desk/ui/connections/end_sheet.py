"""The sheet that asks until when a secret is good, or when a key is to be replaced: nothing else tells."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.ends import DAY, with_secret_end
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.desk import Desk
from oauth_desk.services.phrases import day
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.controls import Button, ButtonKind, Sheet, Text
from oauth_desk.ui.controls.choice import Choice
from oauth_desk.ui.key_reminders import REMINDERS
from oauth_desk.ui.theme import Theme, Type

_ENDS: Final = {None: "I do not know", 90: "In 3 months", 180: "In half a year", 365: "In a year", 730: "In 2 years"}
"""Days; what the pages that hand out secrets offer."""
_AS_BEFORE: Final = -1


class EndSheet(Sheet):
    """Keeps the day, which is then told of like any other end."""

    def __init__(self, connection: Connection, desk: Desk, bridge: Bridge, theme: Theme, parent: QWidget) -> None:
        self._key = connection.service.key is not None
        title = f"Another key for {connection.name}" if self._key else f"The secret of {connection.name}"
        super().__init__(parent, theme, name="end_sheet", title=title, width=440)
        self._desk = desk
        self._bridge = bridge
        self._connection = connection
        service = connection.service.name
        words = (
            "You are asked for another key a week before that day."
            if self._key
            else f"The secret that you copied at {service} is good until a day that its page says. You are told two "
            "weeks before, so that nothing stops."
        )
        self._problem = Text("", theme, role=Type.SECOND, colour="bad", wrap=True, name="end_problem")
        self._choice = Choice(
            "Ask for another one" if self._key else "It ends",
            REMINDERS if self._key else _ENDS,
            theme,
            name="end_choice",
        )
        self._show_known()
        save = Button("Keep this", theme, kind=ButtonKind.PRIMARY, name="end_save")
        cancel = Button("Cancel", theme, name="end_cancel")
        self.column.addWidget(self.title)
        self.column.addWidget(Text(words, theme, wrap=True, colour="second", name="end_text"))
        self.column.addWidget(self._choice)
        self.column.addWidget(self._problem)
        self.buttons.addStretch(1)
        self.buttons.addWidget(cancel)
        self.buttons.addWidget(save)
        self._problem.hide()
        save.clicked.connect(self._on_save)
        cancel.clicked.connect(self.reject)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.finished.connect(self.deleteLater)
        self._choice.list.setFocus()

    def _show_known(self) -> None:
        known = self._known()
        if known is not None:
            self._choice.show_value(_AS_BEFORE, f"On {day(known, self._desk.clock.now())}")

    def _known(self) -> Instant | None:
        care = self._connection.key_care
        if self._key:
            return None if care is None else care.replace_by
        return self._connection.service.client.secret_expires_at

    def _on_save(self) -> None:
        days = self._choice.value
        if days == _AS_BEFORE:
            self.accept()
            return
        at = None if days is None else self._desk.clock.now() + days * DAY
        self._bridge.start(self._kept(at), "keep an end", on_done=lambda _: self.accept(), on_error=self._on_failed)

    async def _kept(self, at: Instant | None) -> Connection:
        if self._key:
            return await self._desk.api_keys.remind(self._connection.id, at)
        return await self._desk.book.amend(self._connection.id, partial(with_secret_end, at=at))

    def _on_failed(self, error: DeskError) -> None:
        self._problem.setText(" ".join(part for part in (error.title, error.advice) if part))
        self._problem.show()
