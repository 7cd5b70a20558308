"""Asks which browser is meant, and hands the answer on."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from oauth_desk.domain.browser_choice import BrowserChoice
from oauth_desk.services.desk import Desk
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.latest import LatestTask
from oauth_desk.ui.theme import Theme


class BrowserPicker(QObject):
    """Looks for browsers when somebody asks, never before. ``chosen`` carries a BrowserChoice."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme, host: QWidget) -> None:
        super().__init__(host)
        self._desk = desk
        self._bridge = bridge
        self._theme = theme
        self._host = host
        self._looking = LatestTask(self)

    def ask(self, current: BrowserChoice) -> None:
        """Show what there is, with ``current`` chosen."""
        from oauth_desk.ui.browsers.sheet import BrowserSheet  # noqa: PLC0415 - most starts never show it

        sheet = BrowserSheet(current, self._theme, self._host)
        sheet.chosen.connect(self.chosen)
        sheet.finished.connect(self._looking.cancel)
        sheet.open()
        work = self._desk.browsers.found()
        self._looking.hold(
            self._bridge.start(work, "look for browsers", on_done=sheet.show_found, on_error=sheet.show_error)
        )
