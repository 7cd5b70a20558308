"""Newer settings of a connection, asked about on its page."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from oauth_desk.domain.connection import Account
from oauth_desk.domain.profile import parse_profile
from oauth_desk.domain.profile_document import document_of
from oauth_desk.domain.profile_text import text_of, write_profile
from oauth_desk.domain.profile_update import origin_of
from oauth_desk.domain.question import AnswerKind, Question
from oauth_desk.domain.service import AuthMethod, Client, Quirks, Service
from oauth_desk.services.catalogue import Catalogue
from oauth_desk.services.desk import Desk
from oauth_desk.ui.connect.plain_words import is_plain
from oauth_desk.ui.main_window import MainWindow
from oauth_desk.ui.preferences import Preferences
from tests.fakes.http import json_response
from tests.fakes.profile_folder import MemoryProfileFolder
from tests.protocol.keys import pem, private_key
from tests.ui import samples
from tests.ui.connect.rig import come_back
from tests.ui.connections.own_scenes import SECRET
from tests.ui.stage import Stage

GOOGLE = "id-google-google"
KNOWN: Service = parse_profile(write_profile(replace(samples.GOOGLE, issuer=None, scopes=("email",))))


class Office:
    """A window over a connection whose profile is the company's."""

    def __init__(self, stage: Stage, known: Service = KNOWN) -> None:
        self.stage = stage
        self.known = known
        self.folder = MemoryProfileFolder()
        catalogue = Catalogue(folders=(MemoryProfileFolder(), self.folder, MemoryProfileFolder()), http=stage.http)
        late = replace(stage.desk.late, catalogue=lambda: catalogue)
        self.desk = _with(stage.desk, late)
        google = next(each for each in samples.drawn(stage.now) if each.id == GOOGLE)
        service = replace(known, origin=origin_of(known))
        stage.open([replace(google, service=service, scopes_asked=known.scopes)])
        self.window = MainWindow(self.desk, stage.bridge, stage.theme, Preferences(stage.desk.settings.preferences))
        stage.show(self.window)
        stage.act(self.window.open_vault)

    def write(self, **changes: object) -> None:
        """Change the company's profile, and let the program look."""
        self.folder.files[Path("/company/google.toml")] = text_of(document_of(replace(self.known, **changes)))
        self.stage.run(self.desk.updates.look())
        self.stage.settle()

    def says(self, name: str) -> str:
        """Return what a label says where it can be seen."""
        label = self.window.findChild(QLabel, name)
        return label.text() if label is not None and label.isVisible() else ""

    @property
    def service(self) -> Service:
        """Return the connection's service."""
        return self.stage.book.require(GOOGLE).service


def _with(desk: Desk, late: object) -> Desk:
    return replace(desk, late=late)  # type: ignore[arg-type]


@pytest.fixture
def office(stage: Stage) -> Office:
    """Return a window on a connection of the company's."""
    return Office(stage)


def test_nothing_is_asked_while_nothing_changed(office: Office) -> None:
    """A profile that stayed asks nothing, before the first look and after it."""
    assert office.says("update_title") == ""
    office.write()
    assert office.says("update_title") == ""


def test_the_card_says_what_changes_and_takes_it(stage: Stage, office: Office) -> None:
    """Whose change, what changes, and what becomes of the sign-in; one click uses it and the card goes."""
    office.write(quirks=Quirks(rejected_errors=("dead",)))
    assert office.says("update_title") == "Google’s settings were updated by your company."
    assert office.says("update_words").endswith("how the service is spoken to. You stay signed in.")
    assert is_plain(office.says("update_words"))
    tokens = stage.book.require(GOOGLE).tokens
    stage.click(office.window, "update_use")
    assert (office.service.quirks.rejected_errors, stage.book.require(GOOGLE).tokens) == (("dead",), tokens)
    assert office.says("update_title") == ""


def test_not_now_is_asked_once(stage: Stage, office: Office) -> None:
    """Declining leaves everything, and the same settings are not asked about again."""
    before = office.service
    office.write(quirks=Quirks(rejected_errors=("dead",)))
    stage.click(office.window, "update_decline")
    assert (office.service, office.says("update_title")) == (before, "")
    office.write(quirks=Quirks(rejected_errors=("dead",)))
    assert office.says("update_title") == ""
    office.write(quirks=Quirks(rejected_errors=("deader",)))
    assert office.says("update_title") != ""


def test_settings_that_ask_for_more_lead_to_a_new_connection(stage: Stage, office: Office) -> None:
    """What nobody has answered is asked in the wizard; this connection goes on as it is."""
    before = office.service
    office.write(questions=(Question("region", "Region", kind=AnswerKind.TEXT),))
    assert "They ask for more: Region." in office.says("update_words")
    assert is_plain(office.says("update_words"))
    stage.click(office.window, "update_use")
    assert office.window.findChild(QWidget, "details_page").isVisible()
    assert office.service == before


def test_settings_that_need_it_are_signed_in_for(stage: Stage, office: Office) -> None:
    """The connection goes on as it is until the sign-in with the newer settings has ended well."""
    before = stage.book.require(GOOGLE)
    office.write(client=Client("company"))
    assert office.says("update_words").endswith("You sign in again for that.")
    stage.click(office.window, "update_use")
    assert "client_id=company" in stage.browser.opened[-1]
    assert stage.book.require(GOOGLE) == before
    answer = {"access_token": "a2", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "r2"}
    stage.http.reply("https://google.example/token", json_response(answer))
    stage.http.always("https://google.example/userinfo", json_response({}))
    come_back(stage, code="C1")
    assert office.service.client.client_id == "company"
    assert office.says("update_title") == ""


def test_where_nobody_signs_in_the_newer_settings_are_tried(stage: Stage) -> None:
    """A program's own access is asked for with the newer settings: they count once they were accepted."""
    office = Office(stage, parse_profile(write_profile(replace(SECRET, id="google"))))
    who = Account("robot-7", "robot-7")
    stage.run(stage.book.amend(GOOGLE, lambda now: replace(now, account=who)))
    stage.files.files[Path("/keys/company.pem")] = pem(private_key("EC"))
    client = Client("robot-7", auth_method=AuthMethod.PRIVATE_KEY_JWT, private_key_file="/keys/company.pem")
    office.write(client=client, issuer="https://robot.example")
    assert office.says("update_words").endswith("Access is asked for anew with them.")
    assert office.window.findChild(QPushButton, "update_use").text() == "Use them"
    stage.click(office.window, "update_use")
    assert office.window.findChild(QWidget, "mend_text").text().startswith("The files that this program shows")
    found = {"issuer": "https://robot.example", "token_endpoint": "https://robot.example/token"}
    for place in ("oauth-authorization-server", "openid-configuration"):
        stage.http.always(f"https://robot.example/.well-known/{place}", json_response(found))
    stage.http.always("https://robot.example/token", json_response({"access_token": "a2", "token_type": "Bearer"}))
    stage.click(office.window, "mend_go")
    stage.until(lambda: office.window.findChild(QWidget, "mend_sheet") is None)
    assert (office.service.client.private_key is None, office.says("update_title")) == (False, "")


def test_a_lock_that_came_later_holds_where_nobody_signs_in(stage: Stage) -> None:
    """Another secret cannot be put in once an administrator has locked it, as with the commands."""
    office = Office(stage, replace(SECRET, id="google"))
    office.write(locked=("client.client_secret",))
    stage.click(office.window, "sign_in_button")
    stage.type(office.window, "field_own_client_secret", "canary-other", enter=True)
    assert "administers this computer" in office.says("mend_problem")


def test_a_sign_in_that_was_left_changes_nothing(stage: Stage, office: Office) -> None:
    """Whoever cancels is asked again."""
    office.write(client=Client("company"))
    stage.click(office.window, "update_use")
    stage.act(lambda: office.window.findChild(QWidget, "reconnect_dialog").reject())
    assert office.service.client.client_id == "desk-123"
    assert office.says("update_title") != ""


def test_what_cannot_be_saved_is_told(stage: Stage, office: Office) -> None:
    """Settings that changed once more since the card was read are not taken; the page says so."""
    office.write(api_base_urls=("https://new.example",))
    assert "It then also talks to new.example. Use them only if that belongs to Google." in office.says("update_words")
    newer = write_profile(replace(KNOWN, api_base_urls=("https://newer.example",)))
    office.folder.files[Path("/company/google.toml")] = newer
    stage.run(office.desk.catalogue.load())
    stage.click(office.window, "update_use")
    assert office.says("overview_banner_title").endswith("have just changed once more.")
    assert "newer.example" in office.says("update_words")
    stage.click(office.window, "update_use")
    assert office.service.api_base_urls == ("https://newer.example",)


def test_the_card_follows_the_theme(stage: Stage, office: Office) -> None:
    """Its picture is drawn anew in other colours, and both answers can be reached by name."""
    office.write(quirks=Quirks(rejected_errors=("dead",)))
    stage.act(lambda: stage.theme.force("dark"))
    names = [office.window.findChild(QPushButton, name).accessibleName() for name in ("update_use", "update_decline")]
    assert names == ["Use them", "Not now"]
