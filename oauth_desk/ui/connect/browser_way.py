"""The browser of a connection that is being made: said before it opens and while it is waited for, and changed."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from oauth_desk.domain.browser_choice import BrowserChoice
from oauth_desk.services.desk import Desk
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.browsers.picker import BrowserPicker
from oauth_desk.ui.connect.journey import Journey
from oauth_desk.ui.connect.wizard_pages import WizardPages
from oauth_desk.ui.sign_in_flow import SignInFlow
from oauth_desk.ui.theme import Theme


class BrowserWay(QObject):
    """Keeps the choice in the journey: going back loses nothing, and the next connection begins anew."""

    def __init__(
        self,
        desk: Desk,
        bridge: Bridge,
        theme: Theme,
        *,
        pages: WizardPages,
        flow: SignInFlow,
        journey: Callable[[], Journey],
    ) -> None:
        super().__init__(pages)
        self._picker = BrowserPicker(desk, bridge, theme, pages)
        self._pages = pages
        self._flow = flow
        self._journey = journey
        pages.permissions.browser.change_requested.connect(self._ask)
        pages.waiting.browser.change_requested.connect(self._ask)
        pages.currentChanged.connect(self._show)
        self._picker.chosen.connect(self._on_chosen)
        flow.opened.connect(pages.waiting.show_opened)

    def _ask(self) -> None:
        self._picker.ask(self._journey().browser)

    def _show(self) -> None:
        self._pages.permissions.show_browser(self._journey().browser)

    def _on_chosen(self, choice: BrowserChoice) -> None:
        self._journey().browser = choice
        self._show()
        self._flow.open_again(choice)
