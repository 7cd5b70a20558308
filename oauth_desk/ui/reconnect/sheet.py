"""What the reconnect dialog shows: the question, the wait for the browser, a failure."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.status import Status
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.sign_in import SignInSession, WrongAccount
from oauth_desk.services.wording import reconnect_words
from oauth_desk.ui.connect.waiting_panel import WaitingPanel
from oauth_desk.ui.controls import Banner, Button, ButtonKind, Mark, Sheet, Text
from oauth_desk.ui.theme import Theme, Type

_SHOWN_NAMES = 4


class ReconnectSheet(Sheet):
    """Says who asks and why, and reports what the person wants. Holds no logic."""

    sign_in_requested = Signal()
    replace_requested = Signal()
    later_requested = Signal()
    cancel_requested = Signal()
    open_requested = Signal()
    paste_requested = Signal(str)

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent, theme, name="reconnect_dialog", title="Sign in again")
        self._mark = Mark(theme, size=48)
        self._account = Text("", theme, colour="second", name="reconnect_account")
        self._why = Text("", theme, wrap=True, name="reconnect_why")
        self._requests = Banner(theme, name="reconnect_requests")
        self._technical = Text("", theme, role=Type.SECOND, colour="second", wrap=True, name="reconnect_technical")
        self._technical.setVisible(False)
        self._waiting = WaitingPanel(theme, compact=True)
        self._rest = Text("", theme, role=Type.SECOND, colour="third", wrap=True, name="reconnect_rest")
        self._details = Button("Details", theme, kind=ButtonKind.QUIET, name="reconnect_details")
        self._replace = Button("Use the other account", theme, name="reconnect_replace")
        self._later = Button("Later", theme, name="reconnect_later")
        self._go = Button("Sign in again", theme, kind=ButtonKind.PRIMARY, name="reconnect_sign_in")
        self._lay_out(theme)
        self._details.clicked.connect(self._on_details)
        self._later.clicked.connect(self.later_requested)
        self._replace.clicked.connect(self.replace_requested)
        self._go.clicked.connect(self.sign_in_requested)
        self._waiting.cancel_requested.connect(self.cancel_requested)
        self._waiting.open_requested.connect(self.open_requested)
        self._waiting.paste_requested.connect(self.paste_requested)

    # --- what is shown ----------------------------------------------------------------

    def show_question(self, connection: Connection, now: Instant, requests: int) -> None:
        """Say who asks to sign in again, and why."""
        self._show_connection(connection)
        needed = connection.condition_at(now).status is Status.SIGN_IN_NEEDED
        words = reconnect_words(connection, now)
        self.title.setText(words.title if needed else f"Sign in again at {connection.service.name}?")
        self._why.setText(words.text if needed else "The connection works. It is kept until the new sign-in is done.")
        self._technical.setText(_technical(connection))
        self._go.setText("Sign in again")
        self._show_requests(requests)
        self._show_parts(details=bool(connection.condition.detail))
        self._go.setFocus()

    def show_preparing(self, connection: Connection) -> None:
        """Say that the sign-in page is being found."""
        self._show_connection(connection)
        self.title.setText(f"Sign in again at {connection.service.name}")
        self._waiting.show_preparing(connection.service)
        self._show_parts(waiting=True)

    def show_session(self, session: SignInSession) -> None:
        """Say how to go on in the browser."""
        self._waiting.show_session(session)

    def show_left(self, seconds: float) -> None:
        """Count down the wait for the browser."""
        self._waiting.show_left(seconds)

    def show_problem(self, error: DeskError) -> None:
        """Say why a pasted address was not taken."""
        self._waiting.show_problem(error)

    def show_failure(self, connection: Connection, error: DeskError) -> None:
        """Say why the sign-in did not work; somebody else's account is asked about, never swapped."""
        self._show_connection(connection)
        other = isinstance(error, WrongAccount)
        self.title.setText("That was another account" if other else "Signing in did not work")
        nothing_lost = "" if other else "Name, permissions and history are kept."
        advice = "Sign in once more, or go on with the other account." if other else error.advice
        self._why.setText(" ".join(part for part in (error.title, advice, nothing_lost) if part))
        self._technical.setText("" if other else error.detail)
        self._go.setText("Try again")
        self._requests.hide()
        self._show_parts(details=bool(self._technical.text()), replace=other)
        self._go.setFocus()

    def show_rest(self, names: list[str]) -> None:
        """Name those that come after this one."""
        shown = ", ".join(names[:_SHOWN_NAMES])
        more = f" and {len(names) - _SHOWN_NAMES} more" if len(names) > _SHOWN_NAMES else ""
        self._rest.setText(f"After this: {shown}{more}." if names else "")
        self._rest.setVisible(bool(names))

    # --- inside ---------------------------------------------------------------------------

    def _show_connection(self, connection: Connection) -> None:
        service = connection.service
        self._mark.show_service(service.id, service.name, service.color)
        named = connection.name if connection.name != service.name else ""
        self._account.setText(" · ".join(part for part in (named, connection.account.label) if part))
        self._account.setVisible(bool(self._account.text()))

    def _show_requests(self, number: int) -> None:
        if number:
            words = "1 request is waiting" if number == 1 else f"{number} requests are waiting"
            self._requests.tell(f"{words} and will be sent as soon as you are back.", "", tone="accent", closable=False)
        else:
            self._requests.hide()

    def _show_parts(self, *, waiting: bool = False, details: bool = False, replace: bool = False) -> None:
        self._why.setVisible(not waiting)
        self._waiting.setVisible(waiting)
        self._technical.setVisible(False)
        if waiting:
            self._requests.hide()
        self._details.setVisible(details and not waiting)
        self._replace.setVisible(replace)
        self._later.setVisible(not waiting)
        self._go.setVisible(not waiting)

    def _on_details(self) -> None:
        self._technical.setVisible(not self._technical.isVisible())

    def _lay_out(self, theme: Theme) -> None:
        names = QVBoxLayout()
        names.setSpacing(theme.px(4))
        names.addWidget(self.title)
        names.addWidget(self._account)
        head = QHBoxLayout()
        head.setSpacing(theme.px(16))
        head.addWidget(self._mark)
        head.addLayout(names, 1)
        self.column.setSpacing(theme.px(16))
        self.column.addLayout(head)
        for widget in (self._why, self._technical, self._requests, self._waiting, self._rest):
            self.column.addWidget(widget)
        self.buttons.addWidget(self._details)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self._replace)
        self.buttons.addWidget(self._later)
        self.buttons.addWidget(self._go)


def _technical(connection: Connection) -> str:
    return f"The service said: {connection.condition.detail}" if connection.condition.detail else ""
