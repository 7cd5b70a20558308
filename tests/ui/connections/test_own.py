"""Connections that nobody signs in to, in the window."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from oauth_desk.domain.connection import Account
from oauth_desk.domain.grant import Source
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Quirks
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.services.end_words import list_words
from oauth_desk.ui.connections.about_words import sign_in_lasts
from oauth_desk.ui.connections.detail_facts import groups
from tests.fakes.http import form_of, json_response
from tests.protocol.google_file import key_file
from tests.ui import samples
from tests.ui.connect.own_scenes import THROUGH, choose_source
from tests.ui.connect.rig import grant, shown
from tests.ui.connect.test_wizard import FORBIDDEN
from tests.ui.connections import own_scenes as scenes
from tests.ui.connections.own_scenes import KEYED, OWN, SECRET, SOURCE, own, own_window
from tests.ui.stage import Stage

ROBOT_TOKEN = "https://robot.example/token"
THROUGH_TOKEN = "https://through.example/token"


def button(within: QWidget, name: str) -> str:
    """Return the words of a button; empty where it cannot be seen."""
    found = within.findChild(QAbstractButton, name)
    return found.text() if found is not None and found.isVisible() else ""


def test_one_that_is_fine(stage: Stage) -> None:
    """It renews by itself, can be renewed at once, and nowhere is anybody asked to sign in."""
    made = scenes.fine(stage)
    assert shown(made, "state_title") == "Connected, and renews by itself"
    assert button(made, "sign_in_button") == "Replace its secret…"
    assert button(made, "state_action") == ""
    grant(stage, token=ROBOT_TOKEN, refresh_token=None)
    stage.click(made, "renew_button")
    assert form_of(stage.http.requests[0])["grant_type"] == "client_credentials"
    assert stage.book.require(OWN).generation == 2


@pytest.mark.parametrize(
    ("service", "cause", "title", "action"),
    [
        (KEYED, Cause.ASSERTION, "It needs another key", "Replace its key…"),
        (SECRET, Cause.CLIENT, "Check its settings", "Replace its secret…"),
        (THROUGH, Cause.SOURCE_GONE, "It has nothing to go through", "Go through another one…"),
        (THROUGH, Cause.SUBJECT, "Check its settings", "Go through another one…"),
        (SECRET, Cause.CERTIFICATE, "Check its settings", "Replace its secret…"),
        (SECRET, Cause.GRANT_TYPE, "Check its settings", "Check its settings"),
        (SECRET, Cause.PERMISSIONS, "Check its settings", "Check its settings"),
    ],
)
def test_a_trouble_offers_what_mends_it(stage: Stage, service: object, cause: Cause, title: str, action: str) -> None:
    """C56: the card says what is wrong and has one button; what cannot be mended here leads to Details."""
    made = own_window(stage, own(stage.now, service, cause))  # type: ignore[arg-type]
    assert shown(made, "state_title") == title
    assert button(made, "state_action") == action
    assert (button(made, "sign_in_button") == "") is (action != "Check its settings"), "offered once"
    stage.click(made, "state_action")
    sheet = made.findChild(QWidget, "mend_sheet")
    assert (sheet is not None) is (action != "Check its settings")
    assert made.findChild(QWidget, "reconnect_dialog") is None


def test_another_secret_is_tried_before_it_counts(stage: Stage) -> None:
    """A secret that is refused changes nothing and is told; a good one mends it: name and history stay."""
    made = own_window(stage, own(stage.now, SECRET, Cause.CLIENT))
    stage.click(made, "state_action")
    stage.click(made, "mend_go")
    assert shown(made, "field_own_client_secret_hint") == "Copy the new secret here."
    stage.http.reply(ROBOT_TOKEN, json_response({"error": "invalid_client"}, 401))
    stage.type(made, "field_own_client_secret", "canary-bad", enter=True)
    assert "as it was before" in shown(made, "mend_problem")
    assert stage.book.require(OWN).service.client.client_secret == Secret("canary-secret")
    grant(stage, token=ROBOT_TOKEN, refresh_token=None)
    stage.type(made, "field_own_client_secret", "canary-good")
    stage.click(made, "mend_go")
    assert made.findChild(QWidget, "mend_sheet") is None
    mended = stage.book.require(OWN)
    assert mended.service.client.client_secret == Secret("canary-good")
    assert (mended.condition.status, mended.name) == (Status.VALID, "Northwind Reports")
    assert shown(made, "state_title") == "Connected, and renews by itself"


def test_another_key_file(stage: Stage) -> None:
    """A new key file of the same service account takes the place of the old key."""
    made = scenes.mend_key(stage)
    stage.files.files[Path("/keys/new.json")] = key_file(private_key_id="2" * 40).encode()
    grant(stage, token=ROBOT_TOKEN, refresh_token=None)
    stage.type(made, "field_own_key_file", "/keys/new.json")
    stage.click(made, "mend_go")
    stage.until(lambda: made.findChild(QWidget, "mend_sheet") is None)
    assert stage.book.require(OWN).service.assertion.signing_key_id == "2" * 40


def test_a_locked_field_is_told(stage: Stage) -> None:
    """What an administrator locked cannot be changed here, and the sheet says so."""
    made = own_window(stage, own(stage.now, replace(SECRET, locked=("client.client_secret",)), Cause.CLIENT))
    stage.click(made, "state_action")
    stage.type(made, "field_own_client_secret", "canary-other")
    stage.click(made, "mend_go")
    assert "administers this computer" in shown(made, "mend_problem")
    assert stage.http.requests == []


def test_another_way_through(stage: Stage) -> None:
    """Somebody else's connection is asked about once, by name; another choice is another question."""
    made = scenes.mend_source_other(stage)
    assert "belongs to ana.petrova@gmail.com" in shown(made, "mend_problem")
    assert stage.book.require(OWN).source == Source("id-nobody", "Old work")
    choose_source(made, "Acme CRM")
    stage.click(made, "mend_go")
    assert "This leads to" in shown(made, "mend_problem"), "the consent was for another one"
    choose_source(made, "Slack")
    stage.click(made, "mend_go")
    stage.click(made, "mend_go")
    assert made.findChild(QWidget, "mend_sheet") is None
    mended = stage.book.require(OWN)
    assert mended.source is not None
    assert (mended.source.name, mended.condition.status) == ("Slack", Status.VALID)
    assert mended.account.label == "Northwind · ana"


def test_the_source_is_named_as_it_is_called_now(stage: Stage) -> None:
    """Renaming the source is seen where it is gone through, and in words that were stored."""
    made = scenes.goes_through(stage)
    assert shown(made, "about_through") == "Google"
    stage.act(lambda: made.choose(SOURCE))
    stage.click(made, "rename_link")
    stage.type(made, "rename_field", "Work", enter=True)
    assert stage.book.require(OWN).source == Source(SOURCE, "Work")
    stage.act(lambda: made.choose(OWN))
    assert shown(made, "about_through") == "Work"


def test_disconnecting_a_source_says_who_loses_access(stage: Stage) -> None:
    """Before it ends the sheet names what goes through it; afterwards that one says that it has nothing."""
    made = scenes.disconnect_source(stage)
    assert "“Warehouse” gets its access through it" in shown(made, "disconnect_text")
    stage.http.always("https://google.example/revoke", json_response({}))
    stage.click(made, "disconnect_confirm")
    stage.act(lambda: made.choose(OWN))
    assert shown(made, "about_through") == "Google (not connected any more)"
    stage.click(made, "renew_button")
    assert shown(made, "state_title") == "It has nothing to go through"
    assert "said" not in shown(made, "state_said"), "no service said that"


def test_a_source_that_needs_somebody(stage: Stage) -> None:
    """The one that waits says for which one, once, and asks nobody to sign in to itself."""
    made = scenes.source_waits(stage)
    assert shown(made, "state_title") == "Waits for another connection"
    assert "“Google”" in shown(made, "state_text")
    assert (shown(made, "state_said"), button(made, "state_action")) == ("", "")


def test_what_stays_at_the_service_is_told(stage: Stage) -> None:
    """Disconnecting takes back a pass, not the key: that is said before, and after where nobody can be told."""
    made = scenes.disconnect_own(stage)
    assert "Its key still works at Ledger" in shown(made, "disconnect_text")
    stage.click(made, "disconnect_confirm")
    assert "Its key still works at Ledger" in shown(made, "notice_banner_detail")


def test_details_name_the_grant_exactly(stage: Stage) -> None:
    """RFC 7523, RFC 8693: grant type, assertion and exchange in the words of the standards, no key, no redirect."""
    told = {}
    for service in (SECRET, KEYED, THROUGH):
        found = {group.title: {f.label: f.value for f in group.facts} for group in facts(stage, service)}
        assert "Redirect URI" not in found.get("Client", {})
        told[service.id] = found["Grant"]
    assert told["robot"] == {"Grant type": "client_credentials"}
    assert told["signed"]["Grant type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert told["signed"]["Issuer (iss)"] == "robot@acme-desk.iam.gserviceaccount.com"
    assert told["signed"]["Subject (sub)"] == "ana.petrova@acme.example"
    assert told["signed"]["Signing key"] == "kept in the vault"
    assert told["through"]["Grant type"] == "urn:ietf:params:oauth:grant-type:token-exchange"
    assert told["through"]["Subject token of"] == f"Google   {SOURCE}"
    assert told["through"]["Audience"] == "warehouse"


def facts(stage: Stage, service: object) -> list:
    """Return the page's groups."""
    return groups(own(stage.now, service), stage.now, None)  # type: ignore[arg-type]


def test_no_known_end_of_a_sign_in_is_told(stage: Stage) -> None:
    """Rules for how long sign-ins last mean nothing where nobody signed in."""
    quirks = Quirks(refresh_idle_seconds=60, refresh_absolute_seconds=int(201 * samples.DAY))
    connection = own(stage.now, replace(SECRET, quirks=quirks))
    assert sign_in_lasts(connection, stage.now) == "until you or Northwind Reports end it"
    assert list_words(connection, stage.now) == ""


def test_more_permission_is_asked_for_without_a_browser(stage: Stage) -> None:
    """C65: what a request lacks is asked for by the program itself, at once."""
    made = scenes.fine(stage)
    grant(stage, token=ROBOT_TOKEN, refresh_token=None, scope="reports.read reports.write")
    stage.act(lambda: made.sign_in_again(OWN, ("reports.write",)))
    assert form_of(stage.http.requests[0])["scope"] == "reports.read reports.write"
    assert stage.book.require(OWN).tokens.scopes == ("reports.read", "reports.write")
    assert stage.browser.opened == []


PAGES = [
    scenes.fine,
    scenes.goes_through,
    scenes.not_allowed,
    scenes.source_gone,
    scenes.source_waits,
    scenes.mend_key,
    scenes.mend_key_refused,
    scenes.mend_source_other,
    scenes.disconnect_own,
    scenes.disconnect_source,
]


@pytest.mark.parametrize("scene", PAGES)
def test_the_words_are_plain(stage: Stage, scene: Callable[[Stage], QWidget]) -> None:
    """No page for people says OAuth, token, scope, grant, refresh or callback, but for what the service said."""
    made = scene(stage)
    labels = [label for label in made.findChildren(QLabel) if label.isVisible() and label.objectName() != "state_said"]
    seen = [label.text() for label in labels]
    seen += [each.text() for each in made.findChildren(QAbstractButton) if each.isVisible()]
    assert [text for text in seen if FORBIDDEN.search(text)] == []


def test_an_account_that_nobody_knows(stage: Stage) -> None:
    """It leaves no hole in the words."""
    refused = Condition(Status.SETTINGS_PROBLEM, Cause.PERMISSIONS)
    made = own_window(stage, own(stage.now, SECRET, account=Account(), condition=refused))
    assert "does not give this program one of the permissions" in shown(made, "state_text")
