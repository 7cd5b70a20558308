"""How it ended: not connected, and what to do now."""

from typing import Final

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.service import Service
from oauth_desk.ui.connect.centred import Centred, CentredText, Picture
from oauth_desk.ui.connect.guide_card import is_safe, whose
from oauth_desk.ui.connect.plain_words import is_plain
from oauth_desk.ui.connect.way_out import WayOut
from oauth_desk.ui.controls import Button, ButtonKind, Text
from oauth_desk.ui.controls.flow import FlowRow
from oauth_desk.ui.theme import Theme, Type


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
        self._page = Button("", theme, kind=ButtonKind.QUIET, icon="open", name="failure_open_page")
        self._address = ""
        self._primary = self._retry
        self._retry.clicked.connect(self.retry_requested)
        self._back.clicked.connect(self.back_requested)
        self._page.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(self._address)))
        self._more.clicked.connect(self._on_more)
        self._lay_out(theme)

    def show_error(self, error: DeskError, way: WayOut, service: Service, steps: str = "") -> None:
        """Tell what happened and the way out. What the service said in its own language waits behind a button."""
        self._title.setText(error.title.rstrip("."))
        plain = is_plain(error.detail)
        self._detail.setText(error.detail if plain else "")
        self._said.setText("\n\n".join(filter(None, ("" if plain else error.detail, steps))))
        advice = _shortened(error.advice) if is_plain(error.advice) else ""
        self._advice.setText(f"{advice} {way.advice}".strip() if way.adds or not advice else advice)
        self._lost.setText(_NOTHING_LOST)
        self._detail.setVisible(bool(self._detail.text()) and self._detail.text() not in _NOTHING_LOST)
        self._advice.setVisible(bool(self._advice.text()))
        self._more.setVisible(bool(self._said.text()))
        self._said.hide()
        self._show_buttons(way, service)

    def focus_first(self) -> None:
        """Put the keyboard on the button that most want."""
        self._primary.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_buttons(self, way: WayOut, service: Service) -> None:
        """Let the more useful button stand out: what is wrong in the settings does not mend by trying again."""
        self._primary = self._back if way.first else self._retry
        self._back.set_kind(ButtonKind.PRIMARY if way.first else ButtonKind.SECONDARY)
        self._retry.set_kind(ButtonKind.SECONDARY if way.first else ButtonKind.PRIMARY)
        page = service.developer_console_url
        self._address = page if page is not None and way.page and is_safe(page) else ""
        self._page.setVisible(bool(self._address))
        names = ((self._back, way.back), (self._retry, way.retry), (self._page, f"Open {whose(service.name)} page"))
        for button, words in names:
            button.setText(words)
            button.setAccessibleName(words)

    def _on_more(self) -> None:
        self._said.setVisible(not self._said.isVisible())

    def _lay_out(self, theme: Theme) -> None:
        px, centre = theme.px, Qt.AlignmentFlag.AlignHCenter
        buttons = FlowRow(px(8), centred=True)
        buttons.add(self._retry)
        buttons.add(self._back)
        buttons.add(self._page)
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
