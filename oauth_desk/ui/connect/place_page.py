"""The question after a sign-in: which site, organisation or account calls are for."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.place import Place
from oauth_desk.services.place_words import kind_at, offer_words
from oauth_desk.services.places import Offer
from oauth_desk.ui.connect.centred import Footed
from oauth_desk.ui.controls import Banner, Button, ButtonKind, Spinner, Text
from oauth_desk.ui.places.place_list import PlaceList
from oauth_desk.ui.theme import Theme, Type

_WIDTH = 560


class PlacePage(Footed):
    """Waits for the list, then asks. ``chosen`` carries a place; ``later_requested`` goes on without one."""

    chosen = Signal(object)
    later_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, name="place_page", width=_WIDTH)
        self._title = Text("", theme, role=Type.WIZARD_TITLE, wrap=True, name="place_title")
        self._words = Text("", theme, colour="second", wrap=True, name="place_text")
        self._banner = Banner(theme, name="place_banner")
        self.list = PlaceList(theme)
        self._spinner = Spinner(theme)
        self._use = Button("", theme, kind=ButtonKind.PRIMARY, name="place_use")
        self._later = Button("Choose later", theme, name="place_later")
        self._use.clicked.connect(self._on_use)
        self._later.clicked.connect(self.later_requested)
        self.list.chosen.connect(self.chosen)
        self.list.moved.connect(self._show_ready)
        waiting = QHBoxLayout()
        waiting.addWidget(self._spinner)
        waiting.addStretch(1)
        for widget in (self._title, self._words, self._banner, self.list):
            self.body.middle.addWidget(widget)
        self.body.middle.addLayout(waiting)
        self.foot.addWidget(self._use)
        self.foot.addWidget(self._later)
        self.foot.addStretch(1)

    def show_looking(self, connection: Connection) -> None:
        """Say that the connection is there, and what is waited for."""
        kind, name = kind_at(connection), connection.service.name
        self._title.setText(f"{name} is connected")
        self._words.setText(f"Asking {name} which {kind} calls can be for. This takes half a minute at most.")
        self._use.setText(f"Use this {kind}")
        self._use.setAccessibleName(self._use.text())
        self._banner.hide()
        self._set_asking(asking=False)

    def show_offer(self, connection: Connection, offer: Offer) -> None:
        """Ask."""
        kind, places = kind_at(connection), offer.offered.places
        self._title.setText(f"Which {kind}?")
        self._words.setText(f"{offer_words(connection, offer.offered)} You can change it later.")
        self.list.show_places(places, None, label=offer.table.label)
        self._set_asking(asking=True)
        self.list.focus_first()

    def show_problem(self, error: DeskError) -> None:
        """Say why a choice could not be kept."""
        self._banner.tell(error.title, " ".join(filter(None, (error.detail, error.advice))), tone="bad", closable=False)
        self._show_ready()

    def focus_first(self) -> None:
        """Put the keyboard on what can be done while the list is on its way."""
        self._later.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_use(self) -> None:
        place = self.list.place
        if isinstance(place, Place):
            self._use.setEnabled(False)
            self.chosen.emit(place)

    def _show_ready(self) -> None:
        self._use.setEnabled(self.list.place is not None)

    def _set_asking(self, *, asking: bool) -> None:
        self.list.setVisible(asking)
        self._use.setVisible(asking)
        self._spinner.setVisible(not asking)
        self._show_ready()
