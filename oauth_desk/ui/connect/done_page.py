"""How it ended: connected."""

import re
from typing import Final

from PySide6.QtCore import Qt, Signal

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.outlook import outlook
from oauth_desk.services.place_words import kind_at, none_offered
from oauth_desk.ui.connect.centred import Centred, CentredText, Picture
from oauth_desk.ui.controls import Button, ButtonKind
from oauth_desk.ui.theme import Theme, Type

_SHORT: Final = 26
"""Characters that fit a narrow window in any case."""


class DonePage(Centred):
    """The account's name, what happens from now on, one button."""

    done_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, name="done_page")
        self._title = CentredText(theme, name="done_title", role=Type.WIZARD_TITLE, colour="text")
        self._account = CentredText(theme, name="done_account", role=Type.PAGE_TITLE, colour="text")
        self._words = CentredText(theme, name="done_text")
        self._warning = CentredText(theme, name="done_warning", colour="attention")
        self._missing = CentredText(theme, name="done_missing", colour="attention")
        self._button = Button("Show the connection", theme, kind=ButtonKind.PRIMARY, name="done_button", large=True)
        self._button.clicked.connect(self.done_requested)
        px, centre = theme.px, Qt.AlignmentFlag.AlignHCenter
        self.middle.addWidget(Picture(theme, "check", "good"), 0, centre)
        self.middle.addSpacing(px(8))
        for widget in (self._title, self._account, self._words, self._warning, self._missing):
            self.middle.addWidget(widget)
        self.middle.addSpacing(px(8))
        self.middle.addWidget(self._button, 0, centre)

    def show_connection(self, connection: Connection, now: Instant) -> None:
        """Tell who is connected, and what to expect."""
        self._title.setText(f"{connection.service.name} is connected")
        self._account.setText(_breakable(connection.account.label))
        self._account.setAccessibleName(connection.account.label)
        self._account.setVisible(bool(connection.account.label))
        ahead, place = outlook(connection, now), _place_words(connection)
        words = "" if ahead.warning else _with_browser(connection, ahead.text)
        self._words.setText(" ".join(filter(None, (words, place))))
        self._words.setVisible(bool(self._words.text()))
        self._warning.setText(ahead.text if ahead.warning else "")
        self._warning.setVisible(ahead.warning)
        missing = _not_allowed(connection)
        self._missing.setVisible(bool(missing))
        self._missing.setText(
            f"{connection.service.name} did not give: {', '.join(missing)}. Whoever runs it can allow more."
            if connection.asks_by_itself
            else f"You did not allow: {', '.join(missing)}. Sign in again if that was not meant."
        )

    def focus_first(self) -> None:
        """Put the keyboard on the button."""
        self._button.setFocus(Qt.FocusReason.OtherFocusReason)


def _breakable(name: str) -> str:
    """Let a long name go on in another line behind its signs: an address has no spaces to break at."""
    return name if len(name) <= _SHORT else re.sub(r"(?<=[@._-])", "\u200b", name)


def _with_browser(connection: Connection, text: str) -> str:
    """Say in addition what a person is left with in the browser, where there was one."""
    if connection.service.key is not None or connection.asks_by_itself:
        return text
    return f"{text} You can close the page in your browser."


def _place_words(connection: Connection) -> str:
    """Say which place calls are for, or where one can be chosen later."""
    if connection.place is not None:
        return f"Calls are for the {kind_at(connection)} {connection.place.shown}."
    if not connection.lacks_place:
        return ""
    note = none_offered(connection)
    return note if note in connection.notes else f"No {kind_at(connection)} is chosen yet; its page offers that."


def _not_allowed(connection: Connection) -> list[str]:
    described = dict(connection.service.scope_meaning)
    granted = connection.tokens.scopes
    if not granted:
        return []
    return [described[scope] for scope in connection.scopes_asked if scope not in granted and scope in described]
