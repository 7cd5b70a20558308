"""The list measures itself: ten thousand rows cost no more than ten."""

import time
from itertools import pairwise

import shiboken6
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView

from oauth_desk.ui.connections.list_model import ConnectionsModel
from oauth_desk.ui.connections.list_view import ConnectionsView
from tests.ui import samples
from tests.ui.stage import Stage

FRAME = 0.05


def shown(stage: Stage, width: int = 340, height: int = 600) -> ConnectionsView:
    """Show the list alone."""
    model = ConnectionsModel(stage.book, stage.clock, stage.desk.keeper.next_renewal_at, stage.bridge, stage.bridge)
    view = ConnectionsView(model, stage.theme, stage.bridge.ticker)
    stage.show(view, width, height)
    return view


def cards(view: ConnectionsView) -> list[QRect]:
    """Return where the cards are."""
    model = view.model()
    return [view.visualRect(model.index(row)) for row in range(model.rowCount())]


def test_cards_follow_each_other(stage: Stage) -> None:
    """Cards stand below each other without overlap; a heading has its room above the first of its section."""
    stage.open(samples.drawn(stage.now))
    view = shown(stage)
    found = cards(view)
    gaps = [after.top() - before.bottom() - 1 for before, after in pairwise(found)]
    assert gaps == [40, 8, 8, 8, 8]
    assert [card.height() for card in found] == [84, 84, 96, 96, 96, 96]
    assert {card.left() for card in found} == {12}


def test_a_point_finds_its_card(stage: Stage) -> None:
    """The middle of a card is the card; the gap beside it is nothing."""
    stage.open(samples.drawn(stage.now))
    view = shown(stage)
    for row, card in enumerate(cards(view)):
        assert view.indexAt(card.center()).row() == row
        assert not view.indexAt(QPoint(2, card.center().y())).isValid()
    assert not view.indexAt(QPoint(100, 4)).isValid()
    assert not view.indexAt(QPoint(100, 5000)).isValid()


def test_keys_move(stage: Stage) -> None:
    """Arrow, page, home and end keys move through the rows and scroll along."""
    stage.open(samples.many(100, stage.now))
    view = shown(stage)
    view.setFocus()
    view.setCurrentIndex(view.model().index(0))
    for key, row in (
        (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_Down, 2),
        (Qt.Key.Key_Up, 1),
        (Qt.Key.Key_PageDown, 6),
        (Qt.Key.Key_End, 99),
        (Qt.Key.Key_PageUp, 94),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Up, 0),
    ):
        QTest.keyClick(view, key)
        assert view.currentIndex().row() == row
        assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))


def test_typing_finds_a_name(stage: Stage) -> None:
    """Typing the first letters of a name goes to it, as in every list."""
    stage.open(samples.drawn(stage.now))
    view = shown(stage)
    QTest.keyClicks(view, "sla")
    assert view.currentIndex().data() == "Slack"


def test_a_click_chooses(stage: Stage) -> None:
    """A click chooses the card under the pointer."""
    stage.open(samples.drawn(stage.now))
    view = shown(stage)
    chosen = view.visualRect(view.model().index(3)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=chosen)
    assert view.currentIndex().row() == 3
    assert [index.row() for index in view.selectedIndexes()] == [3]


def test_scroll_hints(stage: Stage) -> None:
    """A row can be brought to the top, the middle and the bottom."""
    stage.open(samples.many(100, stage.now))
    view = shown(stage)
    index = view.model().index(50)
    view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)
    assert view.visualRect(index).top() == 0
    view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtBottom)
    assert abs(view.visualRect(index).bottom() - view.viewport().height()) <= 10
    view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
    assert abs(view.visualRect(index).center().y() - view.viewport().height() / 2) < 10


def test_ten_thousand_rows(stage: Stage) -> None:
    """With 10,000 connections, scrolling, searching and resizing each stay within a frame of 50 ms."""
    stage.open(samples.many(10_000, stage.now))
    view = shown(stage)
    model = view.model()
    bar = view.verticalScrollBar()
    slowest = {}

    def timed(what: str, work: object) -> None:
        began = time.thread_time()
        work()
        view.viewport().repaint()
        slowest[what] = max(slowest.get(what, 0.0), time.thread_time() - began)

    for step in range(0, bar.maximum(), bar.maximum() // 40):
        timed("scroll", lambda step=step: bar.setValue(step))
    for text in ("p", "person9", "person99", "", "google 0"):
        timed("search", lambda text=text: (model.search(text), view.doItemsLayout()))
    for width in (300, 340, 500):
        timed("resize", lambda width=width: view.resize(width, 600))
    assert max(slowest.values()) < FRAME, slowest


def test_only_what_is_seen_ticks(stage: Stage) -> None:
    """A second that passes touches the rows that are seen, not the thousand that are not."""
    stage.open(samples.many(1000, stage.now))
    view = shown(stage)
    rows = set()
    view.model().dataChanged.connect(lambda first, _last: rows.add(first.row()))
    stage.run(stage.clock.advance(61))
    stage.bridge.ticker.ticked.emit()
    assert rows == set(view.visible_rows())
    assert 5 <= len(rows) <= 8


def test_the_timer_runs_only_for_rows_that_are_seen(stage: Stage) -> None:
    """The ticker starts with the first row that can be seen and stops when the list is hidden or empty."""
    stage.open()
    view = shown(stage)
    assert not stage.bridge.ticker.running
    google = samples.drawn(stage.now)[1]
    stage.run(stage.book.add(google))
    stage.settle()
    assert stage.bridge.ticker.running
    view.hide()
    assert not stage.bridge.ticker.running
    view.show()
    assert stage.bridge.ticker.running
    stage.run(stage.book.remove(google.id))
    stage.settle()
    assert not stage.bridge.ticker.running


def test_a_screen_reader_hears_the_rows(stage: Stage) -> None:
    """Accessibility gives the list as many children as rows, each with its words and its place."""
    stage.open(samples.drawn(stage.now))
    view = shown(stage)
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface.text(QAccessible.Text.Name) == "Connections"
    assert interface.childCount() == 6
    child = interface.child(3)
    assert child.text(QAccessible.Text.Name) == "Google, ana.petrova@gmail.com, Renews in 42 min"


def test_mirrored(stage: Stage) -> None:
    """In a right-to-left layout the cards keep their place between the margins."""
    stage.open(samples.many(50, stage.now))
    view = shown(stage)
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    stage.settle()
    card = view.visualRect(view.model().index(0))
    assert card.right() == view.viewport().width() - 12 - 1


def test_a_list_that_is_gone_hears_no_more_of_colours(stage: Stage) -> None:
    """A list that was taken down, as when the program locks, is not measured by new colours any more."""
    stage.open(samples.drawn(stage.now))
    view = shown(stage)
    shiboken6.delete(view)
    stage.forget(view)
    stage.theme.force("dark")
    stage.settle()
