"""Waiting for the person: in the browser on this computer, or with a code on another device."""

from typing import Final
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from oauth_desk.domain.browser_choice import USUAL
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.service import Service
from oauth_desk.services.browsers import gone_words
from oauth_desk.services.sign_in import SignInSession
from oauth_desk.services.wording import countdown
from oauth_desk.ui.browsers.row import BrowserRow
from oauth_desk.ui.connect import landing
from oauth_desk.ui.connect.centred import CentredText
from oauth_desk.ui.connect.numbered_list import NumberedList
from oauth_desk.ui.connect.paste_card import PasteCard
from oauth_desk.ui.connect.qr_code import QrCode
from oauth_desk.ui.controls import Button, ButtonKind, Mark, Spinner, Text
from oauth_desk.ui.controls.flow import FlowRow
from oauth_desk.ui.theme import Theme, Type

_COPIED_MS: Final = 2500
_CODE_PX: Final = 34


class WaitingPanel(QWidget):
    """Says how to go on and for how long, and offers the ways out. ``compact`` where it stands in a dialog."""

    open_requested = Signal()
    cancel_requested = Signal()
    paste_requested = Signal(str)
    other_way_requested = Signal()

    def __init__(self, theme: Theme, *, compact: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._session: SignInSession | None = None
        self._compact = compact
        self._mark = Mark(theme, size=64)
        self._spinner = Spinner(theme, size=20)
        title = Type.STATE if compact else Type.WIZARD_TITLE
        self._title = CentredText(theme, name="waiting_title", role=title, colour="text")
        self._words = CentredText(theme, name="waiting_text")
        self._steps = NumberedList(theme, name="waiting_steps")
        self._steps.setContentsMargins(0, theme.px(10), 0, 0)
        self._code = Text("", theme, name="user_code", selectable=True)
        self._qr = QrCode(theme)
        self._open = Button("Open again", theme, icon="open", name="open_again_button")
        self._copy = Button("Copy the link", theme, icon="copy", name="copy_link_button")
        self._cancel = Button("Cancel", theme, kind=ButtonKind.QUIET, name="cancel_sign_in_button")
        self._other = Button("", theme, kind=ButtonKind.LINK, name="other_way_button")
        self.browser = BrowserRow(theme, "Use another browser", name="waiting_browser", centred=True)
        self._paste = PasteCard(theme)
        self._problem = CentredText(theme, name="waiting_problem", colour="bad")
        self._left = CentredText(theme, name="waiting_left", role=Type.SECOND)
        self._lay_out()
        self._open.clicked.connect(self.open_requested)
        self._copy.clicked.connect(self._on_copy)
        self._cancel.clicked.connect(self.cancel_requested)
        self._other.clicked.connect(self.other_way_requested)
        self._paste.pasted.connect(self._on_pasted)
        theme.changed.connect(self._restyle)
        self._restyle()

    # --- what is shown -----------------------------------------------------------------------

    def show_preparing(self, service: Service) -> None:
        """Say that the way to the sign-in page is being found."""
        self._session = None
        self._show_mark(service)
        self._title.setText("One moment")
        self._words.setText(_preparing(service))
        self._show_parts(spinner=True)

    def show_session(self, session: SignInSession) -> None:
        """Say how to sign in."""
        service = session.service
        if service.asks_by_itself:
            return  # nobody is waited for: what is shown already is true
        self._session = session
        self._show_mark(service)
        if session.user_code is not None:
            self._show_device(session, session.user_code)
        elif landing.is_wanted(session):
            self._show_landing(session)
        else:
            self._show_browser(session)
        self._problem.setText("")
        self._show_parts(session=True)

    def show_opened(self, session: SignInSession) -> None:
        """Say where the page is now; what was pasted meanwhile stays."""
        if session is self._session and session.user_code is None:
            self._problem.hide()
            if landing.is_wanted(session):
                self._show_landing(session)
            else:
                self._show_browser(session)

    def show_left(self, seconds: float) -> None:
        """Count down."""
        self._left.setText(f"Waiting for {countdown(seconds)} more")

    def show_problem(self, error: DeskError) -> None:
        """Say why what was pasted, or opening the browser once more, did not work."""
        words = " ".join(part for part in (error.title, error.detail, error.advice) if part)
        if error.code == "bad_paste":
            self._paste.show_problem(words)
        else:
            self._problem.setText(words)
            self._problem.setVisible(True)

    def focus_first(self) -> None:
        """Put the keyboard where an address has to be pasted, or else on the first button."""
        if self._steps.isVisible():
            self._paste.focus_line()
            return
        button = self._open if self._open.isVisible() else self._cancel
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_browser(self, session: SignInSession) -> None:
        name = session.service.name
        if session.browser_failed:
            self._title.setText("Open the link yourself")
            self._words.setText(
                f"No browser could be started. Copy the link, open it in a browser, and sign in to {name} there; "
                "this page moves on by itself."
            )
        else:
            self._title.setText("Continue in your browser")
            self._words.setText(
                f"We opened {name}’s sign-in page. Come back here when you are done; this page moves on by itself."
            )
            if session.browser_gone is not None:
                self._words.setText(f"{gone_words(session.browser_gone)} This page moves on by itself.")
        self._name_buttons(session)

    def _show_landing(self, session: SignInSession) -> None:
        self._title.setText(landing.TITLE)
        self._steps.show_lines(landing.steps(session))
        self._name_buttons(session)

    def _name_buttons(self, session: SignInSession) -> None:
        self._open.setText("Try to open it" if session.browser_failed else "Open again")
        self._copy.setText("Copy the link")
        where = USUAL if session.browser_gone else session.browser
        self.browser.show_words("" if session.browser_failed else f"Opened in {where.words}")
        can_code = session.service.endpoints.device_authorization is not None
        self._other.setText("Use a code on another device instead" if can_code else "")

    def _show_device(self, session: SignInSession, code: str) -> None:
        where = urlsplit(session.url)
        self._title.setText(f"Enter this code at {session.service.name}")
        self._words.setText(
            f"Open {where.hostname}{where.path.rstrip('/')} on any device, or scan the picture, and type the code. "
            "This page moves on by itself."
        )
        self._code.setText(code)
        self._code.setAccessibleName(f"Code: {' '.join(code)}")
        self._qr.show_address(session.url)
        self._open.setText("Open it here")
        self._copy.setText("Copy the code")
        can_browse = session.service.endpoints.authorization is not None
        self._other.setText("Use this computer’s browser instead" if can_browse else "")

    def _show_parts(self, *, spinner: bool = False, session: bool = False) -> None:
        """Show what belongs to a state, and hide the rest."""
        device = session and self._session is not None and self._session.user_code is not None
        walk = self._session if session and self._session is not None and landing.is_wanted(self._session) else None
        for widget, wanted in (
            (self._words, walk is None),
            (self._steps, walk is not None),
            (self._spinner, spinner),
            (self._code, device),
            (self._qr, device),
            (self._open, session),
            (self._copy, session),
            (self._other, session and bool(self._other.text())),
            (self._paste, session and not device),
            (self.browser, session and not device),
            (self._left, session),
            (self._problem, False),
        ):
            widget.setVisible(wanted)
        address = "" if self._session is None else self._session.redirect_uri
        self._paste.clear(address if walk is not None else "", urlsplit(address).hostname or "127.0.0.1")
        self._place_paste(first=walk is not None)

    def _place_paste(self, *, first: bool) -> None:
        """Put the address to paste above the buttons where it is what all is about, else at the end."""
        anchor = self._buttons if first else self._left
        self._column.removeWidget(self._paste)
        self._column.insertWidget(self._column.indexOf(anchor) - 1, self._paste)

    def _show_mark(self, service: Service) -> None:
        self._mark.setVisible(not self._compact)
        self._mark.show_service(service.id, service.name, service.color)

    # --- making ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        px = self._theme.px
        centre = Qt.AlignmentFlag.AlignHCenter
        self._buttons = FlowRow(px(8), centred=True)
        for button in (self._open, self._copy, self._cancel):
            self._buttons.add(button)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._mark, 0, centre)
        column.addSpacing(0 if self._compact else px(20))
        column.addWidget(self._title)
        column.addSpacing(px(10))
        column.addWidget(self._words)
        column.addSpacing(px(6))
        column.addWidget(self.browser)
        column.addWidget(self._steps)
        column.addSpacing(px(16))
        column.addWidget(self._spinner, 0, centre)
        column.addWidget(self._code, 0, centre)
        column.addSpacing(px(12))
        column.addWidget(self._qr, 0, centre)
        column.addSpacing(px(12))
        column.addWidget(self._buttons)
        column.addWidget(self._problem)
        column.addSpacing(px(14))
        column.addWidget(self._other, 0, centre)
        column.addSpacing(px(16))
        column.addWidget(self._paste)
        column.addSpacing(px(16))
        column.addWidget(self._left)

    def _restyle(self) -> None:
        font = self._theme.font(Type.MONO)
        font.setPixelSize(self._theme.px(_CODE_PX))
        font.setBold(True)
        self._code.setFont(font)

    # --- gestures -----------------------------------------------------------------------------

    def _on_copy(self) -> None:
        if self._session is None:
            return
        code = self._session.user_code
        QApplication.clipboard().setText(code or self._session.url)
        before = self._copy.text()
        if before != "Copied":
            self._copy.setText("Copied")
            QTimer.singleShot(_COPIED_MS, self._copy, lambda: self._copy.setText(before))

    def _on_pasted(self, text: str) -> None:
        self._paste.show_problem("")
        self.paste_requested.emit(text)


def _preparing(service: Service) -> str:
    if service.is_demo:
        return "Starting the demo service on this computer. This takes some seconds."
    if service.key is not None:
        return f"Trying the key at {service.name}. This takes a minute at most."
    what = "access; nobody has to sign in" if service.asks_by_itself else "its sign-in page"
    return f"Asking {service.name} for {what}. This takes a minute at most."
