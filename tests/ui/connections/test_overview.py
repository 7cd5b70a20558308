"""The page about one connection, for its owner."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from oauth_desk.domain.connection import InFlight
from oauth_desk.domain.errors import Remedy
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.services.ports import TransportFault
from oauth_desk.ui.connections.overview import OverviewPage
from tests.fakes.http import failure, json_response
from tests.ui import samples
from tests.ui.samples import DAY
from tests.ui.stage import Stage

GOOGLE = "id-google-google"
TOKEN_URL = "https://google.example/token"


@pytest.fixture
def page(stage: Stage) -> OverviewPage:
    """Return the page on the drawings' connections, with its head below it."""
    stage.open(samples.drawn(stage.now))
    return shown(stage, GOOGLE)


def shown(stage: Stage, connection_id: str) -> OverviewPage:
    """Show the page about a connection."""
    made = OverviewPage(stage.desk, stage.bridge, stage.theme)
    for action in made.head_actions():
        made.column.addWidget(action)
    stage.show(made, 780, 900)
    made.show_connection(connection_id)
    stage.settle()
    return made


def text(page: QWidget, name: str) -> str:
    """Return what a label says, or nothing where it is hidden."""
    label = page.findChild(QLabel, name)
    return label.text() if label is not None and label.isVisible() else ""


def sees(page: QWidget, name: str) -> bool:
    """Tell whether something can be seen."""
    widget = page.findChild(QWidget, name)
    return widget is not None and widget.isVisible()


def test_as_in_the_drawing(page: OverviewPage) -> None:
    """State, next and last renewal, permissions and how long it lasts are told in sentences."""
    assert text(page, "state_title") == "Connected, and renews by itself"
    assert text(page, "state_text") == "Next renewal today at 16:42. The last one, at 15:47, took 0.4 s."
    assert text(page, "state_chip_0") == "38 renewals in a row"
    assert text(page, "permission_1") == "Read and change your calendar"
    assert text(page, "about_lasts") == "as long as it is used at least every 6 months"
    assert "Next renewal: 2026-11-24 16:42:10" in page.findChild(QLabel, "state_text").toolTip()


def test_the_ring_counts(stage: Stage, page: OverviewPage) -> None:
    """The ring counts with the clock, a second at a time."""
    ring = page.findChild(QWidget, "state_ring")
    assert ring.accessibleName() == "42:10 to renewal"
    stage.run(stage.clock.advance(11))
    stage.bridge.ticker.ticked.emit()
    assert ring.accessibleName() == "41:59 to renewal"


def test_hidden_it_rests(stage: Stage, page: OverviewPage) -> None:
    """The page counts only while it can be seen."""
    assert stage.bridge.ticker.running
    page.hide()
    assert not stage.bridge.ticker.running


def test_renew_now(stage: Stage, page: OverviewPage) -> None:
    """Renewing by hand shows the new times at once."""
    stage.http.reply(TOKEN_URL, json_response({"access_token": "A1", "token_type": "Bearer", "expires_in": 7200}))
    stage.click(page, "renew_button")
    assert page.findChild(QWidget, "state_ring").accessibleName().startswith("1 h 5")
    assert text(page, "state_chip_0") == "39 renewals in a row"
    assert not sees(page, "overview_banner")


def test_renewing_is_shown(stage: Stage, page: OverviewPage) -> None:
    """While a renewal is under way the page says so, and the button waits."""
    gate = stage.http.gate(TOKEN_URL)
    stage.click(page, "renew_button")
    assert text(page, "state_title") == "Getting a fresh connection"
    assert not page.findChild(QWidget, "renew_button").isEnabled()
    gate.open(json_response({"access_token": "A1", "token_type": "Bearer", "expires_in": 3600}))
    stage.settle()
    assert text(page, "state_title") == "Connected, and renews by itself"
    assert page.findChild(QWidget, "renew_button").isEnabled()


def test_a_renewal_without_network(stage: Stage, page: OverviewPage) -> None:
    """A failed renewal says what happened, that nothing is lost, and offers to try again."""
    stage.http.reply(TOKEN_URL, failure(TransportFault.DNS, sent=False))
    stage.click(page, "renew_button")
    assert "cannot be reached" in text(page, "overview_banner_title")
    assert text(page, "state_title") == "Trying again by itself"
    stage.http.reply(TOKEN_URL, json_response({"access_token": "A1", "token_type": "Bearer", "expires_in": 3600}))
    stage.click(page, "overview_banner_action")
    assert text(page, "state_title") == "Connected, and renews by itself"
    assert not sees(page, "overview_banner")


def test_a_rejected_renewal(stage: Stage, page: OverviewPage) -> None:
    """After a rejection the card explains and offers to sign in again; nothing else shouts."""
    asked = []
    page.sign_in_requested.connect(asked.append)
    stage.http.reply(TOKEN_URL, json_response({"error": "invalid_grant"}, status=400))
    stage.click(page, "renew_button")
    assert text(page, "state_title") == "Sign in again"
    assert "no longer accepts this connection" in text(page, "state_text")
    assert not sees(page, "overview_banner")
    assert not sees(page, "renew_button")
    assert not sees(page, "sign_in_button")
    stage.click(page, "state_action")
    assert asked == [GOOGLE]


def test_a_settings_problem_leads_to_the_details(stage: Stage) -> None:
    """A refused registration offers to check the settings, and quotes the service."""
    stage.open(samples.every_state(stage.now))
    page = shown(stage, "id-google-settings_problem-client")
    asked = []
    page.details_requested.connect(asked.append)
    assert text(page, "state_said") == "Google said: error text of theirs"
    stage.click(page, "state_action")
    assert asked == ["id-google-settings_problem-client"]


def test_remedies_become_wishes(page: OverviewPage) -> None:
    """The button of an error does what the error proposes."""
    heard = []
    page.sign_in_requested.connect(lambda _id: heard.append("sign in"))
    page.details_requested.connect(lambda _id: heard.append("details"))
    page._banner.remedy_requested.emit(Remedy.SIGN_IN)
    page._banner.remedy_requested.emit(Remedy.FIX_SETTINGS)
    assert heard == ["sign in", "details"]


def test_gestures_ask(stage: Stage, page: OverviewPage) -> None:
    """Rename, sign in again and disconnect are asked for with the connection's id."""
    heard = []
    page.rename_requested.connect(lambda found: heard.append(("rename", found)))
    page.sign_in_requested.connect(lambda found: heard.append(("sign in", found)))
    page.disconnect_requested.connect(lambda found: heard.append(("disconnect", found)))
    for name in ("rename_link", "sign_in_button", "disconnect_button"):
        stage.click(page, name)
    assert heard == [("rename", GOOGLE), ("sign in", GOOGLE), ("disconnect", GOOGLE)]


def test_a_change_elsewhere_is_shown(stage: Stage, page: OverviewPage) -> None:
    """What another part of the program, or another process, changes is shown at once."""
    stage.run(stage.book.rename(GOOGLE, "Work"))
    stage.settle()
    assert text(page, "about_name") == "Work"
    assert text(page, "about_service") == "Google"


def test_time_alone_changes_the_state(stage: Stage) -> None:
    """A connection that cannot renew turns to "sign in again" when its time is over."""
    made = samples.connection(samples.SLACK, "ana", stage.now, age=0, lifetime=60, renews=False)
    stage.open([made])
    page = shown(stage, made.id)
    assert text(page, "state_title").startswith("Connected until")
    stage.run(stage.clock.advance(61))
    stage.bridge.ticker.ticked.emit()
    assert text(page, "state_title") == "Sign in again"


def test_a_renewal_that_was_cut_off_does_not_turn_for_ever(stage: Stage) -> None:
    """The mark of a renewal whose process died stops reading "renewing" after a minute."""
    made = samples.drawn(stage.now)[1]
    stage.open([replace(made, in_flight=InFlight(stage.now))])
    page = shown(stage, GOOGLE)
    assert text(page, "state_title") == "Getting a fresh connection"
    stage.run(stage.clock.advance(61))
    stage.bridge.ticker.ticked.emit()
    assert text(page, "state_title") == "Trying again by itself"
    assert "cut off" in text(page, "state_text")


def test_a_near_end_is_told(stage: Stage) -> None:
    """A sign-in that must end within a week is told before the fact."""
    made = samples.drawn(stage.now)[1]
    tokens = replace(made.tokens, refresh_expires_at=stage.now + 2 * DAY)
    stage.open([replace(made, tokens=tokens, history=replace(made.history, end_moves=False))])
    page = shown(stage, GOOGLE)
    assert text(page, "state_chip_0") == "Sign in again before Thursday"
    assert "Google ends this sign-in on Thursday at" in text(page, "state_text")


def test_unencrypted_connections_are_marked(stage: Stage) -> None:
    """C38: plain http is allowed on this computer alone, and marked; the demo says that it is one."""
    stage.open(samples.drawn(stage.now))
    page = shown(stage, "id-demo-demo-service")
    assert "Demo" in {text(page, f"state_chip_{number}") for number in range(4)}
    other = replace(samples.DEMO, id="test", name="Test", is_demo=False)
    made = samples.connection(other, "", stage.now, age=1, lifetime=60)
    stage.run(stage.book.add(made))
    page.show_connection(made.id)
    assert "Insecure test connection" in {text(page, f"state_chip_{number}") for number in range(4)}


@pytest.mark.parametrize("cause", [Cause.NETWORK, Cause.BUSY, Cause.NOT_SAVED])
def test_trouble_keeps_renew_now(stage: Stage, cause: Cause) -> None:
    """While the program tries by itself, the person may try too."""
    made = samples.drawn(stage.now)[1]
    stage.open([replace(made, condition=Condition(Status.RETRYING, cause, next_try_at=stage.now + 60))])
    page = shown(stage, GOOGLE)
    assert sees(page, "renew_button")
    assert not sees(page, "state_action")


def test_showing_nothing(page: OverviewPage, stage: Stage) -> None:
    """Without a connection the page rests."""
    page.show_connection(None)
    assert not stage.bridge.ticker.running
    page._renew_now()
