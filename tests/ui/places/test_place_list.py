"""The list of places: searched, moved through and chosen from with the keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from oauth_desk.domain.place import Place
from oauth_desk.ui.places.place_list import PlaceList
from tests.ui.stage import Stage

FEW = [Place("a-1", "Alpha"), Place("b-2", "Beta"), Place("c-3", "Gamma")]
MANY = [Place(f"v-{number}", f"Site {number:03}") for number in range(1000)]


def shown(stage: Stage, places: list[Place], chosen: Place | None = None) -> tuple[PlaceList, list[Place]]:
    """Show a list, and what was chosen from it."""
    made, picked = PlaceList(stage.theme), []
    made.chosen.connect(picked.append)
    stage.show(made, 400, 500)
    stage.act(lambda: made.show_places(places, chosen, label="Site"))
    stage.act(made.focus_first)
    return made, picked


def press(stage: Stage, made: PlaceList, key: Qt.Key) -> None:
    """Press a key where the keyboard is."""
    where = made.search if made.search.isVisible() else made.view
    stage.act(lambda: QTest.keyClick(where, key))


def test_a_short_list_has_no_search_and_marks_nothing_by_itself(stage: Stage) -> None:
    """Nobody's calls are for a place that they did not see marked; a single one, or the one of before, is marked."""
    made, _ = shown(stage, FEW)
    assert not made.search.isVisible()
    assert made.place is None
    stage.act(lambda: made.show_places(FEW, FEW[1], label="Site"))
    assert made.place == FEW[1]
    stage.act(lambda: made.show_places(FEW, Place("gone"), label="Site"))
    assert made.place is None
    stage.act(lambda: made.show_places(FEW[:1], None, label="Site"))
    assert made.place == FEW[0]


def test_return_chooses_what_is_marked_and_marks_what_is_not(stage: Stage) -> None:
    """Return on a list that was just reached marks first: no place is chosen unseen."""
    made, picked = shown(stage, FEW)
    press(stage, made, Qt.Key.Key_Return)
    assert (made.place, picked) == (FEW[0], [])
    press(stage, made, Qt.Key.Key_Down)
    press(stage, made, Qt.Key.Key_Return)
    assert picked == [FEW[1]]


def test_the_first_arrow_marks_the_first_place(stage: Stage) -> None:
    """Who comes by keyboard skips none, from then on the arrows move as usual."""
    made, _ = shown(stage, FEW)
    press(stage, made, Qt.Key.Key_Down)
    assert made.place == FEW[0]
    press(stage, made, Qt.Key.Key_Down)
    assert made.place == FEW[1]


def test_a_long_list_is_searched_by_name_and_value(stage: Stage) -> None:
    """The first that is found is marked, the arrows move on from the search, and Return chooses."""
    made, picked = shown(stage, MANY)
    assert made.search.isVisible()
    assert made.search.hasFocus()
    stage.act(lambda: made.search.setText("site 99"))
    assert made.place == MANY[990]
    press(stage, made, Qt.Key.Key_Down)
    press(stage, made, Qt.Key.Key_Down)
    press(stage, made, Qt.Key.Key_Up)
    press(stage, made, Qt.Key.Key_Return)
    assert picked == [MANY[991]]
    stage.act(lambda: made.search.setText(" V-997 "))
    assert made.view.model().rowCount() == 1
    assert made.place == MANY[997]


def test_a_search_that_finds_nothing_says_so(stage: Stage) -> None:
    """What the search hides is not chosen, and brackets are letters like any other."""
    made, picked = shown(stage, MANY, MANY[3])
    stage.act(lambda: made.search.setText("(.*"))
    assert made.place is None
    assert made.view.model().rowCount() == 0
    assert made.findChild(type(made._none), "place_none").isVisible()
    press(stage, made, Qt.Key.Key_Return)
    press(stage, made, Qt.Key.Key_Down)
    assert picked == []
    stage.act(made.search.clear)
    assert made.view.model().rowCount() == 1000


def test_a_double_click_chooses(stage: Stage) -> None:
    """The mouse does both at once."""
    made, picked = shown(stage, FEW)
    corner = made.view.visualRect(made.view.model().index(2, 0)).center()
    button = Qt.MouseButton.LeftButton
    stage.act(lambda: QTest.mouseClick(made.view.viewport(), button, Qt.KeyboardModifier.NoModifier, corner))
    assert made.place == FEW[2]
    stage.act(lambda: QTest.mouseDClick(made.view.viewport(), button, Qt.KeyboardModifier.NoModifier, corner))
    assert picked[-1] == FEW[2]


def test_names_are_read_out_and_shown_whole(stage: Stage) -> None:
    """Every control has a name, and a cut name has its tooltip with the value."""
    made, _ = shown(stage, MANY)
    assert (made.view.accessibleName(), made.search.accessibleName()) == ("Site", "Search: Site")
    assert made.view.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "Site 000\nv-0"


def test_the_name_of_a_place_is_never_markup(stage: Stage) -> None:
    """C30: the list is the service's word; a tooltip must not load what a name in it points to."""
    made, _ = shown(stage, [Place("a", '<img src="file:///etc/hostname">')])
    assert "<img" not in made.view.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
