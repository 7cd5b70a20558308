"""What follows a sign-in on a connection that is there: its place is looked for, and asked about where it is gone."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.services.desk import Desk
from oauth_desk.services.places import Settled
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.places.place_sheet import PlaceSheet
from oauth_desk.ui.theme import Theme


class PlaceAsker(QObject):
    """Works beside whatever is shown, and asks with a sheet over it; what goes wrong waits on the connection's page."""

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._bridge = bridge
        self._theme = theme
        self._window = window

    def look(self, connection: Connection) -> None:
        """Look which places there are now; where the one chosen before is among them nothing is asked."""
        if connection.service.places is not None:
            work = self._desk.places.settle(connection.id)
            self._bridge.start(work, "look for places", on_done=self._on_looked, on_error=self._on_failed)

    def _on_looked(self, settled: Settled) -> None:
        gone = self._desk.book.get(settled.connection.id) is None
        if settled.asks and not gone and self._window.isVisible():
            asked, window = (settled.connection, self._desk, self._bridge, self._theme), self._window
            PlaceSheet(*asked, window, offer=settled.offer).open()

    def _on_failed(self, _error: DeskError) -> None:
        """Leave it: the connection works, and its page says what is not chosen."""
