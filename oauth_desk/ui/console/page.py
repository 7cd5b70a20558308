"""Try it: one request with the live connection, and its answer."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Remedy
from oauth_desk.domain.service import Service
from oauth_desk.services.console import ApiAnswer
from oauth_desk.services.desk import Desk
from oauth_desk.services.wording import Tone, duration
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.console.answer_file import file_name, save
from oauth_desk.ui.console.answer_head import AnswerHead
from oauth_desk.ui.console.answer_panel import AnswerPanel
from oauth_desk.ui.console.call_draft import CallDraft, first_draft
from oauth_desk.ui.console.calls import Calls, Outcome
from oauth_desk.ui.console.own_window import OwnWindow
from oauth_desk.ui.console.permission_words import permission_words
from oauth_desk.ui.console.request_editor import RequestEditor
from oauth_desk.ui.console.token_words import token_line
from oauth_desk.ui.controls import Banner, Button, ButtonKind
from oauth_desk.ui.controls.card import COMPACT
from oauth_desk.ui.controls.file_choice import ask_where_to_save
from oauth_desk.ui.places.place_sheet import PlaceSheet
from oauth_desk.ui.theme import Theme


class ConsolePage(QWidget):
    """A page of the right side. What is written and answered stays with its connection.

    ``reconnect_requested`` names a connection to sign in again at once, and the
    permissions it needs beside those it has, none or some; ``reconnect_noticed`` one
    whose owner a request waits for.
    """

    reconnect_requested = Signal(str, object)
    reconnect_noticed = Signal(str)

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self._bridge = bridge
        self._theme = theme
        self._connection_id: str | None = None
        self._drafts: dict[str, CallDraft] = {}
        self._shown: Outcome | None = None
        self.calls = Calls(desk, bridge, self)
        self.editor = RequestEditor(theme)
        self._banner = Banner(theme, name="console_banner")
        self._head = AnswerHead(theme)
        self.panel = AnswerPanel(bridge, theme)
        self._own = Button("Own window", theme, kind=ButtonKind.QUIET, icon="open", name="own_window_button")
        self._ticking = f"console {id(self)}"
        self._lay_out()
        self._connect()

    # --- the right side's questions ----------------------------------------------------------

    def show_connection(self, connection_id: str | None) -> None:
        """Show another connection's request and answer."""
        if connection_id != self._connection_id:
            if self._connection_id is not None:
                self._drafts[self._connection_id] = self.editor.draft()
            self._connection_id = connection_id
            connection = self._connection()
            self.setEnabled(connection is not None)
            draft = CallDraft() if connection is None else self._drafts.get(connection.id)
            self.editor.show_draft(draft or first_draft(connection.service) if connection else CallDraft())
        self._show_outcome()
        self._show_token()

    def head_actions(self) -> list[QWidget]:
        """Return the button that opens the page in a window of its own."""
        return [self._own]

    # --- making ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        px = self._theme.px
        self.setObjectName("console_page")
        column = self._column = QVBoxLayout(self)
        column.setSpacing(px(14))
        column.addWidget(self.editor)
        column.addWidget(self._banner)
        column.addWidget(self._head)
        column.addWidget(self.panel, 1)

    def _connect(self) -> None:
        self._own.clicked.connect(self._open_own_window)
        self.editor.send_requested.connect(self._send)
        self.editor.cancel_requested.connect(self._cancel)
        self._head.copy_curl_requested.connect(self._copy_curl)
        self._head.copy_answer_requested.connect(self.panel.copy_all)
        self._head.save_requested.connect(self._save)
        self.panel.copied.connect(self._head.tell)
        self._banner.remedy_requested.connect(self._on_remedy)
        self._banner.action_requested.connect(self._on_action)
        self._banner.dismissed.connect(self._on_dismissed)
        self.calls.changed.connect(self._on_calls_changed)
        self.calls.sign_in_needed.connect(self.reconnect_noticed)
        self._bridge.connection_changed.connect(self._on_connection_changed)
        self._bridge.ticker.ticked.connect(self._show_token)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shortcut = QShortcut(QKeySequence(Qt.Modifier.CTRL | key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._send)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give up margins before words where there is little room."""
        super().resizeEvent(event)
        px = self._theme.px
        side = px(32 if self.width() > px(COMPACT) else 16)
        self._column.setContentsMargins(side, px(24), side, px(24))

    def showEvent(self, event: QShowEvent) -> None:
        """Count down while it can be seen."""
        super().showEvent(event)
        self._bridge.ticker.count(self._ticking, on=True)
        self._show_token()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self._bridge.ticker.count(self._ticking, on=False)

    # --- sending ---------------------------------------------------------------------------

    def _connection(self) -> Connection | None:
        return None if self._connection_id is None else self._desk.book.get(self._connection_id)

    def _send(self) -> None:
        connection_id, draft = self._connection_id, self.editor.draft()
        if connection_id is None or self.calls.under_way(connection_id):
            return
        call = draft.call()
        if draft.to_file:
            self._ask_where(file_name(call.url, ""), lambda path: self.calls.make(connection_id, call, path))
        else:
            self.calls.make(connection_id, call)

    def _cancel(self) -> None:
        if self._connection_id is not None:
            self.calls.cancel(self._connection_id)

    # --- what is shown -----------------------------------------------------------------------

    def _on_calls_changed(self, connection_id: str) -> None:
        if connection_id == self._connection_id:
            self._show_outcome()

    def _on_connection_changed(self, connection: Connection) -> None:
        if connection.id == self._connection_id:
            self._show_token()

    def _show_outcome(self) -> None:
        connection_id = self._connection_id or ""
        under_way = self.calls.under_way(connection_id)
        outcome = None if under_way else self.calls.outcome(connection_id)
        self.editor.set_sending(sending=under_way)
        answer = None if outcome is None else outcome.answer
        if answer is None:
            self._head.show_nothing()
        else:
            self._head.show_answer(answer)
        self._head.show_busy(self._waiting_words() if under_way else "")
        if outcome is not self._shown or outcome is None:
            self._shown = outcome
            self.panel.show_answer(None if outcome is None or outcome.file else answer)
            self._tell(outcome)

    def _waiting_words(self) -> str:
        seconds = duration(self.editor.draft().timeout)
        return f"Waiting for the answer; a silence of {seconds} ends it."

    def _tell(self, outcome: Outcome | None) -> None:
        """Say beside the answer what else there is to say about it."""
        self._banner.hide()
        if outcome is None:
            return
        answer = outcome.answer
        if outcome.error is not None:
            self._tell_error(outcome.error)
        elif answer is not None and answer.missing_scopes is not None:
            self._banner.tell(**permission_words(self._service(), answer.missing_scopes, outcome.allowed))
        elif outcome.file is not None:
            self._banner.tell(f"Saved as “{outcome.file.name}”.", str(outcome.file.parent), tone="good")
        elif answer is not None and answer.truncated:
            self._banner.tell(
                "Only the beginning of this answer is shown.",
                "It is very long. Send it once more straight to a file to have all of it.",
                tone="attention",
                action="Save all of it…",
            )

    def _tell_error(self, error: DeskError) -> None:
        if self.calls.waits(self._connection_id or ""):
            detail = "The request waits, and is sent as soon as you are back."
            self._banner.tell(error.title, detail, tone="bad", action="Sign in again")
        else:
            self._banner.show_error(error)

    def _service(self) -> Service | None:
        connection = self._connection()
        return None if connection is None else connection.service

    def _show_token(self) -> None:
        connection, chip = self._connection(), self.editor.token_chip
        chip.setVisible(connection is not None)
        if connection is None:
            return
        line = token_line(connection, self._desk.clock.now())
        chip.show_fact(line.text, tone="accent" if line.tone is Tone.NEUTRAL else line.tone, icon=line.icon)

    def _open_own_window(self) -> None:
        """Show the same connection, with the same request, in a window beside this one."""
        connection = self._connection()
        if connection is None:
            return
        page = ConsolePage(self._desk, self._bridge, self._theme)
        page.reconnect_requested.connect(self.reconnect_requested)
        page.reconnect_noticed.connect(self.reconnect_noticed)
        page.show_connection(connection.id)
        page.editor.show_draft(self.editor.draft())
        OwnWindow(page, connection, self, self._bridge, self._theme).show()

    # --- gestures ------------------------------------------------------------------------------

    def _on_remedy(self, remedy: Remedy) -> None:
        if remedy in (Remedy.SIGN_IN, Remedy.REGISTER_AGAIN) and self._connection_id is not None:
            self.reconnect_requested.emit(self._connection_id, ())
        elif remedy is Remedy.RETRY:
            self._send()
        elif remedy is Remedy.CHOOSE_PLACE and (connection := self._connection()) is not None:
            PlaceSheet(connection, self._desk, self._bridge, self._theme, self).open()

    def _on_action(self) -> None:
        """Follow the banner's own button: sign in, allow more, or save everything."""
        outcome, connection_id = self._shown, self._connection_id
        if connection_id is None or outcome is None:
            return
        answer = outcome.answer
        if answer is None:
            self.reconnect_requested.emit(connection_id, ())
        elif answer.missing_scopes:
            self._allow()
        else:
            self._save()

    def _allow(self) -> None:
        """Ask for what the request lacks; it is sent again once that was given."""
        connection = self._connection()
        if connection is not None:
            self.reconnect_requested.emit(connection.id, self.calls.allow(connection))

    def _on_dismissed(self) -> None:
        """Send nothing by itself any more, once the words that say so are gone."""
        if self._connection_id is not None:
            self.calls.drop_waiting(self._connection_id)

    def _copy_curl(self) -> None:
        connection = self._connection()
        if connection is None:
            return
        try:
            command = self._desk.console.as_curl(connection, self.editor.draft().call())
        except DeskError as error:
            self._banner.show_error(error)
            return
        QApplication.clipboard().setText(command)
        self._head.tell("Copied. It asks this program for the token when it runs.")

    # --- files -----------------------------------------------------------------------------------

    def _save(self) -> None:
        outcome, connection_id = self._shown, self._connection_id
        if outcome is None or outcome.answer is None or connection_id is None:
            return
        answer, call = outcome.answer, outcome.call

        def chosen(path: Path) -> None:
            if answer.truncated:
                self.calls.make(connection_id, call, path)
            else:
                self._start_saving(path, answer)

        self._ask_where(file_name(call.url, answer.response.media_type), chosen)

    def _ask_where(self, name: str, chosen: Callable[[Path], None]) -> None:
        ask_where_to_save(self, "Save the answer", name, ["All files (*)"], chosen)

    def _start_saving(self, path: Path, answer: ApiAnswer) -> None:
        show, told, said = self._banner.show_error, self._head.tell, f"Saved as “{path.name}”."
        work = save(path, answer.response.body)
        self._bridge.start(work, "save an answer", on_done=lambda _: told(said), on_error=show)
