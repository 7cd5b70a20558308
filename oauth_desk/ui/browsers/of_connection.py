"""The browser of a connection that is there: asked for, and remembered at once."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from oauth_desk.domain.browser_choice import USUAL, BrowserChoice
from oauth_desk.domain.connection import Connection
from oauth_desk.services.desk import Desk
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.browsers.picker import BrowserPicker
from oauth_desk.ui.theme import Theme

if TYPE_CHECKING:
    from oauth_desk.ui.sign_in_flow import SignInFlow  # no start needs it: it brings all that signs in


class BrowserOfConnection(QObject):
    """Changes the browser of what ``connection`` returns. While ``flow`` waits for somebody, the page opens there.

    ``changed`` carries the Connection, ``failed`` the DeskError.
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        bridge: Bridge,
        theme: Theme,
        host: QWidget,
        *,
        connection: Callable[[], Connection | None],
        flow: "SignInFlow | None" = None,
    ) -> None:
        super().__init__(host)
        self._desk = desk
        self._bridge = bridge
        self._connection = connection
        self._flow = flow
        self._asked: Connection | None = None
        self._picker = BrowserPicker(desk, bridge, theme, host)
        self._picker.chosen.connect(self._on_chosen)

    def ask(self) -> None:
        """Show what there is, with the one of now chosen."""
        self._asked = self._connection()
        session = None if self._flow is None else self._flow.session
        if session is not None:
            self._picker.ask(session.browser)
        elif self._asked is not None:
            self._picker.ask(self._asked.browser or USUAL)

    def _on_chosen(self, choice: BrowserChoice) -> None:
        if self._flow is not None and self._flow.session is not None:
            self._flow.open_again(choice)
        elif self._asked is not None:
            work = self._desk.browsers.choose(self._asked.id, choice)
            self._bridge.start(work, "choose a browser", on_done=self.changed.emit, on_error=self.failed.emit)
