"""An address that several services let people in to, and addresses that lead nowhere."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget

from oauth_desk.protocol.http import Response
from oauth_desk.ui.connect.wizard import ConnectWizard
from tests.fakes.http import json_response, text_response
from tests.ui.connect.rig import asked, page, shown, wizard, write
from tests.ui.stage import Stage

API = "https://api.northwind.example"
ONE, TWO = "https://login.northwind.example", "https://staff.northwind.example/eu"
OPENID, OAUTH = "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"
RESOURCE = "/.well-known/oauth-protected-resource"


def document(issuer: str) -> Response:
    """Return what a service says of itself."""
    endpoints = {f"{name}_endpoint": f"{issuer}/{name}" for name in ("authorization", "token", "registration")}
    return json_response({"issuer": issuer, **endpoints})


def look_at(stage: Stage, address: str = API) -> ConnectWizard:
    """Paste an address and have it looked at."""
    made = wizard(stage)
    write(stage, made, "service_search", address)
    stage.click(made, "connect_address")
    stage.settle()
    return made


def two_services(stage: Stage) -> ConnectWizard:
    """Paste the address of an API that names two services."""
    for place in (f"{API}{OPENID}", f"{API}{OAUTH}", f"{API}/", API):
        stage.http.always(place, text_response("", 404))
    stage.http.always(API + RESOURCE, json_response({"resource": API, "authorization_servers": [ONE, TWO]}))
    for place in (f"{TWO}{OPENID}", f"https://staff.northwind.example{OPENID}/eu"):
        stage.http.always(place, text_response("", 404))
    stage.http.always(f"https://staff.northwind.example{OAUTH}/eu", document(TWO))
    return look_at(stage)


def buttons(within: QWidget) -> list[QAbstractButton]:
    """Return the services that can be chosen."""
    found = within.findChildren(QAbstractButton)
    return [each for each in found if each.objectName().startswith("issuer_") and each.isVisible()]


def test_the_person_chooses_the_service(stage: Stage) -> None:
    """C83: several services are a question with one button each; the one chosen is asked, and nobody else."""
    made = two_services(stage)
    assert shown(made, "issuer_panel_title") == "There are several ways to sign in here."
    assert [each.text() for each in buttons(made)] == ["login.northwind.example", "staff.northwind.example/eu"]
    assert buttons(made)[0].accessibleName() == "Sign in at login.northwind.example"
    assert buttons(made)[0].hasFocus()
    stage.http.reply(f"{TWO}/registration", json_response({"client_id": "made", "token_endpoint_auth_method": "none"}))
    stage.act(buttons(made)[1].click)
    stage.settle()
    assert page(made) == "waiting_page"
    assert stage.browser.opened[-1].startswith(f"{TWO}/authorization?")
    assert asked(stage, "resource") == API
    assert stage.http.sent_to(ONE + OPENID) == []


def test_another_address_takes_the_question_back(stage: Stage) -> None:
    """What was asked of one address is not asked of the next."""
    made = two_services(stage)
    write(stage, made, "service_search", "https://other.example")
    assert buttons(made) == []


@pytest.mark.parametrize(
    ("answers", "title"),
    [
        ({}, "There is no sign-in information at this address."),
        ({"": Response(200, (("Content-Type", "text/html"),), b"<html>")}, "There is a web page at this address"),
        ({OPENID: document("https://other.example")}, "The sign-in information at this address belongs to another"),
        (
            {RESOURCE: json_response({"resource": API, "authorization_servers": ["https://10.0.0.1"]})},
            "The sign-in information at this address is not safe to use.",
        ),
    ],
)
def test_an_address_that_leads_nowhere_says_why(stage: Stage, answers: dict[str, Response], title: str) -> None:
    """C80, C82: not found, a page for people, somebody else's, a private address: each in words of its own."""
    for place in (OPENID, OAUTH, RESOURCE, "/", ""):
        stage.http.always(API + place, answers.get(place, text_response("", 404)))
    for place in (OPENID, OAUTH):
        stage.http.always(f"https://other.example{place}", text_response("", 404))
    made = look_at(stage)
    assert shown(made, "choose_banner_title").startswith(title)
    assert not any(word in shown(made, "choose_banner_detail") for word in ("token", "issuer", "OAuth"))


def test_plain_http_says_what_would_do(stage: Stage) -> None:
    """C38: an address without encryption gets nothing, and the person learns which would."""
    made = look_at(stage, "http://login.northwind.example")
    assert shown(made, "choose_banner_title") == "This address cannot be used."
    assert "https://" in shown(made, "choose_banner_detail")
    assert stage.http.requests == []
