"""Connections with a key, in the window."""

from dataclasses import replace

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget

from oauth_desk.domain.api_key import KeyCare, KeyPlace, KeyUse
from oauth_desk.domain.secret import Secret
from oauth_desk.services.wording import list_line
from tests.fakes.http import json_response
from tests.ui import samples
from tests.ui.connect.rig import page, pick, shown, wizard, write
from tests.ui.connections.key_scenes import KEYED, MAPS, ME, PLAIN, key_window, keyed
from tests.ui.stage import Stage


def label(within: QWidget, name: str) -> str:
    """Return what a label says."""
    found = within.findChild(QLabel, name)
    assert found is not None, name
    return found.text()


def seen(within: QWidget, name: str) -> bool:
    """Tell whether a button can be seen."""
    found = within.findChild(QAbstractButton, name)
    return found is not None and found.isVisible()


def test_a_key_is_connected_in_the_wizard(stage: Stage) -> None:
    """The key is tried at the service before anything is kept; then the page tells whose it is."""
    made = wizard(stage)
    pick(stage, made, MAPS)
    assert label(made, "details_title") == "Your key for City Maps"
    line = made.findChild(QLineEdit, "field_key")
    assert line is not None
    assert line.echoMode() is QLineEdit.EchoMode.Password
    stage.http.always(ME, json_response({}, 401))
    write(stage, made, "field_key", "canary-key")
    stage.click(made, "details_continue")
    assert page(made) == "failure_page"
    assert shown(made, "failure_title") == "City Maps does not accept this key"
    assert stage.book.all() == []
    stage.http.always(ME, json_response({"email": "ana@example.com", "id": 7}))
    stage.click(made, "failure_retry")
    assert page(made) == "done_page"
    assert shown(made, "done_account") == "ana@example.com"
    (connection,) = stage.book.all()
    assert connection.tokens.access_token == Secret("canary-key")
    assert connection.key_care is not None
    assert connection.key_care.replace_by == stage.now + 90 * samples.DAY


def test_a_key_for_a_service_by_hand(stage: Stage) -> None:
    """An address, a key and how it is sent are enough; each mistake is told at its field."""
    made = wizard(stage)
    stage.act(made.pages.choose.by_hand_requested.emit)
    stage.act(lambda: made.pages.details.way_chosen.emit("key"))
    write(stage, made, "field_api", "http://api.example")
    write(stage, made, "field_key_as", "X-API-Key")
    stage.click(made, "details_continue")
    assert label(made, "field_api_hint").startswith("The address ")
    assert label(made, "field_key_as_hint").startswith("Write KEY once")
    assert label(made, "field_key_hint") == "Copy the key from the service’s page."
    write(stage, made, "field_api", "https://api.example/v1")
    write(stage, made, "field_key_as", "X-API-Key: KEY")
    write(stage, made, "field_key", "canary-key")
    stage.click(made, "details_continue")
    assert page(made) == "done_page"
    (connection,) = stage.book.all()
    assert (connection.service.name, connection.service.key) == ("api.example", KeyUse(KeyPlace.HEADER, "X-API-Key"))


def test_the_list_and_the_page_tell_when_another_key_is_due(stage: Stage) -> None:
    """A reminder stands in the list a week ahead, and nothing says that somebody signs in."""
    care = KeyCare(stage.now + 4 * samples.DAY)
    made = key_window(stage, keyed(stage.now, care=care))
    assert label(made, "state_title") == "Connected with a key"
    assert "another one by" in label(made, "state_text")
    again = made.findChild(QAbstractButton, "sign_in_button")
    assert again is not None
    assert again.text() == "Replace its key…"
    assert not seen(made, "renew_button")
    assert not seen(made, "key_before_button")


def test_a_key_is_replaced_once_it_is_proved(stage: Stage) -> None:
    """A refused key changes nothing and says so; a good one takes the old one's place, and the sheet closes."""
    made = key_window(stage, keyed(stage.now, care=KeyCare()))
    stage.click(made, "sign_in_button")
    stage.http.always(ME, json_response({}, 403))
    stage.type(made, "replace_key_field", "canary-key-two")
    stage.click(made, "replace_key_save")
    assert "does not accept this key" in label(made, "replace_key_field_hint")
    assert stage.book.require(KEYED).tokens.access_token == Secret("canary-key-one")
    stage.http.always(ME, json_response({"email": "ana.petrova@gmail.com", "id": 7}))
    stage.click(made, "replace_key_save")
    assert stage.book.require(KEYED).tokens.access_token == Secret("canary-key-two")
    sheet = made.findChild(QWidget, "replace_key_sheet")
    assert sheet is None or not sheet.isVisible()


def test_an_unproved_key_can_be_taken_back(stage: Stage) -> None:
    """Where no test call is known, the key of before waits behind a button."""
    care = KeyCare(before=Secret("canary-key-zero"))
    made = key_window(stage, keyed(stage.now, care=care, service=replace(PLAIN)))
    stage.click(made, "key_before_button")
    assert stage.book.require(KEYED).tokens.access_token == Secret("canary-key-zero")
    assert not seen(made, "key_before_button")


def test_a_key_that_is_over_asks_for_another(stage: Stage) -> None:
    """The card's one button opens the sheet for another key; no dialog asks to sign in."""
    made = key_window(stage, keyed(stage.now, care=KeyCare(), expires_at=stage.now - 60))
    assert label(made, "state_title") == "Replace its key"
    stage.click(made, "state_action")
    assert made.findChild(QWidget, "replace_key_sheet") is not None
    assert made.findChild(QWidget, "reconnect_dialog") is None


def choose(stage: Stage, made: QWidget, name: str, number: int) -> None:
    """Choose from a list as a person does."""
    found = made.findChild(QComboBox, name)
    assert found is not None
    assert found.isVisible()
    found.setCurrentIndex(number)
    stage.act(lambda: found.activated.emit(number))


def test_the_day_is_chosen_in_the_wizard(stage: Stage) -> None:
    """The service's own rule is proposed, and any other wish counts; going back loses nothing."""
    made = wizard(stage)
    pick(stage, made, MAPS)
    reminder = made.findChild(QComboBox, "key_reminder")
    assert reminder is not None
    assert reminder.currentText() == "In 90 days"
    choose(stage, made, "key_reminder", 1)
    write(stage, made, "field_key", "canary-key")
    stage.http.always(ME, json_response({}, 401))
    stage.click(made, "details_continue")
    stage.click(made, "failure_back")
    assert reminder.currentText() == "In 30 days"
    stage.http.always(ME, json_response({"email": "ana@example.com", "id": 7}))
    stage.click(made, "details_continue")
    (connection,) = stage.book.all()
    assert connection.key_care == KeyCare(stage.now + 30 * samples.DAY)


def test_nobody_is_reminded_who_does_not_want_it(stage: Stage) -> None:
    """Never is a wish as well, whatever the service proposes."""
    made = wizard(stage)
    pick(stage, made, MAPS)
    choose(stage, made, "key_reminder", 0)
    write(stage, made, "field_key", "canary-key")
    stage.http.always(ME, json_response({"email": "ana@example.com", "id": 7}))
    stage.click(made, "details_continue")
    assert stage.book.all()[0].key_care == KeyCare()


def test_no_day_is_asked_for_where_somebody_signs_in(stage: Stage) -> None:
    """The row belongs to keys alone."""
    made = wizard(stage)
    stage.act(lambda: made.start("google"))
    assert made.findChild(QComboBox, "key_reminder").isVisible() is False


def test_the_day_alone_is_changed(stage: Stage) -> None:
    """With nothing typed the sheet keeps the key and sets the day; the button says so."""
    made = key_window(stage, keyed(stage.now, care=KeyCare(stage.now + 4 * samples.DAY)))
    stage.click(made, "sign_in_button")
    choose(stage, made, "replace_key_reminder", 4)
    save = made.findChild(QAbstractButton, "replace_key_save")
    assert save is not None
    assert save.text() == "Keep the key, ask then"
    stage.type(made, "replace_key_field", "x")
    assert save.text() == "Use this key"
    stage.type(made, "replace_key_field", "")
    stage.click(made, "replace_key_save")
    kept = stage.book.require(KEYED)
    assert kept.tokens.access_token == Secret("canary-key-one")
    assert kept.key_care == KeyCare(stage.now + 365 * samples.DAY)
    assert stage.http.requests == []


def test_a_key_that_tells_its_end_reminds_ahead_of_it(stage: Stage) -> None:
    """RFC 7519 §4.1.4: no day has to be set; the list turns to attention a week ahead, and says how to go on."""
    soon = keyed(stage.now, care=KeyCare(), expires_at=stage.now + 5 * samples.DAY)
    made = key_window(stage, replace(soon, tokens=replace(soon.tokens, obtained_at=stage.now - 60 * samples.DAY)))
    assert "The key says that it ends on Sunday at " in label(made, "state_text")
    assert "Make another one at City Maps before then." in label(made, "state_text")
    assert list_line(stage.book.require(KEYED), stage.now, None).text == "Replace its key before Sunday"
    assert label(made, "about_lasts") == "29 November"
