"""What follows a sign-in in the wizard: the places are looked for, and asked about where there are several."""

from PySide6.QtCore import QObject, Signal

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.place import Place
from oauth_desk.services.desk import Desk
from oauth_desk.services.places import Offer, Settled
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.connect.wizard_pages import WizardPages
from oauth_desk.ui.latest import LatestTask


class PlaceStep(QObject):
    """``settled`` carries the connection once nothing is left to ask. It is stored already, whatever comes."""

    settled = Signal(object)

    def __init__(self, desk: Desk, bridge: Bridge, pages: WizardPages, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bridge = bridge
        self._pages = pages
        self._work = LatestTask(self)
        self._connection: Connection | None = None
        self._offer: Offer | None = None
        pages.place.chosen.connect(self._on_chosen)
        pages.place.later_requested.connect(self._on_later)

    def start(self, connection: Connection) -> None:
        """Look which places there are; a service without any is done."""
        self._connection, self._offer = connection, None
        if connection.service.places is None:
            self.settled.emit(connection)
            return
        self._pages.show_place(connection)
        work = self._desk.places.settle(connection.id)
        self._work.hold(self._bridge.start(work, "look for places", on_done=self._on_looked, on_error=self._on_failed))

    def cancel(self) -> None:
        """Ask nothing any more; the connection's page can choose later."""
        self._work.cancel()
        self._connection = self._offer = None

    def _on_looked(self, found: Settled) -> None:
        self._connection, self._offer = found.connection, found.offer
        if found.asks and found.offer is not None:
            self._pages.place.show_offer(found.connection, found.offer)
        else:
            self.settled.emit(found.connection)

    def _on_chosen(self, place: Place) -> None:
        if self._offer is not None:
            work = self._desk.places.choose(self._offer, place)
            on_error = self._pages.place.show_problem
            self._work.hold(self._bridge.start(work, "choose a place", on_done=self.settled.emit, on_error=on_error))

    def _on_later(self) -> None:
        self._work.cancel()
        if self._connection is not None:
            self.settled.emit(self._desk.book.get(self._connection.id) or self._connection)

    def _on_failed(self, _error: DeskError) -> None:
        self._on_later()
