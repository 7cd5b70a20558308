"""django-oauth-toolkit with APIs behind it: found from their addresses, and old tokens that die with a renewal."""

import json
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.e2e.browser import PersonAtBrowser
from tests.e2e.desk import ROOT, Desk
from tests.e2e.internet import service_at
from tests.e2e.test_forgiving_server import STEPS
from tests.e2e.toolkit import CONFIDENTIAL, Toolkit

NEW, OLD = "/api/notes", "/old/notes"


def until_one_waits(toolkit: Toolkit) -> None:
    """Wait for a call to stand at the gate."""
    deadline = time.monotonic() + 20
    while not toolkit.waiting():
        assert time.monotonic() < deadline, "no call came"
        time.sleep(0.05)


def test_from_the_address_of_an_api(desk: Desk, browser: PersonAtBrowser, toolkit: Toolkit) -> None:
    """C80, C83, C84, C36, C15, C65: 401, RFC 9728, RFC 8414, registration with a secret, a call, and a step up."""
    browser.will(steps=STEPS)
    notes = f"{toolkit.address}{NEW}"
    done = desk.run("connect", notes, "--name", "Notes", "--trace", "--json")
    assert done.json()["scopes"] == ["read"], done
    for seen in (
        f"GET {toolkit.address}/.well-known/oauth-protected-resource{NEW}",
        f"GET {toolkit.address}/.well-known/oauth-authorization-server/o",
        f"POST {toolkit.issuer}/register/",
        f"iss: equal to {toolkit.issuer}",
    ):
        assert seen in done.err, done.err
    assert desk.run("show", "Notes", "--json").json()["service_details"]["auth_method"] == "client_secret_basic"
    assert desk.run("refresh", "Notes", "--json").json()["generation"] == 2
    assert json.loads(desk.run("request", "Notes", "GET", notes).out) == {"person": "ada"}
    elsewhere = desk.run("request", "Notes", "GET", f"{toolkit.address}{OLD}", "--json").json()
    assert (elsewhere["status"], elsewhere["renewed"]) == (403, False), "the token is for one API alone"

    refused = desk.run("request", "Notes", "POST", notes, "--data", "buy milk", "--step-up")
    assert refused.code == 3
    assert "asks for another permission and does not name it" in refused.err
    browser.will(steps=STEPS)
    assert desk.run("reconnect", "Notes", "--scope", "read write", "--json").json()["scopes"] == ["read", "write"]
    allowed = desk.run("request", "Notes", "POST", notes, "--data", "buy milk")
    assert json.loads(allowed.out) == {"note": "buy milk"}
    assert toolkit.calls(NEW)[-3:] == [200, 403, 200]
    assert desk.run("disconnect", "Notes", "--json").json()["revoked"] == "yes"


def test_an_api_that_only_refuses(desk: Desk, toolkit: Toolkit) -> None:
    """C83, C15: an API whose 403 gives no reason is found by its document at the well-known place (RFC 9728 §3)."""
    old = f"{toolkit.address}{OLD}"
    printed = desk.start("connect", old, "--print-url", "--timeout", "1")
    assert printed.stdout is not None
    url = urlsplit(printed.stdout.readline().strip())
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{toolkit.issuer}/authorize/"
    asked = parse_qs(url.query)
    assert (asked["resource"], asked["scope"]) == ([old], ["read"])


@pytest.mark.parametrize(("path", "refusal"), [(NEW, 401), (OLD, 403)])
def test_an_old_token_dies_while_a_call_is_under_way(
    desk: Desk, browser: PersonAtBrowser, toolkit: Toolkit, path: str, refusal: int
) -> None:
    """C66: another copy renews, the call in flight is refused for its old token, and is sent once more with the new."""
    browser.will(steps=STEPS)
    assert desk.run("connect", str(toolkit.profile(desk.folder, scopes="openid read")), "--name", "Work").code == 0
    before = len(toolkit.renewals())
    toolkit.gate("close")
    call = desk.start("request", "Work", "GET", path, "--json")
    until_one_waits(toolkit)
    assert desk.run("refresh", "Work").code == 0
    toolkit.gate("open")
    answer = desk.finish(call).json()
    assert (answer["status"], json.loads(answer["body"])) == (200, {"person": "ada"})
    assert toolkit.calls(path)[-2:] == [refusal, 200]
    assert len(toolkit.renewals()) == before + 1, "the new token is taken over, not renewed again"


def test_a_confidential_program(desk: Desk, browser: PersonAtBrowser, toolkit: Toolkit, tmp_path: Path) -> None:
    """C36, C95, C96: Basic with an odd name and secret at every endpoint; what ended here is ended there."""
    browser.will(steps=STEPS)
    target = str(toolkit.profile(tmp_path, client=CONFIDENTIAL, scopes="openid email read"))
    assert desk.run("connect", target, "--name", "Work", "--json").json()["account"] == "ada@example.test"
    assert desk.run("refresh", "Work", "--json").json()["generation"] == 2
    shown = desk.run("show", "Work", "--introspect", "--userinfo", "--json").json()
    assert (shown["introspection"]["active"], shown["introspection"]["username"]) == (True, "ada")
    assert shown["userinfo"]["email"] == "ada@example.test"
    token = desk.run("token", "Work").out.strip()
    assert toolkit.takes(OLD, token)
    assert desk.run("disconnect", "Work", "--json").json()["revoked"] == "yes"
    assert not toolkit.takes(OLD, token)


def test_a_document_instead_of_a_registration(desk: Desk, browser: PersonAtBrowser, tmp_path: Path) -> None:
    """The address of a document is the client id: read by the program first, then by the toolkit's own reader."""
    own = "https://desk.example/oauth-desk.json"
    document = json.loads((ROOT / "packaging/client-id-document.json").read_text()) | {"client_id": own}
    with service_at(tmp_path, "desk.example", {"/oauth-desk.json": document}) as variables:
        toolkit = Toolkit.start(variables=variables)
        try:
            browser.will(steps=STEPS)
            done = desk.run(
                "connect", f"{toolkit.address}{NEW}", "--client-id", own, "--name", "Notes", "--json", **variables
            )
            assert done.json()["status"] == "valid", done
            assert desk.run("refresh", "Notes", "--json", **variables).json()["generation"] == 2
            shown = desk.run("show", "Notes", "--json", **variables).json()["service_details"]
            assert (shown["client_id"], shown["auth_method"]) == (own, "none")
        finally:
            toolkit.stop()
