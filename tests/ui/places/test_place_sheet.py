"""The row of a connection's page, and the sheet that chooses another place."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.place import Place
from oauth_desk.ui.connections.detail_facts import groups
from oauth_desk.ui.console.call_draft import CallDraft
from oauth_desk.ui.console.page import ConsolePage
from oauth_desk.ui.main_window import MainWindow
from oauth_desk.ui.places.place_sheet import PlaceSheet
from tests.fakes.http import Gate, json_response
from tests.ui.connect.rig import PLAIN, shown
from tests.ui.places.rig import ALPHA, BETA, SITED, SITES, chosen, connection, listed, overview
from tests.ui.reconnect.rig import HUBSPOT, needy, sign_in
from tests.ui.stage import Stage


def sheet(page: QWidget) -> PlaceSheet:
    """Return the sheet that is open."""
    found = page.window().findChild(PlaceSheet)
    assert found is not None
    return found


def link(page: QWidget) -> str:
    """Return what the link says."""
    return page.findChild(QPushButton, "place_link").text()


def test_the_row_tells_the_place_and_offers_another(stage: Stage) -> None:
    """A choice made on the sheet stands in the row at once, and in the vault."""
    page = overview(stage, ALPHA)
    assert (shown(page, "about_place_caption"), shown(page, "about_place"), link(page)) == (
        "Site",
        "alpha.example",
        "Change…",
    )
    listed(stage, "alpha", "beta")
    stage.click(page, "place_link")
    assert sheet(page).list.place == ALPHA
    stage.act(lambda: sheet(page).list.chosen.emit(BETA))
    assert chosen(stage) == "b-2"
    assert shown(page, "about_place") == "beta.example"
    assert stage.book.all()[0].service.api_base_urls == ("https://acme.example/api/b-2",)
    assert page.window().findChild(PlaceSheet) is None


def test_a_place_that_is_not_chosen_yet_is_offered(stage: Stage) -> None:
    """The row says so, and the button of the sheet waits for a mark."""
    page = overview(stage)
    assert (shown(page, "about_place"), link(page)) == ("not chosen yet", "Choose…")
    listed(stage, "alpha", "beta", left_out=1)
    stage.click(page, "place_link")
    ok = page.window().findChild(QPushButton, "place_sheet_ok")
    assert (ok.text(), ok.isEnabled()) == ("Use this site", False)
    assert "1 site is left out" in shown(page.window(), "place_words")
    stage.act(lambda: sheet(page).list._mark(1))
    stage.click(page.window(), "place_sheet_ok")
    assert chosen(stage) == "b-2"


def test_a_service_without_places_has_no_row(stage: Stage) -> None:
    """Nobody else sees anything of it."""
    page = overview(stage, service=PLAIN)
    assert shown(page, "about_place") == ""
    assert not page.findChild(QPushButton, "place_link").isVisible()


@pytest.mark.parametrize("answer", [json_response({"error": "down"}, 503), json_response([{"id": "b-2"}, 1])])
def test_a_list_that_does_not_come_can_be_asked_for_again(stage: Stage, answer: object) -> None:
    """The sheet stays and says why, the connection is as it was, and the next try may work."""
    page = overview(stage, ALPHA)
    stage.http.reply(SITES, json_response({"error": "down"}, 503))
    stage.click(page, "place_link")
    assert "did not say which site" in shown(page.window(), "place_sheet_banner_title")
    assert page.window().findChild(QPushButton, "place_sheet_ok").text() == "Try again"
    assert chosen(stage) == "a-1"
    stage.http.reply(SITES, answer)
    stage.click(page.window(), "place_sheet_ok")
    assert (sheet(page).list.isVisible(), chosen(stage)) == (answer != json_response({"error": "down"}, 503), "a-1")


def test_nothing_to_choose_is_said(stage: Stage) -> None:
    """An empty list is no failure: what needs none works."""
    page = overview(stage)
    listed(stage)
    stage.click(page, "place_link")
    assert shown(page.window(), "place_words") == "Acme CRM offers no site with this sign-in. What needs none works."
    assert not page.window().findChild(QPushButton, "place_sheet_ok").isVisible()


def test_a_list_of_an_older_sign_in_is_asked_for_anew(stage: Stage) -> None:
    """Somebody signed in again meanwhile: nothing is changed, and one press looks again."""
    page = overview(stage, ALPHA)
    listed(stage, "alpha", "beta")
    stage.click(page, "place_link")
    connection_id = stage.book.all()[0].id
    stage.run(stage.book.amend(connection_id, lambda current: replace(current, signed_in_at=stage.now + 5)))
    stage.act(lambda: sheet(page).list.chosen.emit(BETA))
    assert "was signed in again" in shown(page.window(), "place_sheet_banner_title")
    assert chosen(stage) == "a-1"
    listed(stage, "alpha", "beta")
    stage.click(page.window(), "place_sheet_ok")
    assert sheet(page).list.place == ALPHA


def test_closing_the_sheet_while_it_asks_leaves_everything(stage: Stage) -> None:
    """What comes afterwards finds no sheet, and changes nothing."""
    page = overview(stage, ALPHA)
    gate = Gate()
    stage.http.reply(SITES, gate)
    stage.click(page, "place_link")
    stage.click(page.window(), "place_sheet_cancel")
    stage.act(lambda: gate.open(json_response([{"id": "b-2"}])))
    assert chosen(stage) == "a-1"
    assert page.window().findChild(PlaceSheet) is None


def test_a_hostile_name_is_shown_harmless(stage: Stage) -> None:
    """C102: no markup is painted and no direction turned."""
    page = overview(stage, Place("x", "<b>bold</b> https://evil.example"))
    label = page.findChild(QLabel, "about_place")
    assert label.text() == "<b>bold</b> https://evil.example"
    assert label.textFormat().name == "PlainText"


# --- from elsewhere in the window ------------------------------------------------------


def with_sites(stage: Stage, place: Place | None) -> MainWindow:
    """Show the window; HubSpot has sites."""
    made = needy(stage)

    def change(current: Connection) -> Connection:
        return replace(current, service=replace(current.service, places=SITED.places), place=place)

    stage.run(stage.book.amend(HUBSPOT, change))
    return made


@pytest.mark.parametrize(("names", "asks"), [("alpha beta", False), ("beta gamma", True), ("beta", True)])
def test_signing_in_again_asks_only_where_the_place_is_gone(stage: Stage, names: str, *, asks: bool) -> None:
    """What is still offered stays without a word; else the sheet asks, with the list that came."""
    made = with_sites(stage, ALPHA)
    listed(stage, *names.split())
    stage.act(lambda: made.pages.currentWidget().sign_in_requested.emit(HUBSPOT))
    sign_in(stage)
    found = made.findChild(PlaceSheet)
    assert (found is not None) == asks
    assert stage.book.require(HUBSPOT).place == (None if asks else ALPHA)
    if found is not None:
        place = Place("b-1", "beta.example")
        stage.act(lambda: found.list.chosen.emit(place))
        assert stage.book.require(HUBSPOT).place == place


def test_a_list_that_does_not_come_after_signing_in_again_is_no_trouble(stage: Stage) -> None:
    """The choice of before stays, and nobody is asked."""
    made = with_sites(stage, ALPHA)
    stage.http.reply(SITES, json_response({}, 503))
    stage.act(lambda: made.pages.currentWidget().sign_in_requested.emit(HUBSPOT))
    sign_in(stage)
    assert made.findChild(PlaceSheet) is None
    assert stage.book.require(HUBSPOT).place == ALPHA


def test_a_request_that_lacks_the_choice_offers_it(stage: Stage) -> None:
    """Try it says what is missing, and its button opens the list."""
    stage.open([connection(stage)])
    page = ConsolePage(stage.desk, stage.bridge, stage.theme)
    page.show_connection(stage.book.all()[0].id)
    stage.show(page, 780, 518)
    page.editor.show_draft(CallDraft(address="/me"))
    stage.click(page, "send_button")
    assert shown(page, "console_banner_title") == "“Acme CRM” does not know yet which site this is for."
    assert shown(page, "console_banner_detail") == "Nothing was sent. Choose the site first."
    listed(stage, "alpha", "beta")
    stage.click(page, "console_banner_action")
    assert sheet(page).isVisible()


def test_details_tell_the_place_and_what_is_kept_of_it(stage: Stage) -> None:
    """For developers: the value beside the name, and what fills the gaps."""
    known = connection(stage, Place("a-1", "alpha.example", (("place.base", "https://eu.example"),)))
    facts = told(known, stage)
    assert facts["Site"] == "alpha.example   a-1"
    assert facts["Kept of answers"] == "place.id: a-1\nplace.base: https://eu.example"
    assert told(connection(stage), stage)["Site"] == "not chosen yet"


def told(known: Connection, stage: Stage) -> dict[str, str]:
    """Return the facts of the page for developers."""
    return {fact.label: fact.value for group in groups(known, stage.now, None) for fact in group.facts}
