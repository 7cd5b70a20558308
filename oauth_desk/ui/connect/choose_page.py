"""The first step: which service."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.managed import DEMO, OWN_SERVICES, Managed
from oauth_desk.domain.service import Service
from oauth_desk.services.catalogue import BY_HAND
from oauth_desk.services.search_words import SeveralIssuers
from oauth_desk.ui.connect.here_shelf import HereShelf
from oauth_desk.ui.connect.issuer_panel import IssuerPanel
from oauth_desk.ui.connect.nothing_found import NothingFound
from oauth_desk.ui.connect.service_grid import ServiceGrid
from oauth_desk.ui.connect.service_model import ServiceModel
from oauth_desk.ui.connect.shelf import address_in, categories, shown
from oauth_desk.ui.controls import Banner, Button, ButtonKind, ChipButton, Rule, SearchField, Spinner, Text
from oauth_desk.ui.controls.file_choice import ask_which_to_open
from oauth_desk.ui.controls.flow import FlowRow
from oauth_desk.ui.controls.tab_order import tab_as_it_reads
from oauth_desk.ui.theme import Theme, Type

_ONLY: Final = "Your company allows the services of this list."
_FILTERS: Final = ["Service files and key files (*.toml *.json)", "All files (*)"]


class ChoosePage(QWidget):
    """Search, categories, cards, and the ways round them."""

    service_chosen = Signal(object)
    address_chosen = Signal(str)
    issuer_chosen = Signal(str, str)
    file_chosen = Signal(object)
    by_hand_requested = Signal()
    demo_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._services: Sequence[Service] = ()
        self._category = ""
        self._fitting = False
        self._found: list[Service] = []
        self._parted: tuple[list[Service], list[Service]] = ([], [])
        self.setObjectName("choose_page")
        self._banner = Banner(theme, name="choose_banner")
        self._search = SearchField("Search services, or paste an address", theme, name="service_search")
        self._search.setStyleSheet(f"QLineEdit, QLineEdit:focus {{ min-height: {theme.px(40)}px; }}")
        self._address = Button("", theme, kind=ButtonKind.PRIMARY, icon="link", name="connect_address")
        self._issuers = IssuerPanel(theme)
        self._spinner = Spinner(theme)
        self._own = True
        self._only = Text(_ONLY, theme, role=Type.SECOND, colour="second", wrap=True, name="only_the_list")
        self._only.hide()
        self._busy = Text("", theme, colour="second", name="choose_busy")
        self._nothing = NothingFound(theme)
        self._chips = FlowRow(theme.px(8))
        self._chip_group = QButtonGroup(self)
        self._model = ServiceModel()
        self._grid = ServiceGrid(self._model, theme)
        self._here = HereShelf(theme)
        self._lay_out()
        self._search.textChanged.connect(self._on_typed)
        self._search.returnPressed.connect(self._on_return)
        self._search.installEventFilter(self)
        self._address.clicked.connect(self._on_address)
        self._nothing.by_hand_requested.connect(self.by_hand_requested)
        self._issuers.chosen.connect(self.issuer_chosen)
        self._grid.chosen.connect(self.service_chosen)
        self._here.chosen.connect(self.service_chosen)
        self.set_busy("")

    def show_services(self, services: Sequence[Service], managed: Managed | None = None) -> None:
        """Offer these services, and what else the company allows."""
        self._show_allowed(managed or Managed())
        self._services = [service for service in services if not service.is_demo]
        named = [service for service in self._services if service.id not in BY_HAND]
        words = f"Search {len(named)} services, or paste an address" if named else "Paste an address"
        if not self._own:
            words = f"Search {len(named)} services"
        self._search.setPlaceholderText(words)
        self._search.setAccessibleName(words)
        self._make_chips()
        self._on_typed()

    def _show_allowed(self, managed: Managed) -> None:
        """Hide what the company does not offer, and say so where somebody would miss it."""
        own = managed.allows(OWN_SERVICES)
        self._own = own
        self._demo.setVisible(managed.allows(DEMO))
        self._only.setVisible(not own)
        self._ways.setVisible(own)

    def focus_search(self) -> None:
        """Put the keyboard into the search."""
        self._search.setFocus(Qt.FocusReason.OtherFocusReason)
        self._search.selectAll()

    def show_address(self, address: str) -> None:
        """Put an address where it would be typed."""
        self._search.setText(address)

    def set_busy(self, words: str) -> None:
        """Say what is waited for; empty words end it."""
        self._spinner.setVisible(bool(words))
        self._busy.setText(words)
        self._busy.setVisible(bool(words))
        self._wait.setVisible(bool(words) or address_in(self._search.text()) is not None)
        self._address.setEnabled(not words)
        self._grid.setEnabled(not words)
        self._here.setEnabled(not words)
        if words:
            self._banner.hide()
            self._issuers.hide()

    def show_error(self, error: DeskError) -> None:
        """Say why an address or a file cannot be used; what was typed stays."""
        self.set_busy("")
        if isinstance(error, SeveralIssuers):
            self._issuers.ask(error.place, error.issuers)
        else:
            self._banner.show_error(error)

    def tell_left_out(self, problems: Sequence[tuple[Path, str]]) -> None:
        """Say which service files have mistakes and are left out."""
        if problems:
            path, reason = problems[0]
            title = (
                "1 service file is left out." if len(problems) == 1 else f"{len(problems)} service files are left out."
            )
            self._banner.tell(title, f"{path.name}: {reason}", tone="attention")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from the search down to the cards."""
        down = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down
        if watched is self._search and down and self._model.rowCount():
            (self._grid if self._here.isHidden() else self._here.grid).setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what there is room for."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Leave out, in a low window, the categories or else the shelf: the search finds all, the list holds all."""
        if self._fitting:
            return  # a window without a least size of its own grows while this is tried out
        self._fitting = True
        for shelf, chips in ((True, True), (True, False), (False, True), (False, False)):
            self._show_found(shelf=shelf)
            self._chips.setVisible(chips or bool(self._category))
            column = self.layout()
            if column is None or column.totalMinimumHeightForWidth(self.width()) <= self.height():
                break
        self._fitting = False

    def _show_found(self, *, shelf: bool) -> None:
        """Show what was found, what is recommended on a ``shelf`` of its own; a search finds it first in any case."""
        shelf = shelf and not (self._search.text().strip() or self._category)
        here = [service for service in self._found if service.recommended] if shelf else []
        if (self._found, here) != self._parted:
            self._parted = (self._found, here)
            self._here.show_services(here)
            self._model.show([service for service in self._found if service not in here])

    # --- making --------------------------------------------------------------------------

    def _lay_out(self) -> None:
        theme, px = self._theme, self._theme.px
        title = Text("What do you want to connect?", theme, role=Type.WIZARD_TITLE, wrap=True, name="choose_title")
        words = Text(
            "Sign-in happens in your own browser. Your password never passes through this program.",
            theme,
            colour="second",
            wrap=True,
            name="choose_text",
        )
        self._wait = QWidget()
        wait = QHBoxLayout(self._wait)
        wait.setContentsMargins(0, 0, 0, px(12))
        wait.setSpacing(px(8))
        wait.addWidget(self._address)
        wait.addWidget(self._spinner)
        wait.addWidget(self._busy, 1)
        wait.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget, gap in ((title, 8), (words, 18), (self._search, 12), (self._banner, 0)):
            column.addWidget(widget)
            column.addSpacing(px(gap))
        column.addWidget(self._wait)
        column.addWidget(self._issuers)
        column.addWidget(self._chips)
        column.addSpacing(px(14))
        column.addWidget(self._nothing)
        column.addWidget(self._here)
        column.addWidget(self._grid, 1)
        column.addWidget(Rule(theme))
        column.addSpacing(px(16))
        column.addWidget(self._make_ways())

    def _make_ways(self) -> QWidget:
        theme = self._theme
        file = Button("Open a service file…", theme, icon="open", name="open_file_button")
        file.setToolTip("The description of a service (.toml), or the key file of a service account (.json)")
        other = Button("Any other service…", theme, name="other_service_button")
        demo = Button("Try the demo service", theme, kind=ButtonKind.QUIET, name="demo_button")
        self._demo = demo
        file.clicked.connect(self._ask_for_file)
        other.clicked.connect(self.by_hand_requested)
        demo.clicked.connect(self.demo_requested)
        ways = self._ways = FlowRow(theme.px(10))
        ways.add(file)
        ways.add(other)
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._only, 1)
        row.addWidget(ways, 1)
        row.addWidget(demo, 0, Qt.AlignmentFlag.AlignTop)
        return foot

    def _make_chips(self) -> None:
        for chip in self._chip_group.buttons():
            self._chip_group.removeButton(chip)
            chip.deleteLater()
        names = categories(self._services)
        if self._category not in names:
            self._category = ""
        for name in ("", *names):
            chip = ChipButton(name or "All", self._theme, name=f"category_{name.lower().replace(' ', '_') or 'all'}")
            chip.setChecked(name == self._category)
            chip.clicked.connect(lambda _checked=False, name=name: self._on_category(name))
            self._chip_group.addButton(chip)
            self._chips.add(chip)
        tab_as_it_reads(self)

    # --- what is shown ---------------------------------------------------------------------

    def _ask_for_file(self) -> None:
        ask_which_to_open(self, "Open a service file", _FILTERS, self.file_chosen.emit)

    def _on_category(self, name: str) -> None:
        self._category = name
        self._on_typed()

    def _on_typed(self) -> None:
        text = self._search.text()
        address = address_in(text)
        self._issuers.hide()
        self._address.setVisible(address is not None)
        self._wait.setVisible(address is not None or bool(self._busy.text()))
        if address is not None:
            self._address.setText(f"Connect {_short(address)}")
            self._address.setAccessibleName(f"Connect {address}")
        found = shown(self._services, "" if address else text, self._category)
        if not found and self._category and not address:
            found = shown(self._services, text)
        self._found = found
        self._make_room()
        self._nothing.tell("" if found else text.strip(), only="" if self._own else _ONLY)

    def _on_return(self) -> None:
        if address_in(self._search.text()) is not None:
            self._on_address()
        elif self._search.text().strip() or self._category:
            self._grid.choose_first()

    def _on_address(self) -> None:
        address = address_in(self._search.text())
        if address is not None and self._address.isEnabled():
            self.address_chosen.emit(address)


def _short(address: str) -> str:
    return address if len(address) <= 60 else f"{address[:57]}…"  # noqa: PLR2004 - as much as fits a button
