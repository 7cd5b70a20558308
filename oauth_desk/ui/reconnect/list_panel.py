"""Several connections at once, as a list that is worked through in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.ui.controls import ElidedLabel, Mark, Text
from oauth_desk.ui.controls.refill import empty
from oauth_desk.ui.theme import Theme, Type

_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One connection of the list and how it stands."""

    connection: Connection
    done: bool
    current: bool


class ListPanel(QWidget):
    """Marks what is done and what comes next."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("reconnect_list")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(4))

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show the list from around the current entry on."""
        empty(self._column)
        current = next((place for place, entry in enumerate(entries) if entry.current), 0)
        first = max(0, min(current - 1, len(entries) - _SHOWN))
        for entry in entries[first : first + _SHOWN]:
            self._column.addWidget(self._row(entry))
        left_out = len(entries) - min(len(entries), _SHOWN)
        if left_out:
            words = f"and {left_out} more"
            self._column.addWidget(Text(words, self._theme, role=Type.SECOND, colour="second", name="reconnect_more"))
        names = ", ".join(entry.connection.name for entry in entries)
        self.setAccessibleName(f"{sum(entry.done for entry in entries)} of {len(entries)} done: {names}")

    def _row(self, entry: Entry) -> QWidget:
        theme, px, connection = self._theme, self._theme.px, entry.connection
        mark = Mark(theme, size=28)
        mark.show_service(connection.service.id, connection.service.name, connection.service.color)
        role = Type.STRONG if entry.current else Type.BASE
        name = ElidedLabel(connection.name, theme, role=role, colour="second" if entry.done else "text")
        account = ElidedLabel(connection.account.label, theme, role=Type.SECOND, colour="third")
        picture = QLabel()
        icon, tone = ("check", "good") if entry.done else ("forward" if entry.current else "alert", "bad")
        picture.setPixmap(theme.pixmap(icon, theme.palette.tone("accent" if entry.current else tone)))
        picture.setAccessibleName("done" if entry.done else ("next" if entry.current else "waiting"))
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(px(4), px(5), px(4), px(5))
        line.setSpacing(px(12))
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(name)
        line.addWidget(account, 1)
        line.addWidget(picture)
        return row
