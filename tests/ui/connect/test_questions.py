"""Services that ask where they are before anybody can sign in."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget

from oauth_desk.domain.api_key import KeyUse
from oauth_desk.domain.service import Client
from oauth_desk.ui.connect.draft import Draft
from oauth_desk.ui.connect.steps import Step, steps_for
from oauth_desk.ui.reconnect.dialog import ReconnectQueue
from tests.ui.connect.asking_scenes import HELP, LANDING, READY, REGIONS, at
from tests.ui.connect.rig import asked, come_back, grant, page, pick, shown, wizard, write
from tests.ui.stage import Stage

ADMIN = "https://acme.helpdesk.example/admin/apps-integrations/apis/oauth_clients"


def line(made: QWidget, name: str) -> QLineEdit:
    """Return a field."""
    found = made.findChild(QLineEdit, name)
    assert found is not None
    return found


def developer_button(made: QWidget) -> QAbstractButton:
    """Return the button that opens the service's page."""
    found = made.findChild(QAbstractButton, "developer_page_button")
    assert found is not None
    return found


def test_a_service_with_a_question_has_a_step_for_it() -> None:
    """The step exists where somebody has to answer, also with nothing else missing, and not where all is decided."""
    assert steps_for(READY) == (Step.CHOOSE, Step.DETAILS, Step.PERMISSIONS, Step.WAITING)
    question = replace(READY.questions[0], default="acme")
    locked = replace(READY, questions=(question,), locked=("questions.sub",))
    assert steps_for(locked) == (Step.CHOOSE, Step.PERMISSIONS, Step.WAITING)
    made = Draft(locked).complete_service()
    assert (made.questions, made.endpoints.token) == ((), "https://acme.helpdesk.example/oauth/tokens")


def test_where_it_is_asked_before_the_sign_in(stage: Stage) -> None:
    """One field with an example, the keyboard in it; the answer, typed or pasted whole, leads to that very address."""
    made = at(stage, READY)
    assert shown(made, "details_title") == "Where is your Helpdesk?"
    assert shown(made, "question_sub_hint") == "For example acme"
    assert line(made, "question_sub").hasFocus()
    assert not developer_button(made).isVisible()
    write(stage, made, "question_sub", "https://acme.helpdesk.example/agent")
    stage.act(lambda: QTest.keyClick(made.focusWidget(), Qt.Key.Key_Return))
    assert page(made) == "permissions_page"
    stage.click(made, "permissions_continue")
    assert stage.browser.opened[-1].startswith("https://acme.helpdesk.example/oauth/authorizations/new?")
    grant(stage, token="https://acme.helpdesk.example/oauth/tokens")
    come_back(stage, code="c")
    [connection] = stage.book.all()
    assert connection.service.questions == ()
    assert connection.service.api_base_urls == ("https://acme.helpdesk.example/api/v2",)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("", "This is still missing, for example acme."),
        ("acme corp", "Only letters, digits and hyphens are wanted here, for example acme."),
        ("acme.example", "Only what stands before “.helpdesk.example” in its address is wanted, for example acme."),
    ],
)
def test_an_answer_that_cannot_be_is_told_at_its_field(stage: Stage, answer: str, said: str) -> None:
    """The page stays, the sentence stands at the field, and what was typed is still there."""
    made = at(stage, READY)
    write(stage, made, "question_sub", answer)
    stage.click(made, "details_continue")
    assert page(made) == "details_page"
    assert shown(made, "question_sub_hint") == said
    assert line(made, "question_sub").text() == answer


def test_answers_are_never_lost(stage: Stage) -> None:
    """Back, another service in between, and back again from the next step: the answer stands in its field."""
    made = at(stage, HELP)
    write(stage, made, "question_sub", "acme")
    write(stage, made, "field_client_id", "mine")
    write(stage, made, "field_client_secret", "canary")
    stage.click(made, "wizard_back")
    pick(stage, made, REGIONS)
    stage.click(made, "wizard_back")
    pick(stage, made, HELP)
    assert [line(made, name).text() for name in ("question_sub", "field_client_id")] == ["acme", "mine"]
    stage.click(made, "details_continue")
    assert page(made) == "permissions_page"
    stage.click(made, "wizard_back")
    assert line(made, "question_sub").text() == "acme"
    write(stage, made, "question_sub", "other")
    stage.click(made, "details_continue")
    stage.click(made, "permissions_continue")
    assert stage.browser.opened[-1].startswith("https://other.helpdesk.example/")


def test_the_steps_follow_the_answer(stage: Stage) -> None:
    """The page for developers cannot be opened before it is known where; then it and the steps name the place."""
    made = at(stage, HELP)
    assert shown(made, "details_title") == "Introduce this program to Helpdesk"
    steps = made.findChild(QWidget, "details_steps")
    assert steps is not None
    assert "https://….helpdesk.example/admin" in steps.accessibleName()
    assert developer_button(made).isVisible()
    assert not developer_button(made).isEnabled()
    write(stage, made, "question_sub", "acme")
    assert "https://acme.helpdesk.example/admin" in steps.accessibleName()
    assert developer_button(made).isEnabled()
    assert developer_button(made).toolTip() == ADMIN


def test_a_long_name_does_not_widen_a_narrow_page(stage: Stage) -> None:
    """A button says whose page it opens only where that fits; a screen reader hears it in any case."""
    name = "Northwind Traders International Customer Relationship Suite"
    made = at(stage, replace(HELP, name=name), width=440)
    assert developer_button(made).text() == "Open the service’s page for developers"
    assert developer_button(made).accessibleName() == f"Open {name}’s page for developers"
    right = line(made, "field_client_id").mapTo(made, line(made, "field_client_id").rect().topRight()).x()
    assert right < made.width()


def test_no_service_of_the_catalogue_widens_a_narrow_page(stage: Stage) -> None:
    """Whatever a service asks for, its fields end where the page does, in the narrowest window, too."""
    made = wizard(stage, width=420, height=640)
    too_wide = []
    for service in stage.desk.catalogue.all():
        pick(stage, made, service)
        if page(made) == "details_page":
            body = made.pages.details.body
            inside = body.widget()
            assert inside is not None
            if inside.width() > body.viewport().width():
                too_wide.append(service.id)
        stage.act(made.start)
    assert too_wide == []


def test_one_of_several_places_is_chosen(stage: Stage) -> None:
    """A choice has a list; nothing goes on before one is chosen, and Back remembers which."""
    made = at(stage, REGIONS)
    assert shown(made, "details_title") == "Which Northwind Books do you use?"
    stage.click(made, "details_continue")
    assert shown(made, "question_region_hint") == "Choose one of these."
    choice = made.findChild(QComboBox, "question_region")
    assert choice is not None
    choice.setCurrentText("Europe")
    stage.click(made, "details_continue")
    assert page(made) == "permissions_page"
    stage.click(made, "wizard_back")
    assert choice.currentText() == "Europe"
    stage.click(made, "details_continue")
    stage.click(made, "permissions_continue")
    assert stage.browser.opened[-1].startswith("https://accounts.books.eu.example/oauth/auth?")


def test_a_default_stands_in_its_field(stage: Stage) -> None:
    """What most have is filled in; whoever empties the field gets it all the same."""
    made = at(stage, replace(READY, questions=(replace(READY.questions[0], default="www"),)))
    assert line(made, "question_sub").text() == "www"
    write(stage, made, "question_sub", "")
    stage.click(made, "details_continue")
    assert page(made) == "permissions_page"


def test_a_key_is_asked_for_beside_the_place(stage: Stage) -> None:
    """Services with keys may ask where they are as well; both stand on one page."""
    keyed = replace(READY, key=KeyUse(), client=Client(), scopes=(), scope_meaning=())
    made = at(stage, keyed)
    write(stage, made, "field_key", "canary-key-1234")
    stage.click(made, "details_continue")
    assert shown(made, "question_sub_hint").startswith("This is still missing")
    write(stage, made, "question_sub", "acme")
    stage.click(made, "details_continue")
    [connection] = stage.book.all()
    assert connection.service.api_base_urls == ("https://acme.helpdesk.example/api/v2",)


def test_signing_in_again_asks_nothing_anew(stage: Stage) -> None:
    """A connection keeps its answer: signing in again goes to the same place, with no question."""
    made = at(stage, READY)
    write(stage, made, "question_sub", "acme")
    stage.click(made, "details_continue")
    stage.click(made, "permissions_continue")
    grant(stage, token="https://acme.helpdesk.example/oauth/tokens")
    come_back(stage, code="c")
    [connection] = stage.book.all()
    queue = ReconnectQueue(stage.desk, stage.bridge, stage.theme, made)
    stage.act(lambda: queue.open_for(connection.id))
    stage.settle()
    assert stage.browser.opened[-1].startswith("https://acme.helpdesk.example/oauth/authorizations/new?")
    assert len(stage.browser.opened) == 2


def test_a_page_of_one_s_own(stage: Stage) -> None:
    """Where the browser does not come back another page may be given; it is checked, kept, and sent along."""
    made = at(stage, replace(LANDING, client_secret_needed=True))
    assert "page of your own" in line(made, "redirect_line").accessibleName()
    assert "does not load. That is expected" in shown(made, "redirect_note")
    write(stage, made, "redirect_line", "http://127.0.0.1/callback")
    write(stage, made, "field_client_secret", "canary")
    stage.click(made, "details_continue")
    assert shown(made, "redirect_line_hint") == "The address must start with https://."
    assert made.focusWidget() is line(made, "redirect_line")
    write(stage, made, "redirect_line", "https://acme.example/came-back")
    stage.click(made, "wizard_back")
    pick(stage, made, replace(LANDING, client_secret_needed=True))
    assert line(made, "redirect_line").text() == "https://acme.example/came-back"
    stage.click(made, "details_continue")
    assert asked(stage, "redirect_uri") == "https://acme.example/came-back"


def test_a_page_that_is_decided_stays(stage: Stage) -> None:
    """An administrator's page, and an address of this computer, are for copying alone."""
    locked = replace(LANDING, client_secret_needed=True, locked=("client.redirect_uri",))
    made = at(stage, locked)
    assert line(made, "redirect_line").isReadOnly()
    assert shown(made, "redirect_note") != ""
    stage.click(made, "wizard_back")
    pick(stage, made, HELP)
    assert line(made, "redirect_line").isReadOnly()
    assert shown(made, "redirect_note").startswith("This program listens there only while you sign in.")
    stage.click(made, "wizard_back")
    stage.act(lambda: made.start("gitlab"))
    assert shown(made, "redirect_note") == ""


def test_a_port_that_another_program_has_is_told_with_its_remedy(stage: Stage) -> None:
    """C10: a fixed port that is taken ends on a page that says what to end, and Try again goes on from there."""
    fixed = replace(LANDING, client=Client("desk", redirect_uri="http://localhost:27182/callback"))
    stage.loopback.taken.add(27182)
    made = wizard(stage)
    pick(stage, made, fixed)
    assert shown(made, "failure_title") == "Another program uses port 27182, which this sign-in needs"
    assert shown(made, "failure_advice").startswith("End that program")
    stage.loopback.taken.clear()
    stage.click(made, "failure_retry")
    assert page(made) == "waiting_page"
