"""The sheet that chooses another place for a connection: the list is asked for anew."""

from PySide6.QtWidgets import QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Remedy
from oauth_desk.domain.place import Place
from oauth_desk.services.desk import Desk
from oauth_desk.services.place_words import kind_at, offer_words
from oauth_desk.services.places import Offer
from oauth_desk.ui.backup.work_sheet import WorkSheet
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.places.place_list import PlaceList
from oauth_desk.ui.theme import Theme


class PlaceSheet(WorkSheet):
    """Stays open until the choice is saved, or says why it was not. With an ``offer`` nothing is asked for anew."""

    def __init__(
        self,
        connection: Connection,
        desk: Desk,
        bridge: Bridge,
        theme: Theme,
        parent: QWidget,
        *,
        offer: Offer | None = None,
    ) -> None:
        self._kind = kind_at(connection)
        title = f"Which {self._kind} is {connection.name} for?"
        super().__init__(bridge, theme, parent, name="place_sheet", title=title, verb=f"Use this {self._kind}")
        self._desk = desk
        self._connection = connection
        self._offer: Offer | None = None
        self._words = self.words("", "place_words")
        self._words.hide()
        self.list = PlaceList(theme)
        self.list.hide()
        self.body.addWidget(self.list)
        self.list.chosen.connect(self._on_chosen)
        self.list.moved.connect(self._show_ready)
        self.ok.setEnabled(False)
        if offer is None:
            self._look()
        else:
            self._on_listed(offer)

    def act(self) -> None:
        """Save what is marked; without a list, ask for it once more."""
        place = self.list.place
        if self._offer is None:
            self._look()
        elif place is not None:
            self._on_chosen(place)

    def refuse(self, error: DeskError) -> None:
        """Say why; a list that did not come, or that is old, can be asked for once more."""
        if error.remedy is Remedy.CHOOSE_PLACE:
            self._offer = None
            self._words.hide()
            self.list.hide()
        if self._offer is None:
            self.ok.setText("Try again")
            self.ok.setAccessibleName("Try again")
        super().refuse(error)

    def _look(self) -> None:
        waiting = f"Asking {self._connection.service.name}. This takes half a minute at most."
        self.work(self._desk.places.offer(self._connection.id), waiting, self._on_listed)

    def _on_listed(self, offer: Offer) -> None:
        self._offer = offer
        connection = self._desk.book.get(self._connection.id) or self._connection
        places = offer.offered.places
        self._words.setText(offer_words(connection, offer.offered))
        self._words.show()
        self.list.show_places(places, connection.place, label=offer.table.label)
        self.list.setVisible(bool(places))
        verb = f"Use this {self._kind}"
        self.ok.setText(verb)
        self.ok.setAccessibleName(verb)
        self.ok.setVisible(bool(places))
        if places:
            self.list.focus_first()
        self._show_ready()

    def _on_chosen(self, place: Place) -> None:
        if self._offer is not None:
            work = self._desk.places.choose(self._offer, place)
            self.work(work, "Saving the choice.", lambda _connection: self.accept())

    def _show_ready(self) -> None:
        self.ok.setEnabled(self.list.place is not None)
