"""The lower parts of the overview: what a connection may do, and facts about it."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from oauth_desk.domain.browser_choice import USUAL
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.status import Status
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.place_words import line_of
from oauth_desk.services.wording import clock_time
from oauth_desk.ui.browsers.row import BrowserRow
from oauth_desk.ui.connections.about_words import permissions, sign_in_lasts
from oauth_desk.ui.connections.exact_time import moment
from oauth_desk.ui.controls import Button, ButtonKind, ElidedLabel, Heading, IconLabel, Text
from oauth_desk.ui.theme import Theme

_CAPTIONS: Final = {
    "service": "Service",
    "through": "Goes through",
    "signed_in": "Signed in",
    "lasts": "Sign-in lasts",
}
_OWN: Final = {"signed_in": "Connected", "lasts": "Lasts"}
_KEY: Final = {"signed_in": "Key since", "lasts": "Another key by"}


def _column(widget: QWidget, theme: Theme) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(12))
    return column


class PermissionsPanel(QWidget):
    """A line for each permission; gone where the service names none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.px(10))
        column = _column(self, theme)
        column.addWidget(Heading("What it may do", theme, name="permissions_heading"))
        column.addLayout(self._lines)

    def show_connection(self, connection: Connection) -> None:
        """Show another connection."""
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        lines = permissions(connection)
        self.setVisible(bool(lines))
        for number, line in enumerate(lines):
            icon, colour = ("check", "text") if line.given else ("minus-circle", "third")
            name = f"permission_{number}"
            self._lines.addWidget(IconLabel(line.text, self._theme, icon=icon, colour=colour, wrap=True, name=name))


class AboutPanel(QWidget):
    """Name, service, when somebody signed in, and how long that lasts."""

    rename_requested = Signal()
    browser_requested = Signal()
    place_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._name = ElidedLabel("", theme, name="about_name")
        self._facts = {key: Text("", theme, wrap=True, name=f"about_{key}") for key in _CAPTIONS}
        self._captions = {key: Text(text, theme, colour="third") for key, text in _CAPTIONS.items()}
        self._browser_caption = Text("Signs in with", theme, colour="third")
        self._browser = BrowserRow(theme, "Change…", name="about_browser", label="Change the browser", colour="text")
        self._browser.change_requested.connect(self.browser_requested)
        self._place = ElidedLabel("", theme, name="about_place")
        self._place_caption = Text("", theme, colour="third", name="about_place_caption")
        self._change = Button("", theme, kind=ButtonKind.LINK, name="place_link")
        self._change.clicked.connect(self.place_requested)
        column = _column(self, theme)
        column.addWidget(Heading("About this connection", theme, name="about_heading"))
        column.addLayout(self._grid())

    def show_connection(self, connection: Connection, now: Instant, *, through: str = "") -> None:
        """Show another connection; ``through`` is the name of the one that it gets its access from."""
        ended = connection.condition_at(now).status is Status.SIGN_IN_NEEDED
        self._name.setText(connection.name)
        self._show("service", connection.service.name if connection.service.name != connection.name else "")
        self._show("through", through)
        special = _KEY if connection.service.key is not None else _OWN if connection.asks_by_itself else {}
        for key in ("signed_in", "lasts"):
            self._captions[key].setText(special.get(key, _CAPTIONS[key]))
        self._show_browser(connection)
        self._show("signed_in", clock_time(connection.signed_in_at, now))
        self._show("lasts", "" if ended else sign_in_lasts(connection, now))
        self._show_place(connection)
        self._facts["signed_in"].setToolTip(moment(connection.signed_in_at))

    def _show_browser(self, connection: Connection) -> None:
        """Say what somebody signs in with, where somebody does."""
        for widget in (self._browser_caption, self._browser):
            widget.setVisible(connection.service.key is None and not connection.asks_by_itself)
        words = (connection.browser or USUAL).words
        self._browser.show_words(f"{words[:1].upper()}{words[1:]}")

    def _show_place(self, connection: Connection) -> None:
        """Show which place calls are for, and offer another; gone where the service has none."""
        places = connection.service.places
        for widget in (self._place, self._place_caption, self._change):
            widget.setVisible(places is not None)
        if places is not None:
            self._place_caption.setText(places.label)
            self._place.setText(line_of(connection))
            self._place.set_colour("attention" if connection.lacks_place else "text")
            self._change.setText("Choose…" if connection.lacks_place else "Change…")
            self._change.setAccessibleName(f"{self._change.text()} {places.label}")

    def _show(self, key: str, text: str) -> None:
        self._facts[key].setText(text)
        self._facts[key].setVisible(bool(text))
        self._captions[key].setVisible(bool(text))

    def _grid(self) -> QGridLayout:
        px, theme = self._theme.px, self._theme
        rename = Button("Rename", theme, kind=ButtonKind.LINK, name="rename_link", label="Rename this connection")
        rename.clicked.connect(self.rename_requested)
        name = QHBoxLayout()
        name.setSpacing(px(4))
        name.addWidget(self._name)
        name.addWidget(rename)
        name.addStretch(1)
        grid = QGridLayout()
        grid.setVerticalSpacing(px(12))
        grid.setHorizontalSpacing(px(16))
        grid.setColumnMinimumWidth(0, px(134))
        grid.setColumnStretch(1, 1)
        grid.addWidget(Text("Name", theme, colour="third"), 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addLayout(name, 0, 1)
        place = QHBoxLayout()
        place.setSpacing(px(4))
        place.addWidget(self._place)
        place.addWidget(self._change)
        place.addStretch(1)
        grid.addWidget(self._place_caption, 1, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addLayout(place, 1, 1)
        grid.addWidget(self._browser_caption, 2, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._browser, 2, 1)
        for row, (key, label) in enumerate(self._facts.items(), start=3):
            grid.addWidget(self._captions[key], row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label, row, 1)
        return grid
