"""The question after a sign-in: which site calls are for."""

import asyncio
from contextlib import suppress

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from oauth_desk.ui.connect.wizard import ConnectWizard
from tests.fakes.http import Gate, json_response
from tests.ui.connect.rig import PLAIN, come_back, grant, page, pick, shown, wizard
from tests.ui.places.rig import SITED, SITES, chosen, listed
from tests.ui.stage import Stage


def signed_in(stage: Stage, *names: str) -> ConnectWizard:
    """Sign in at a service with these places."""
    made = wizard(stage)
    grant(stage)
    if names:
        listed(stage, *names)
    pick(stage, made, SITED)
    come_back(stage, code="C1")
    return made


def test_several_are_asked_about_before_the_last_page(stage: Stage) -> None:
    """The connection is stored already; the choice is made with the keyboard alone."""
    made = signed_in(stage, "alpha", "beta")
    assert page(made) == "place_page"
    assert shown(made, "place_title") == "Which site?"
    assert len(stage.book.all()) == 1
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        stage.act(lambda key=key: QTest.keyClick(made.pages.place.list.view, key))
    assert page(made) == "done_page"
    assert "Calls are for the site beta.example." in shown(made, "done_text")
    assert chosen(stage) == "b-2"


def test_the_button_takes_what_is_marked(stage: Stage) -> None:
    """The mouse: mark, then the button."""
    made = signed_in(stage, "alpha", "beta")
    stage.act(lambda: made.pages.place.list._mark(0))
    stage.click(made, "place_use")
    assert (page(made), chosen(stage)) == ("done_page", "a-1")


def test_the_only_one_is_taken_and_told(stage: Stage) -> None:
    """No question has one answer."""
    made = signed_in(stage, "alpha")
    assert page(made) == "done_page"
    assert "Calls are for the site alpha.example." in shown(made, "done_text")
    assert chosen(stage) == "a-1"


def test_choosing_later_keeps_the_connection(stage: Stage) -> None:
    """The last page says where the choice can be made."""
    made = signed_in(stage, "alpha", "beta")
    stage.click(made, "place_later")
    assert page(made) == "done_page"
    assert "No site is chosen yet; its page offers that." in shown(made, "done_text")
    assert chosen(stage) == ""


def test_a_list_that_does_not_come_holds_nobody_up(stage: Stage) -> None:
    """The sign-in is good: it is told as connected, and that no site is chosen."""
    made = wizard(stage)
    grant(stage)
    stage.http.reply(SITES, json_response({}, 503))
    pick(stage, made, SITED)
    come_back(stage, code="C1")
    assert page(made) == "done_page"
    assert "No site is chosen yet" in shown(made, "done_text")


def test_nothing_to_choose_is_said_on_the_last_page(stage: Stage) -> None:
    """The note of the connection is what the page says."""
    made = wizard(stage)
    grant(stage)
    listed(stage)
    pick(stage, made, SITED)
    come_back(stage, code="C1")
    assert "Acme CRM offers no site with this sign-in." in shown(made, "done_text")
    assert stage.book.all()[0].notes == ("Acme CRM offers no site with this sign-in. What needs none works.",)


def test_the_wait_can_be_left(stage: Stage) -> None:
    """While the list is on its way the connection is there, and the button goes on without it."""
    gate = Gate()
    made = wizard(stage)
    grant(stage)
    stage.http.reply(SITES, gate)
    pick(stage, made, SITED)
    come_back(stage, code="C1")
    assert shown(made, "place_title") == "Acme CRM is connected"
    assert len(stage.book.all()) == 1
    stage.click(made, "place_later")
    assert page(made) == "done_page"


def test_escape_leaves_the_question_for_later(stage: Stage) -> None:
    """The wizard ends at the connection, which asks for it on its page."""
    made = signed_in(stage, "alpha", "beta")
    ended = []
    made.finished.connect(ended.append)
    stage.act(lambda: QTest.keyClick(made, Qt.Key.Key_Escape))
    assert ended == [stage.book.all()[0].id]


def test_another_way_through_the_wizard_is_not_disturbed(stage: Stage) -> None:
    """A list that comes late changes nothing of what is shown then."""
    gate = Gate()
    made = wizard(stage)
    grant(stage)
    stage.http.reply(SITES, gate)
    pick(stage, made, SITED)
    come_back(stage, code="C1")
    stage.act(made.start)
    with suppress(asyncio.InvalidStateError):  # nobody waits for it any more
        stage.act(lambda: gate.open(json_response([{"id": "a-1"}, {"id": "b-2"}])))
    assert page(made) == "choose_page"


def test_a_choice_that_cannot_be_saved_is_told(stage: Stage) -> None:
    """The connection is gone meanwhile: the page stays and says so, and can be left."""
    made = signed_in(stage, "alpha", "beta")
    stage.run(stage.book.remove(stage.book.all()[0].id))
    stage.act(lambda: made.pages.place.list._mark(0))
    stage.click(made, "place_use")
    assert page(made) == "place_page"
    assert shown(made, "place_banner_title")
    stage.click(made, "place_later")
    assert page(made) == "done_page"


def test_a_service_without_places_goes_straight_on(stage: Stage) -> None:
    """Nothing is asked, and nothing is shown in between."""
    made = wizard(stage)
    grant(stage)
    pick(stage, made, PLAIN)
    come_back(stage, code="C1")
    assert page(made) == "done_page"
    assert "Calls are for" not in shown(made, "done_text")
