"""The request: method, address, and behind tabs its query, headers, body and options."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from oauth_desk.ui.console.call_draft import BODY_TYPES, METHODS, CallDraft
from oauth_desk.ui.console.options_panel import OptionsPanel
from oauth_desk.ui.console.pairs_table import PairsTable
from oauth_desk.ui.controls import Button, ButtonKind, Chip, TabBar, Text
from oauth_desk.ui.controls.flow import FlowRow
from oauth_desk.ui.theme import Theme, Type

_BODY_HEIGHT: Final = 116
_METHOD_WIDTH: Final = 96


class RequestEditor(QWidget):
    """Shows a CallDraft and gives it back edited. The button sends, and while a request is under way, cancels."""

    send_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sending = False
        self._method = QComboBox()
        self._address = QLineEdit()
        self._send = Button("Send", theme, kind=ButtonKind.PRIMARY, name="send_button", hint="Ctrl ↵")
        self._cancel = Button("Cancel", theme, icon="close", name="cancel_button", label="Cancel the request")
        self._tabs = TabBar(theme, inner=True, name="request_tabs", label="Parts of the request")
        self.token_chip = Chip("", theme, tone="accent", name="token_chip")
        self._query = PairsTable(theme, name="query_table", label="Query parameters", what="query parameter")
        self._headers = PairsTable(theme, name="header_table", label="Headers", what="header")
        self._body = QPlainTextEdit()
        self._body_type = QComboBox()
        self._options = OptionsPanel(theme)
        self._parts = {
            "query": self._query,
            "headers": self._headers,
            "body": self._make_body(),
            "options": self._options,
        }
        self._set_up()
        self._lay_out()
        self._connect()
        self._restyle()
        self._show_part()

    # --- in and out --------------------------------------------------------------------

    def draft(self) -> CallDraft:
        """Return the request as it stands."""
        return CallDraft(
            method=self._method.currentText(),
            address=self._address.text(),
            query=self._query.pairs(),
            headers=self._headers.pairs(),
            body=self._body.toPlainText(),
            body_type=self._body_type.currentText(),
            follow=self._options.follow.isChecked(),
            timeout=self._options.timeout(),
            to_file=self._options.to_file.isChecked(),
        )

    def show_draft(self, draft: CallDraft) -> None:
        """Show another request."""
        blockers = [QSignalBlocker(widget) for widget in (self._options, self._body)]
        self._method.setCurrentText(draft.method)
        self._address.setText(draft.address)
        self._address.setCursorPosition(0)
        self._query.show_pairs(draft.query)
        self._headers.show_pairs(draft.headers)
        self._body.setPlainText(draft.body)
        self._body_type.setCurrentText(draft.body_type)
        self._options.follow.setChecked(draft.follow)
        self._options.set_timeout(draft.timeout)
        self._options.to_file.setChecked(draft.to_file)
        del blockers
        self._count()

    def set_sending(self, *, sending: bool) -> None:
        """Offer to cancel instead of to send."""
        focused = self._send.hasFocus() or self._cancel.hasFocus()
        self._sending = sending
        self._send.setVisible(not sending)
        self._cancel.setVisible(sending)
        if focused:
            (self._cancel if sending else self._send).setFocus(Qt.FocusReason.OtherFocusReason)

    # --- making ------------------------------------------------------------------------

    def _set_up(self) -> None:
        self._method.addItems(METHODS)
        self._method.setObjectName("method_box")
        self._method.setAccessibleName("Method")
        self._address.setObjectName("address_line")
        self._address.setAccessibleName("Address")
        self._address.setPlaceholderText("/path, or a whole address of this service")
        self._address.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._cancel.hide()
        for key, text in (("query", "Query"), ("headers", "Headers"), ("body", "Body"), ("options", "Options")):
            self._tabs.add(key, text)

    def _make_body(self) -> QWidget:
        self._body.setObjectName("body_text")
        self._body.setAccessibleName("Body of the request")
        self._body.setPlaceholderText("What to send. Leave it empty to send nothing.")
        self._body.setTabChangesFocus(True)
        self._body.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._body_type.addItems(BODY_TYPES)
        self._body_type.setEditable(True)
        self._body_type.setObjectName("body_type_box")
        self._body_type.setAccessibleName("Type of the body")
        caption = Text("Sent as", self._theme, role=Type.SECOND, colour="second")
        caption.setBuddy(self._body_type)
        kind = QHBoxLayout()
        kind.setSpacing(self._theme.px(8))
        kind.addWidget(caption)
        kind.addWidget(self._body_type, 1)
        kind.addStretch(1)
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.px(8))
        column.addWidget(self._body)
        column.addLayout(kind)
        return panel

    def _lay_out(self) -> None:
        px = self._theme.px
        first = QHBoxLayout()
        first.setSpacing(px(8))
        first.addWidget(self._method)
        first.addWidget(self._address, 1)
        first.addWidget(self._send)
        first.addWidget(self._cancel)
        second = FlowRow(px(8), apart=True)
        second.add(self._tabs)
        second.add(self.token_chip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addLayout(first)
        column.addWidget(second)
        for part in self._parts.values():
            column.addWidget(part)

    def _connect(self) -> None:
        self._send.clicked.connect(self.send_requested)
        self._cancel.clicked.connect(self.cancel_requested)
        self._address.returnPressed.connect(self._on_return)
        self._tabs.currentChanged.connect(self._show_part)
        self._query.edited.connect(self._count)
        self._headers.edited.connect(self._count)
        self._theme.changed.connect(self._restyle)

    def _on_return(self) -> None:
        if not self._sending:
            self.send_requested.emit()

    def _show_part(self) -> None:
        chosen = self._tabs.current_key()
        for key, part in self._parts.items():
            part.setVisible(key == chosen)

    def _count(self) -> None:
        for key, table in (("query", self._query), ("headers", self._headers)):
            self._tabs.set_count(key, sum(pair.counts for pair in table.pairs()) or None)

    def _restyle(self) -> None:
        px = self._theme.px
        self._method.setFont(self._theme.font(Type.STRONG))
        self._method.setFixedWidth(px(_METHOD_WIDTH))
        self._address.setFont(self._theme.font(Type.MONO))
        self._body.setFont(self._theme.font(Type.MONO))
        self._body.setFixedHeight(px(_BODY_HEIGHT))
        self._body_type.setFont(self._theme.font(Type.MONO))
        self._body_type.setMinimumWidth(px(180))
