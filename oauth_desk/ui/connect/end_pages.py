"""How it ended: connected, or not."""

import re
from typing import Final

from PySide6.QtCore import Qt, Signal

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Remedy
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.outlook import outlook
from oauth_desk.services.place_words import kind_at, none_offered
from oauth_desk.ui.connect.centred import Centred, CentredText, Picture
from oauth_desk.ui.connect.plain_words import is_plain
from oauth_desk.ui.controls import Button, ButtonKind, Text
from oauth_desk.ui.controls.flow import FlowRow
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


class FailurePage(Centred):
    """What happened, that nothing is lost, and what to do."""

    retry_requested = Signal()
    back_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, name="failure_page")
        self._picture = Picture(theme, "alert", "bad")
        self._title = CentredText(theme, name="failure_title", role=Type.WIZARD_TITLE, colour="text")
        self._detail = CentredText(theme, name="failure_detail")
        self._lost = CentredText(theme, name="failure_lost")
        self._advice = CentredText(theme, name="failure_advice", colour="text")
        self._said = Text("", theme, role=Type.MONO, colour="second", wrap=True, name="failure_said", selectable=True)
        self._more = Button("Details for developers", theme, kind=ButtonKind.LINK, name="failure_more")
        self._retry = Button("Try again", theme, kind=ButtonKind.PRIMARY, name="failure_retry")
        self._back = Button("Back", theme, name="failure_back")
        self._primary = self._retry
        self._retry.clicked.connect(self.retry_requested)
        self._back.clicked.connect(self.back_requested)
        self._more.clicked.connect(self._on_more)
        self._lay_out(theme)

    def show_error(self, error: DeskError, steps: str = "") -> None:
        """Tell what happened. What the service said in its own language, and each step, wait behind a button."""
        self._title.setText(error.title.rstrip("."))
        plain = is_plain(error.detail)
        self._detail.setText(error.detail if plain else "")
        self._said.setText("\n\n".join(filter(None, ("" if plain else error.detail, steps))))
        advice = error.advice if is_plain(error.advice) else ""
        self._advice.setText(_shortened(advice))
        self._lost.setText(_NOTHING_LOST)
        self._detail.setVisible(bool(self._detail.text()) and self._detail.text() not in _NOTHING_LOST)
        self._advice.setVisible(bool(self._advice.text()))
        self._more.setVisible(bool(self._said.text()))
        self._said.hide()
        self._set_primary(back=error.remedy is Remedy.FIX_SETTINGS)

    def focus_first(self) -> None:
        """Put the keyboard on the button that most want."""
        self._primary.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_primary(self, *, back: bool) -> None:
        """Let the more useful button stand out: what is wrong in the settings does not mend by trying again."""
        self._primary = self._back if back else self._retry
        self._back.set_kind(ButtonKind.PRIMARY if back else ButtonKind.SECONDARY)
        self._retry.set_kind(ButtonKind.SECONDARY if back else ButtonKind.PRIMARY)

    def _on_more(self) -> None:
        self._said.setVisible(not self._said.isVisible())

    def _lay_out(self, theme: Theme) -> None:
        px, centre = theme.px, Qt.AlignmentFlag.AlignHCenter
        buttons = FlowRow(px(8), centred=True)
        buttons.add(self._retry)
        buttons.add(self._back)
        self.middle.addWidget(self._picture, 0, centre)
        self.middle.addSpacing(px(8))
        for widget in (self._title, self._detail, self._lost, self._advice):
            self.middle.addWidget(widget)
        self.middle.addSpacing(px(8))
        self.middle.addWidget(buttons)
        self.middle.addWidget(self._more, 0, centre)
        self.middle.addWidget(self._said)


_NOTHING_LOST: Final = "Nothing was stored. What you chose and typed is still here."


def _shortened(advice: str) -> str:
    """Leave out what the page says already."""
    return advice.removeprefix("Nothing was stored; ").strip().capitalize() if advice.startswith("Nothing") else advice
