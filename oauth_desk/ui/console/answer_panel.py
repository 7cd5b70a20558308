"""The answer: laid out, as it came, its headers, and what went over the wire."""

from enum import StrEnum
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from oauth_desk.services.console import ApiAnswer
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.console.answer_frame import AnswerFrame
from oauth_desk.ui.console.body import Form, judge_body
from oauth_desk.ui.console.exchange_lines import exchange_lines
from oauth_desk.ui.console.formatter import Formatter, Grown
from oauth_desk.ui.console.json_lines import NotJson
from oauth_desk.ui.console.json_path import BadPath, parse_path
from oauth_desk.ui.console.lines_view import LinesView
from oauth_desk.ui.console.marked import Marked, everything
from oauth_desk.ui.console.plain_lines import WordLines, header_lines
from oauth_desk.ui.controls import ElidedLabel, SearchField, TabBar
from oauth_desk.ui.controls.flow import FlowRow
from oauth_desk.ui.controls.teaching import Teaching
from oauth_desk.ui.latest import LatestTask
from oauth_desk.ui.theme import Theme, Type

_FILTER_MS: Final = 250
_FILTER_WIDTH: Final = 260


class View(StrEnum):
    """The tabs of an answer."""

    PRETTY = "pretty"
    RAW = "raw"
    HEADERS = "headers"
    EXCHANGE = "exchange"


class AnswerPanel(QWidget):
    """Shows one ApiAnswer. Whatever takes long runs on a worker; the newest wish ends the older one."""

    copied = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme) -> None:
        super().__init__()
        self._bridge = bridge
        self._theme = theme
        self._answer: ApiAnswer | None = None
        self._formatter: Formatter | None = None
        self._form = Form.EMPTY
        self._work = LatestTask(self)
        self._tabs = TabBar(theme, inner=True, name="answer_tabs", label="Views of the answer")
        self.filter = SearchField("Filter, e.g. items[].summary", theme, name="answer_filter")
        self._note = ElidedLabel("", theme, role=Type.SECOND, colour="second", name="answer_note")
        self.lines = LinesView(theme, name="answer_lines", label="Answer")
        self._frame = AnswerFrame(theme, self.lines)
        self._teaching = Teaching(theme, "send", name="teaching")
        self._teaching.teach(
            "No answer yet",
            "Send a request, and its answer shows here. The connection is renewed first if it needs to be.",
        )
        self._stack = QStackedWidget()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_FILTER_MS)
        self._lay_out()
        self._pause.timeout.connect(self._show_view)
        self.filter.textChanged.connect(self._pause.start)
        self._tabs.currentChanged.connect(self._show_view)
        self.lines.copied.connect(self._on_copied)
        self.lines.long_copy_requested.connect(self._copy_long)

    def _lay_out(self) -> None:
        px = self._theme.px
        for view, text in (
            (View.PRETTY, "Pretty"),
            (View.RAW, "Raw"),
            (View.HEADERS, "Headers"),
            (View.EXCHANGE, "Exchange"),
        ):
            self._tabs.add(view, text)
        self.filter.setFixedWidth(px(_FILTER_WIDTH))
        search = QWidget()
        pair = QHBoxLayout(search)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(px(10))
        pair.addStrut(px(36))
        pair.addWidget(self._note)
        pair.addWidget(self.filter)
        row = FlowRow(px(8), apart=True)
        row.add(self._tabs)
        row.add(search)
        self._stack.addWidget(self._teaching)
        self._stack.addWidget(self._frame)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(row)
        column.addWidget(self._stack, 1)
        self.show_answer(None)

    def show_answer(self, answer: ApiAnswer | None) -> None:
        """Show another answer; None teaches how to get one."""
        self._answer = answer
        body = None if answer is None else judge_body(answer.response)
        self._form = Form.EMPTY if body is None else body.form
        self._formatter = None if answer is None or body is None else Formatter(answer.response, body)
        self._tabs.setVisible(answer is not None)
        self._tabs.set_count(View.HEADERS, None if answer is None else len(answer.response.headers))
        self._tabs.set_count(View.EXCHANGE, None if answer is None else len(answer.exchanges))
        self._stack.setCurrentIndex(0 if answer is None else 1)
        self._show_view()

    @property
    def idle(self) -> bool:
        """Tell whether everything to be shown is shown."""
        return not self._work.running and not self._pause.isActive()

    def copy_all(self) -> None:
        """Copy the whole answer as it is shown."""
        self._copy_long(everything(self.lines.lines))

    # --- views ---------------------------------------------------------------------------

    def _show_view(self) -> None:
        self._pause.stop()
        self._work.cancel()
        answer, view = self._answer, View(self._tabs.current_key())
        filters = answer is not None and view in (View.PRETTY, View.RAW) and self._form in (Form.JSON, Form.TEXT)
        self.filter.setVisible(filters)
        self.filter.setPlaceholderText("Filter, e.g. items[].summary" if self._by_path() else "Show only lines with…")
        self._note.setText("")
        if answer is None:
            self.lines.show_lines(WordLines(()))
        elif view is View.HEADERS:
            self.lines.show_lines(WordLines(header_lines(answer.response.headers)))
        elif view is View.EXCHANGE:
            self.lines.show_lines(exchange_lines(answer.exchanges))
        elif self._form is Form.EMPTY:
            self._say("The answer has no body.")
        else:
            self._work.hold(self._bridge.start(self._lay_out_lines(), "lay an answer out"))

    def _by_path(self) -> bool:
        return self._form is Form.JSON and View(self._tabs.current_key()) is View.PRETTY

    async def _lay_out_lines(self) -> None:
        formatter, wanted, grown = self._formatter, self.filter.text().strip(), self.lines.show_lines
        if formatter is None:
            return
        try:
            if wanted and self._by_path():
                self._tell_found(await formatter.follow(parse_path(wanted), grown), wanted)
            elif wanted:
                self._tell_found(await formatter.matching(wanted, grown), wanted)
            elif View(self._tabs.current_key()) is View.RAW:
                await formatter.raw(grown)
            else:
                await self._pretty(formatter, grown)
        except BadPath as error:
            self._note.setText(str(error))

    async def _pretty(self, formatter: Formatter, grown: Grown) -> None:
        try:
            await formatter.pretty(grown)
        except NotJson as error:
            self._note.setText(f"Not JSON from byte {error.position:,} on; shown as it came.")
            self._form = Form.TEXT
            await formatter.raw(grown)

    def _tell_found(self, found: int, wanted: str) -> None:
        if found:
            self._note.setText(f"{found:,} found")
        else:
            self._say(f"Nothing at “{wanted}”.")

    def _say(self, words: str) -> None:
        self.lines.show_lines(WordLines([(words, [])]))

    # --- copying ---------------------------------------------------------------------------

    def _on_copied(self, rows: int) -> None:
        self.copied.emit("Copied." if rows == 1 else f"Copied {rows:,} lines.")

    def _copy_long(self, marked: Marked) -> None:
        formatter = self._formatter
        if formatter is not None:
            self._bridge.start(formatter.collect(marked, self.lines.lines), "copy", on_done=self._on_collected)

    def _on_collected(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        self._on_copied(text.count("\n") + 1)
