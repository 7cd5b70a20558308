"""The reconnect dialog itself: what it shows, and its buttons."""

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from oauth_desk.domain.browser_choice import USUAL
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Remedy
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.sign_in import SignInSession, WrongAccount
from oauth_desk.ui.browsers.row import BrowserRow
from oauth_desk.ui.connect.plain_words import is_plain
from oauth_desk.ui.connect.waiting_panel import WaitingPanel
from oauth_desk.ui.controls import Button, ButtonKind, Rule, Sheet, Text
from oauth_desk.ui.reconnect.ask_panel import AskPanel
from oauth_desk.ui.reconnect.list_panel import Entry, ListPanel
from oauth_desk.ui.theme import Theme, Type


class Look(StrEnum):
    """What the dialog is about right now."""

    ASK = "ask"
    WAIT = "wait"
    FAILED = "failed"
    WRONG_ACCOUNT = "wrong_account"


class ReconnectSheet(Sheet):
    """Shows one look at a time. Escape, *Later* and *Cancel* are told apart by whoever listens."""

    sign_in_requested = Signal()
    replace_requested = Signal()
    later_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent, theme, name="reconnect_dialog", title="")
        self._look = Look.ASK
        self._summary = Text("", theme, colour="second", wrap=True, name="reconnect_summary")
        self._list = ListPanel(theme)
        self._rule = Rule(theme)
        self.ask = AskPanel(theme, self.title)
        self.browser = BrowserRow(theme, "Change", name="reconnect_browser", label="Change the browser")
        self.waiting = WaitingPanel(theme, compact=True)
        self._trouble_title = Text("", theme, role=Type.STATE, wrap=True, name="reconnect_trouble_title")
        self._trouble = Text("", theme, wrap=True, name="reconnect_trouble")
        self._details = Button("Details", theme, kind=ButtonKind.QUIET, name="reconnect_details_button")
        self._later = Button("Later", theme, name="reconnect_later")
        self._replace = Button("", theme, name="reconnect_replace")
        self._sign_in = Button("Sign in again", theme, kind=ButtonKind.PRIMARY, name="reconnect_sign_in")
        for widget in (
            self._summary,
            self._list,
            self._rule,
            self.ask,
            self.browser,
            self.waiting,
            self._trouble_title,
            self._trouble,
        ):
            self.column.addWidget(widget)
        self.buttons.addWidget(self._details)
        self.buttons.addStretch(1)
        for button in (self._later, self._replace, self._sign_in):
            self.buttons.addWidget(button)
        self._details.clicked.connect(self.ask.toggle_details)
        self._later.clicked.connect(self.later_requested)
        self._replace.clicked.connect(self.replace_requested)
        self._sign_in.clicked.connect(self.sign_in_requested)
        self.waiting.cancel_requested.connect(self.cancel_requested)

    @property
    def look(self) -> Look:
        """Return what is shown."""
        return self._look

    def show_list(self, entries: Sequence[Entry]) -> None:
        """Show all connections that need their owner, where there are several."""
        several = len(entries) > 1
        self._list.setVisible(several)
        self._rule.setVisible(several)
        self._summary.setVisible(several)
        if several:
            done = sum(entry.done for entry in entries)
            count = f"{len(entries)} connections need you"
            self._summary.setText(f"{count}; {done} done." if done else f"{count}, one after another.")
            self._list.show_entries(entries)

    def show_ask(self, connection: Connection, more: tuple[str, ...], requests: int, now: Instant) -> None:
        """Say why a connection needs its owner."""
        self.ask.show_connection(connection, more, requests, now)
        self.show_browser(connection)
        moved_on = self._look is not Look.ASK
        self._set(Look.ASK)
        if moved_on:
            self.focus_quietly()  # what had the keyboard is gone, and Qt would hand it to whatever comes next

    def show_browser(self, connection: Connection) -> None:
        """Say where the sign-in page will open."""
        self.browser.show_words(f"Opens in {(connection.browser or USUAL).words}")

    def show_preparing(self, connection: Connection) -> None:
        """Say that a sign-in begins."""
        self.waiting.show_preparing(connection.service)
        self._set(Look.WAIT)
        self.waiting.focus_first()

    def show_session(self, session: SignInSession) -> None:
        """Say how to sign in."""
        self.waiting.show_session(session)
        self._set(Look.WAIT)
        self.waiting.focus_first()

    def show_failed(self, error: DeskError) -> None:
        """Say what went wrong, and that everything is as before."""
        parts = [part for part in (error.detail, error.advice) if part and is_plain(part)]
        self._trouble_title.setText(error.title.rstrip("."))
        self._trouble.setText(" ".join(["The connection is as it was before.", *parts]))
        self._set(Look.FAILED)
        if error.remedy is Remedy.REGISTER_AGAIN:
            self._sign_in.setText("Register again")
            self._sign_in.setAccessibleName("Register again")
        self._sign_in.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_wrong_account(self, error: WrongAccount) -> None:
        """Ask what somebody else's account means."""
        self._trouble_title.setText(f"That was {error.found}")
        self._trouble.setText(
            f"This connection belongs to {error.expected}, so nothing was changed. "
            f"Sign in as {error.expected}, or let the connection belong to {error.found} from now on: "
            "the browser asks once more."
        )
        self._replace.setText(f"Use {_short(error.found)}")
        self._replace.setAccessibleName(f"Use {error.found} from now on")
        self._sign_in.setAccessibleName(f"Sign in as {error.expected}")
        self._set(Look.WRONG_ACCOUNT)
        self._sign_in.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_quietly(self) -> None:
        """Take the keyboard without standing on a button: who types elsewhere must not press one unawares."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set(self, look: Look) -> None:
        self._look = look
        trouble = look in (Look.FAILED, Look.WRONG_ACCOUNT)
        self.ask.setVisible(look is Look.ASK)
        self.browser.setVisible(look is Look.ASK)
        self.waiting.setVisible(look is Look.WAIT)
        self._trouble_title.setVisible(trouble)
        self._trouble.setVisible(trouble)
        self._details.setVisible(look is Look.ASK)
        self._later.setVisible(look is not Look.WAIT)
        self._replace.setVisible(look is Look.WRONG_ACCOUNT)
        self._sign_in.setVisible(look is not Look.WAIT)
        self._sign_in.setText("Try again" if look is Look.FAILED else "Sign in again")
        if look is not Look.WRONG_ACCOUNT:
            self._sign_in.setAccessibleName(self._sign_in.text())
        self.setAccessibleName(self.title.text() if look is Look.ASK else self._trouble_title.text())


def _short(account: str) -> str:
    return account if len(account) <= 28 else f"{account[:25]}…"  # noqa: PLR2004 - what fits a button
