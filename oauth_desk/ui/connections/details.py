"""The page for developers: tokens, times, endpoints, and what the server says on demand."""

import json
from collections.abc import Coroutine
from functools import partial
from typing import Any

from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.secret import Secret
from oauth_desk.services.desk import Desk
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.connections.detail_facts import commands, decoded, groups
from oauth_desk.ui.connections.fact_rows import FactRow, SecretRow, TextBox, Unfold
from oauth_desk.ui.connections.grant_facts import signs_in
from oauth_desk.ui.controls import Banner, Button, Heading, Page, Text
from oauth_desk.ui.secret_clipboard import SecretClipboard
from oauth_desk.ui.theme import Theme, Type


class DetailsPage(Page):
    """Everything known of one connection. Secrets are masked until asked for."""

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme) -> None:
        super().__init__(theme, name="details_page")
        self._desk = desk
        self._bridge = bridge
        self._theme = theme
        self._connection: Connection | None = None
        self._content: QWidget | None = None
        self._stale = False
        self._said = ""
        self._clipboard = SecretClipboard(QGuiApplication.clipboard(), self)
        self._banner = Banner(theme, name="details_banner")
        self._answer = QVBoxLayout()
        self.column.addWidget(self._banner)
        self.column.addStretch(1)
        bridge.connection_changed.connect(self._on_changed)

    def show_connection(self, connection_id: str | None) -> None:
        """Show another connection."""
        self._connection = None if connection_id is None else self._desk.book.get(connection_id)
        self._said = ""
        self._banner.hide()
        self._forget_content()
        self._rebuild()

    def head_actions(self) -> list[QWidget]:
        """Return nothing: this page acts in its rows."""
        return []

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while hidden."""
        super().showEvent(event)
        if self._stale:
            self._rebuild()

    def _on_changed(self, connection: Connection) -> None:
        if self._connection is None or connection.id != self._connection.id:
            return
        self._connection = connection
        if self.isVisible():
            self._rebuild()
        else:
            self._stale = True

    # --- building --------------------------------------------------------------

    def _rebuild(self) -> None:
        """Show the connection as it is now; what was unfolded of it stays so, and so does what the server said."""
        self._stale = False
        unfolded = {each.name for each in self.findChildren(Unfold) if each.unfolded}
        self._forget_content()
        if self._connection is None:
            return
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.px(24))
        now = self._desk.clock.now()
        column.addLayout(self._tokens(self._connection))
        for group in groups(self._connection, now, self._desk.keeper.next_renewal_at(self._connection)):
            section = self._section(group.title)
            for fact in group.facts:
                section.addWidget(self._fact_row(FactRow(fact, self._theme)))
            column.addLayout(section)
        column.addLayout(self._metadata(self._connection))
        column.addLayout(self._sign_in(self._connection))
        column.addLayout(self._questions(self._connection))
        column.addLayout(self._elsewhere(self._connection))
        self.column.insertWidget(1, self._content)
        self._show_said()
        for each in self._content.findChildren(Unfold):
            if each.name in unfolded:
                each.unfold()

    def _forget_content(self) -> None:
        if self._content is not None:
            self._content.setParent(None)
            self._content.deleteLater()
            self._content = None

    def _section(self, title: str) -> QVBoxLayout:
        section = QVBoxLayout()
        section.setSpacing(0)
        section.addWidget(Heading(title, self._theme, name=f"heading_{title.lower().replace(' ', '_')}"))
        section.addSpacing(self._theme.px(4))
        return section

    def _fact_row(self, row: FactRow) -> FactRow:
        row.copied.connect(self._on_copied)
        return row

    def _tokens(self, connection: Connection) -> QVBoxLayout:
        section = self._section("Tokens")
        tokens = connection.tokens
        named = {
            "Access token": tokens.access_token,
            "Refresh token": tokens.refresh_token,
            "ID token": tokens.id_token,
        }
        for label, secret in named.items():
            if secret is not None:
                row = SecretRow(label, secret, self._theme)
                row.copied.connect(self._on_secret_copied)
                section.addWidget(row)
        if not any(named.values()):
            first = "renew" if connection.renews else "sign in again"
            section.addWidget(Text(f"None: {first} first.", self._theme, colour="second", name="no_tokens"))
        for label, secret in named.items():
            text = decoded(secret)
            if text:
                title = f"Decoded {label} (not verified here)"
                section.addWidget(Unfold(title, text, self._theme, name=f"decoded_{label.lower().replace(' ', '_')}"))
        return section

    def _metadata(self, connection: Connection) -> QVBoxLayout:
        document = connection.service.metadata.document
        section = QVBoxLayout()
        if document:
            section.addWidget(Unfold("Server metadata as received", _pretty(document), self._theme, name="metadata"))
        return section

    def _sign_in(self, connection: Connection) -> QVBoxLayout:
        trace = self._desk.tracer.of(connection.id)
        section = QVBoxLayout()
        if trace is not None:
            title = "The last sign-in, step by step"
            section.addWidget(Unfold(title, trace.text, self._theme, name="sign_in_trace"))
        return section

    def _questions(self, connection: Connection) -> QVBoxLayout:
        section = self._section("Ask the server")
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(8))
        ask = Button("Introspect the access token", self._theme, name="introspect_button")
        inspector, named = self._desk.inspector, connection.id
        ask.clicked.connect(lambda: self._ask(inspector.introspect(named), "introspect", named))
        ask.setEnabled(connection.service.endpoints.introspection is not None)
        ask.setToolTip("" if ask.isEnabled() else "This server names no introspection endpoint.")
        who = Button("Who signed in?", self._theme, name="userinfo_button")
        who.setVisible(signs_in(connection.service))
        who.clicked.connect(lambda: self._ask(inspector.userinfo(named), "userinfo", named))
        row.addWidget(ask)
        row.addWidget(who)
        row.addStretch(1)
        section.addLayout(row)
        self._answer = QVBoxLayout()
        section.addLayout(self._answer)
        return section

    def _elsewhere(self, connection: Connection) -> QVBoxLayout:
        section = self._section("Use it elsewhere")
        hint = "These commands renew first if needed, and hold no secret."
        section.addWidget(Text(hint, self._theme, role=Type.SECOND, colour="second", wrap=True))
        for fact in commands(connection):
            section.addWidget(self._fact_row(FactRow(fact, self._theme)))
        return section

    # --- gestures --------------------------------------------------------------

    def _ask(self, question: Coroutine[Any, Any, dict[str, Any]], name: str, connection_id: str) -> None:
        self._banner.hide()
        self._bridge.start(
            question,
            name,
            on_done=partial(self._on_answered, connection_id),
            on_error=partial(self._on_failed, connection_id),
        )

    def _shows(self, connection_id: str) -> bool:
        return self._connection is not None and self._connection.id == connection_id

    def _on_answered(self, connection_id: str, answer: dict[str, Any]) -> None:
        if self._shows(connection_id):
            self._said = json.dumps(answer, indent=2, ensure_ascii=False)
            self._show_said()

    def _on_failed(self, connection_id: str, error: DeskError) -> None:
        if self._shows(connection_id):
            self._banner.show_error(error)

    def _show_said(self) -> None:
        while (item := self._answer.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        if self._said:
            box = TextBox(self._said, self._theme, name="server_answer", label="What the server said")
            self._answer.addWidget(box)

    def _on_copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)

    def _on_secret_copied(self, secret: Secret) -> None:
        self._clipboard.copy(secret)
        self._banner.tell("Copied. It leaves the clipboard again in 10 seconds.", tone="accent")

    def forget_copied(self) -> None:
        """Take a copied secret back: the program ends."""
        self._clipboard.clear()


def _pretty(document: str) -> str:
    try:
        return json.dumps(json.loads(document), indent=2, ensure_ascii=False)
    except ValueError:
        return document
