"""The third step: what the connection may do, in plain words."""

from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from oauth_desk.domain.browser_choice import BrowserChoice
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.service import Service
from oauth_desk.services.foreign_hosts import foreign_hosts, foreign_words
from oauth_desk.ui.browsers.row import BrowserRow
from oauth_desk.ui.connect.centred import Footed
from oauth_desk.ui.connect.draft import Draft
from oauth_desk.ui.connect.own import may_stand_for_somebody
from oauth_desk.ui.controls import Button, ButtonKind, Card, Field, IconLabel, Text
from oauth_desk.ui.controls.check import Check
from oauth_desk.ui.controls.flow import FlowRow
from oauth_desk.ui.controls.refill import empty
from oauth_desk.ui.controls.tab_order import tab_as_it_reads
from oauth_desk.ui.theme import Theme, Type

_WIDTH: Final = 620


class PermissionsPage(Footed):
    """A list to tick. ``ticked`` carries a permission and whether it is wanted."""

    continue_requested = Signal()
    ticked = Signal(str, bool)
    subject_typed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, name="permissions_page", width=_WIDTH)
        self._theme = theme
        self._title = Text("", theme, role=Type.WIZARD_TITLE, wrap=True, name="permissions_title")
        self._words = Text("", theme, colour="second", wrap=True, name="permissions_text")
        self._card = Card(theme, name="permissions_card")
        self._list = QVBoxLayout(self._card)
        self._hosts = IconLabel(
            "", theme, icon="shield", role=Type.SECOND, colour="second", wrap=True, name="permissions_hosts"
        )
        self._behalf = Button("On behalf of somebody…", theme, kind=ButtonKind.LINK, name="on_behalf_button")
        self._subject = Field(
            "On behalf of",
            theme,
            name="field_on_behalf",
            hint="Works only where an administrator there allowed it.",
        )
        self._go_on = Button("Continue in the browser", theme, kind=ButtonKind.PRIMARY, name="permissions_continue")
        self.browser = BrowserRow(theme, "Change", name="permissions_browser", label="Change the browser")
        self._go_on.clicked.connect(self.continue_requested)
        self._behalf.clicked.connect(self._on_behalf)
        self._subject.line.textChanged.connect(self.subject_typed)
        self._subject.line.returnPressed.connect(self.continue_requested)
        self._lay_out()

    def show_draft(self, draft: Draft) -> None:
        """Show the permissions of a service as they are ticked."""
        service = draft.service
        self._title.setText(f"What may this connection do at {service.name}?")
        self._words.setText(_words(service))
        self._go_on.setText("Connect" if service.asks_by_itself else "Continue in the browser")
        self._go_on.setAccessibleName(self._go_on.text())
        self.browser.setVisible(not service.asks_by_itself)
        empty(self._list)
        offered = draft.offered() if service.scopes else ()  # what is set elsewhere is not chosen here as well
        for number, scope in enumerate(offered):
            self._list.addWidget(self._make_check(draft, scope, number))
        self._card.setVisible(bool(offered))
        if not offered:
            self._title.setText(f"{'Connect' if service.asks_by_itself else 'Sign in to'} {service.name}")
            self._words.setText(f"What the connection may do is chosen on {service.name}’s own page.")
        self._show_subject(draft)
        hosts = foreign_hosts(service)
        self._hosts.setVisible(bool(hosts))
        if hosts:
            self._hosts.text.setText(foreign_words(hosts))
        tab_as_it_reads(self)

    def show_browser(self, choice: BrowserChoice) -> None:
        """Say where the sign-in page will open."""
        self.browser.show_words(f"Opens in {choice.words}")

    def _show_subject(self, draft: Draft) -> None:
        """Offer to stand for somebody where a signed statement may say so; few services want it."""
        subject, offered = draft.subject, may_stand_for_somebody(draft.service)
        with QSignalBlocker(self._subject.line):
            self._subject.line.setText(subject)
        self._subject.setVisible(offered and bool(subject))
        self._behalf.setVisible(offered and not subject)

    def _on_behalf(self) -> None:
        self._behalf.hide()
        self._subject.show()
        self._subject.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """Put the keyboard on the button that goes on: the defaults are good."""
        self._go_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        px = self._theme.px
        self._list.setContentsMargins(px(16), px(10), px(16), px(10))
        self._list.setSpacing(px(4))
        ways = FlowRow(px(10))
        ways.add(self._go_on)
        ways.add(self.browser)
        self.foot.addWidget(ways, 1)
        column = self.body.middle
        column.setSpacing(px(16))
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addWidget(self._card)
        column.addWidget(self._hosts)
        column.addWidget(self._behalf, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self._subject)

    def _make_check(self, draft: Draft, scope: str, number: int) -> Check:
        meaning = draft.service.meaning(scope)
        words = meaning if meaning != scope else f"What {draft.service.name} calls “{scope}”"
        fixed = draft.why_fixed(scope)
        check = Check(f"{words} ({fixed})" if fixed else words, self._theme, name=f"permission_{number}", wrap=True)
        check.setChecked(draft.is_ticked(scope))
        check.setEnabled(not fixed)
        check.toggled.connect(partial(self.ticked.emit, scope))
        return check


def _words(service: Service) -> str:
    if not service.asks_by_itself:
        return f"Untick what you do not need. {service.name} asks you once more, in your browser."
    who = service.assertion.subject or service.assertion.issuer
    named = f"as {who}" if service.grant is Grant.JWT_BEARER and who else "by itself"
    return f"Untick what you do not need. Nobody signs in: this program asks {service.name} for access {named}."
