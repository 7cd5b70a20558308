"""The places of a service, one of them chosen; a long list can be searched."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QSize, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QListView, QVBoxLayout, QWidget

from oauth_desk.domain.place import Place
from oauth_desk.ui.controls import SearchField, Text
from oauth_desk.ui.controls.tooltip import plain_tip
from oauth_desk.ui.theme import Theme, Type

SHORT: Final = 8
"""Places that are seen at a glance; more can be searched."""
_PLACE: Final = Qt.ItemDataRole.UserRole
_WORDS: Final = Qt.ItemDataRole.UserRole + 1
_ROW: Final = 40


class PlaceList(QWidget):
    """``chosen`` carries the place that somebody pressed Return on or clicked twice; ``moved``: another is marked."""

    chosen = Signal(object)
    moved = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._all = QStandardItemModel(self)
        self._found = QSortFilterProxyModel(self)
        self._found.setSourceModel(self._all)
        self._found.setFilterRole(_WORDS)
        self._found.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.search = SearchField("Search", theme, name="place_search")
        self.view = QListView()
        self.view.setObjectName("place_list")
        self.view.setModel(self._found)
        self.view.setUniformItemSizes(True)
        self.view.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._none = Text("Nothing of that name.", theme, role=Type.SECOND, colour="second", name="place_none")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for widget in (self.search, self.view, self._none):
            column.addWidget(widget)
        self.search.textChanged.connect(self._on_searched)
        self.search.installEventFilter(self)
        self.view.installEventFilter(self)
        self.view.activated.connect(self._on_activated)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self.moved.emit())

    def show_places(self, places: Sequence[Place], chosen: Place | None, *, label: str) -> None:
        """Offer these; ``chosen`` is marked where it is among them, ``label`` is what they are called."""
        self._all.clear()
        self.search.clear()
        for place in places:
            item = QStandardItem(place.shown)
            item.setData(place, _PLACE)
            item.setData(f"{place.shown} {place.id}", _WORDS)
            item.setToolTip(plain_tip(place.shown if place.id in place.shown else f"{place.shown}\n{place.id}"))
            item.setSizeHint(QSize(0, self._theme.px(_ROW)))
            self._all.appendRow(item)
        self.search.setVisible(len(places) > SHORT)
        self.search.setPlaceholderText(f"Search {len(places)}")
        self.search.setAccessibleName(f"Search: {label}")
        self.view.setAccessibleName(label)
        self.view.setFixedHeight(self._theme.px(_ROW) * max(1, min(len(places), SHORT)) + 2 * self.view.frameWidth())
        self._none.hide()
        ids = [place.id for place in places]
        if chosen is not None and chosen.id in ids:
            self._mark(ids.index(chosen.id))
        elif len(places) == 1:
            self._mark(0)

    @property
    def place(self) -> Place | None:
        """Return the place that is marked; None where none is, or where the search hides it."""
        marked = self.view.selectionModel().selectedIndexes()
        return self._at(marked[0]) if marked else None

    def focus_first(self) -> None:
        """Put the keyboard where most want it: on the search of a long list."""
        (self.search if self.search.isVisibleTo(self) else self.view).setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move through the list, and Return choose, while somebody searches.

        On the list itself the first arrow marks the first place, where none is marked.
        """
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if watched is self.view and self.place is None and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._mark(0)
            return True
        if watched is self.search:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._on_activated(self.view.currentIndex())
                return True
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                row = self.view.currentIndex().row()
                self._mark(max(0, row + 1 if event.key() == Qt.Key.Key_Down else row - 1))
                return True
        return super().eventFilter(watched, event)

    def _mark(self, row: int) -> None:
        index = self._found.index(row, 0)
        if index.isValid():
            self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.view.scrollTo(index)

    def _on_searched(self, text: str) -> None:
        self._found.setFilterFixedString(text.strip())
        found = self._found.rowCount()
        self._none.setVisible(bool(self._all.rowCount()) and not found)
        if self.place is None and found and text.strip():
            self._mark(0)
        self.moved.emit()

    def _on_activated(self, index: QModelIndex) -> None:
        """Choose what is marked; what the keyboard merely stands on is marked first."""
        place = self._at(index)
        if place is not None and place == self.place:
            self.chosen.emit(place)
        elif place is not None:
            self._mark(index.row())

    def _at(self, index: QModelIndex) -> Place | None:
        found = index.data(_PLACE) if index.isValid() else None
        return found if isinstance(found, Place) else None
