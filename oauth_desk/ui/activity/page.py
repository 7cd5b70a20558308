"""What happened to a connection, and when."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from oauth_desk.domain.events import ActivityEntry
from oauth_desk.services.desk import Desk
from oauth_desk.ui.activity import export
from oauth_desk.ui.activity.model import ActivityModel
from oauth_desk.ui.activity.nothing import Nothing
from oauth_desk.ui.activity.row_delegate import RowDelegate
from oauth_desk.ui.activity.row_table import RowTable
from oauth_desk.ui.activity.rows import Choice, Row, rows_of
from oauth_desk.ui.activity.timeline import begins, segments, span_at
from oauth_desk.ui.activity.timeline_view import TimelineView
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.controls import Banner, Button, ChipButton
from oauth_desk.ui.controls.card import COMPACT
from oauth_desk.ui.controls.file_choice import ask_where_to_save
from oauth_desk.ui.controls.flow import FlowRow
from oauth_desk.ui.latest import LatestTask
from oauth_desk.ui.theme import Theme

MOST: Final = 10_000
_AT_ONCE: Final = 500
_TICKER: Final = "activity"
_CHIPS: Final = {
    Choice.ALL: "All",
    Choice.RENEWALS: "Renewals",
    Choice.SIGN_INS: "Sign-ins",
    Choice.PROBLEMS: "Problems",
    Choice.REQUESTS: "Requests",
}


class ActivityPage(QWidget):
    """A page of the right side: a strip of the day above the log."""

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self._bridge = bridge
        self._theme = theme
        self._connection_id: str | None = None
        self._entries: list[ActivityEntry] = []
        self._turns: list[ActivityEntry] = []
        self._loading = LatestTask(self)
        self._export = Button("Export…", theme, name="export_button", label="Export the activity to a file")
        self._export.clicked.connect(self._ask_where)
        self._banner = Banner(theme, name="activity_banner")
        self._timeline = TimelineView(theme)
        self._model = ActivityModel(desk.clock.now, self)
        self._table = RowTable(self._model, theme)
        self._table.setItemDelegate(RowDelegate(theme, desk.clock.now, self._table))
        self._nothing = Nothing(theme)
        self._stack = QStackedWidget()
        self._chips = QButtonGroup(self)
        self._lay_out()
        bridge.activity_logged.connect(self._on_logged)
        bridge.connection_changed.connect(self._on_changed)
        bridge.vault_locked.connect(self._forget)
        bridge.ticker.ticked.connect(self._on_ticked)

    # --- the right side's questions ----------------------------------------------------------

    def show_connection(self, connection_id: str | None) -> None:
        """Show another connection's log."""
        if connection_id == self._connection_id and self._entries:
            return
        self._connection_id = connection_id
        self._banner.hide()
        self._forget()
        if connection_id is not None:
            self._loading.hold(self._bridge.start(self._load(connection_id), "read the activity log"))

    def head_actions(self) -> list[QWidget]:
        """Return the export button."""
        return [self._export]

    # --- making ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        px = self._theme.px
        self.setObjectName("activity_page")
        chips = FlowRow(px(8))
        for choice, text in _CHIPS.items():
            chip = ChipButton(text, self._theme, name=f"activity_{choice}")
            chip.setChecked(choice is Choice.ALL)
            chip.clicked.connect(partial(self._choose, choice))
            self._chips.addButton(chip)
            chips.add(chip)
        self._stack.addWidget(self._table)
        self._stack.addWidget(self._nothing)
        column = self._column = QVBoxLayout(self)
        column.setSpacing(px(10))
        column.addWidget(self._banner)
        column.addWidget(self._timeline)
        column.addWidget(chips)
        column.addWidget(self._stack, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give up margins before words where there is little room."""
        super().resizeEvent(event)
        px = self._theme.px
        side = px(32 if self.width() > px(COMPACT) else 16)
        self._column.setContentsMargins(side, px(28), side, px(12))

    def showEvent(self, event: QShowEvent) -> None:
        """Move on with the time while it can be seen."""
        super().showEvent(event)
        self._bridge.ticker.count(_TICKER, on=True)
        self._show_timeline()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self._bridge.ticker.count(_TICKER, on=False)

    # --- what is shown -----------------------------------------------------------------------

    async def _load(self, connection_id: str) -> None:
        """Read the log and put it into words, a part at a time."""
        entries = await self._desk.activity.entries(connection_id, limit=MOST)
        rows: list[Row] = []
        turns: list[ActivityEntry] = []
        for start in range(0, len(entries), _AT_ONCE):
            part = entries[start : start + _AT_ONCE]
            rows = rows_of(part, rows)
            turns += (entry for entry in part if begins(entry) is not None)
            await asyncio.sleep(0)
        self._entries, self._turns = entries, turns
        self._model.load(rows)
        self._show_rows()

    def _show_rows(self) -> None:
        self._export.setEnabled(bool(self._entries))
        self._stack.setCurrentWidget(self._table if self._model.rowCount() else self._nothing)
        self._show_timeline()

    def _show_timeline(self) -> None:
        connection = None if self._connection_id is None else self._desk.book.get(self._connection_id)
        self._timeline.setVisible(connection is not None)
        if connection is None or not self.isVisible():
            return
        now, tokens = self._desk.clock.now(), connection.tokens
        span = span_at(now, tokens.lifetime)
        recent = _since(self._turns, span.start)
        drawn = segments(recent, span, now, lifetime=tokens.lifetime, expires_at=tokens.expires_at)
        self._timeline.show_segments(span, drawn, now)

    def _on_ticked(self) -> None:
        if self._timeline.moves(self._desk.clock.now()):
            self._show_timeline()

    def _on_logged(self, entry: ActivityEntry) -> None:
        if entry.connection_id != self._connection_id or self._loading.running:
            return
        self._entries.insert(0, entry)
        if begins(entry) is not None:
            self._turns.insert(0, entry)
        self._model.add(entry)
        self._show_rows()

    def _on_changed(self, connection: object) -> None:
        if getattr(connection, "id", None) == self._connection_id:
            self._show_timeline()

    def _choose(self, choice: Choice) -> None:
        self._model.choose(choice)
        self._nothing.show_choice(choice)
        self._show_rows()

    def _forget(self) -> None:
        self._loading.cancel()
        self._entries, self._turns = [], []
        self._model.load([])
        self._show_rows()

    # --- export ------------------------------------------------------------------------------

    def _ask_where(self) -> None:
        connection = None if self._connection_id is None else self._desk.book.get(self._connection_id)
        name = "activity" if connection is None else f"{connection.name} activity"
        safe = "".join(char if char.isalnum() or char in " -_." else "-" for char in name)
        filters = ["Spreadsheet (*.csv)", "JSON (*.json)"]
        ask_where_to_save(self, "Export the activity", f"{safe}.csv", filters, self._write)

    def _write(self, path: Path) -> None:
        entries = tuple(self._entries)
        self._bridge.start(
            asyncio.to_thread(export.write, path, entries),
            "export the activity",
            on_done=lambda _: self._tell_written(path, len(entries)),
            on_error=self._banner.show_error,
        )

    def _tell_written(self, path: Path, count: int) -> None:
        lines = "1 line" if count == 1 else f"{count:,} lines"
        self._banner.tell(f"Exported {lines} to “{path.name}”.", str(path.parent), tone="good")


def _since(newest_first: Sequence[ActivityEntry], start: float) -> list[ActivityEntry]:
    """Return the entries since ``start``, and the last one before it: it tells how things stood then."""
    found: list[ActivityEntry] = []
    for entry in newest_first:
        found.append(entry)
        if entry.at < start:
            break
    return found
