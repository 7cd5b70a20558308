"""Why, and what it means: the first look of the reconnect dialog."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.tokens import Instant
from oauth_desk.ui.controls import Card, ElidedLabel, Mark, Text
from oauth_desk.ui.reconnect.words import details, waiting_words, why
from oauth_desk.ui.theme import Theme, Type


class AskPanel(QWidget):
    """One connection: its mark and name, the reason, what waits for it, and on demand more."""

    def __init__(self, theme: Theme, title: Text) -> None:
        super().__init__()
        px = theme.px
        self._mark = Mark(theme, size=48)
        self._title = title
        self._account = ElidedLabel("", theme, colour="second", name="reconnect_account")
        self._words = Text("", theme, wrap=True, name="reconnect_why")
        self._strip = Card(theme, tone="accent", name="reconnect_waiting")
        self._waiting = Text("", theme, role=Type.SECOND, wrap=True, name="reconnect_waiting_text")
        self._more = Text("", theme, role=Type.SECOND, colour="second", wrap=True, name="reconnect_details")
        self._more.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        strip = QVBoxLayout(self._strip)
        strip.setContentsMargins(px(16), px(12), px(16), px(12))
        strip.addWidget(self._waiting)
        names = QVBoxLayout()
        names.setSpacing(px(2))
        names.addWidget(title)
        names.addWidget(self._account)
        head = QHBoxLayout()
        head.setSpacing(px(16))
        head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(names, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(14))
        column.addLayout(head)
        column.addWidget(self._words)
        column.addWidget(self._strip)
        column.addWidget(self._more)
        self._more.hide()

    def show_connection(self, connection: Connection, more: tuple[str, ...], requests: int, now: Instant) -> None:
        """Tell why this connection needs its owner."""
        service = connection.service
        sentence = why(connection, more, now)
        self._mark.show_service(service.id, service.name, service.color)
        self._title.setText(sentence.title)
        account = connection.account.label or connection.name
        named = connection.name if connection.name != service.name else ""
        self._account.setText(f"{named} · {account}" if named and named != account else account)
        self._words.setText(sentence.text)
        self._strip.setVisible(bool(requests))
        self._waiting.setText(waiting_words(requests))
        self._more.setText("\n".join(details(connection, now)))

    def toggle_details(self) -> None:
        """Show more, or less."""
        self._more.setVisible(not self._more.isVisible())
