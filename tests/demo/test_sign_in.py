"""The way through the pages: who, what is allowed, and where the answer goes."""

import re
from urllib.parse import urlsplit

import pytest

from tests.demo.running import ALL_SCOPES, CALLBACK, RunningDemo, landed, ticket_in


def test_whole_way(demo: RunningDemo) -> None:
    """Sign-in and consent lead back with code, the same state, and the issuer's name (RFC 9207)."""
    answer = demo.decide(demo.sign_in(demo.authorize(state="a b&c=d/é")))
    assert answer.headers["location"].startswith(f"{CALLBACK}?")
    parameters = landed(answer)
    assert parameters.keys() == {"code", "state", "iss"}
    assert parameters["state"] == "a b&c=d/é"
    assert parameters["iss"] == demo.issuer


def test_denied(demo: RunningDemo) -> None:
    """Deny goes back as access_denied, with state and issuer."""
    parameters = landed(demo.decide(demo.sign_in(demo.authorize()), "deny"))
    assert parameters["error"] == "access_denied"
    assert (parameters["state"], parameters["iss"]) == ("the-state", demo.issuer)


def test_chosen_person_and_permissions_count(demo: RunningDemo) -> None:
    """What was unticked is not granted; without "stay connected" there is no refresh token."""
    tokens = demo.redeem(demo.code(user="ben", scopes=["profile", "notes:read"])).json()
    assert tokens["scope"] == "profile notes:read"
    assert "refresh_token" not in tokens
    assert "id_token" not in tokens
    assert demo.call("GET", "/api/me", tokens["access_token"]).json()["name"] == "Ben Demo"


def test_permission_that_was_not_asked_is_not_granted(demo: RunningDemo) -> None:
    """A forged form cannot add what the program did not ask for."""
    tokens = demo.redeem(demo.code(scopes=["notes:read", "notes:write"], scope="notes:read")).json()
    assert tokens["scope"] == "notes:read"


def test_nothing_ticked_asks_again(demo: RunningDemo) -> None:
    """Allowing nothing at all is not an answer."""
    page = demo.decide(demo.sign_in(demo.authorize()), scopes=[])
    assert page.status == 200
    assert 'id="problem"' in page.text
    assert "code" in landed(demo.decide(page, scopes=["profile"]))


def test_ticket_is_used_once(demo: RunningDemo) -> None:
    """Pressing Allow twice gives one code."""
    page = demo.sign_in(demo.authorize())
    assert demo.decide(page).status == 303
    again = demo.decide(page)
    assert again.status == 400
    assert "used up" in again.text


def test_ticket_runs_out(demo: RunningDemo) -> None:
    """A page left open for an hour leads nowhere."""
    page = demo.sign_in(demo.authorize())
    demo.pass_time(3600)
    assert demo.decide(page).status == 400


def test_consent_needs_a_person(demo: RunningDemo) -> None:
    """Nobody consents before saying who they are."""
    assert demo.decide(demo.authorize()).status == 400
    page = demo.authorize()
    assert demo.post("/sign-in", ticket=ticket_in(page), user="eve").status == 400


def test_login_hint_chooses(demo: RunningDemo) -> None:
    """The person who is expected is chosen beforehand."""
    assert re.search(r'value="ben" checked', demo.authorize(login_hint="ben@demo.example").text)
    assert re.search(r'value="ana" checked', demo.authorize().text)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": None}, "unsupported_response_type"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"scope": "openid admin"}, "invalid_scope"),
        ({"prompt": "none"}, "login_required"),
        ({"request_uri": "urn:x"}, "request_not_supported"),
        ({"resource": "https://other.example"}, "invalid_target"),
    ],
)
def test_errors_go_back_to_the_program(demo: RunningDemo, changes: dict[str, str | None], error: str) -> None:
    """Once the redirect URI is known to be the program's, errors go there, with state and issuer."""
    parameters = landed(demo.authorize(**changes))
    assert parameters["error"] == error
    assert (parameters["state"], parameters["iss"]) == ("the-state", demo.issuer)


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": None},
        {"client_id": "nobody"},
        {"redirect_uri": None},
        {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": "http://127.0.0.1:5/other"},
    ],
)
def test_unknown_addresses_are_never_redirected_to(demo: RunningDemo, changes: dict[str, str | None]) -> None:
    """Without a known program and address the error is shown here."""
    answer = demo.authorize(**changes)
    assert answer.status == 400
    assert "location" not in answer.headers
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "state", "code_challenge", "scope"])
def test_duplicates_are_refused(demo: RunningDemo, name: str) -> None:
    """No parameter may come twice (RFC 6749 §3.1)."""
    query = (
        "response_type=code&client_id=oauth-desk-demo&redirect_uri=http%3A%2F%2F127.0.0.1%3A5%2Fcallback"
        f"&scope=openid&state=s&code_challenge={'x' * 43}&code_challenge_method=S256&{name}=again"
    )
    answer = demo.get(f"/authorize?{query}")
    if name in ("client_id", "redirect_uri"):
        assert answer.status == 400
    else:
        assert landed(answer)["error"] == "invalid_request"


def test_query_in_redirect_uri_is_kept(demo: RunningDemo) -> None:
    """A registered address with a query of its own gets the answer appended."""
    metadata = {"redirect_uris": ["http://127.0.0.1/cb?tab=1"], "token_endpoint_auth_method": "none"}
    client = demo.post_json("/register", metadata).json()
    page = demo.authorize(client_id=client["client_id"], redirect_uri="http://127.0.0.1:99/cb?tab=1")
    location = demo.decide(demo.sign_in(page)).headers["location"]
    assert location.startswith("http://127.0.0.1:99/cb?tab=1&code=")


def test_post_works_too(demo: RunningDemo) -> None:
    """The authorization endpoint takes a form as well (OIDC Core §3.1.2.1)."""
    query = urlsplit(demo.authorize(client_id="nobody").headers.get("location", "")).query
    assert query == ""
    page = demo.post(
        "/authorize",
        response_type="code",
        client_id="oauth-desk-demo",
        redirect_uri=CALLBACK,
        scope=ALL_SCOPES,
        code_challenge="x" * 43,
        code_challenge_method="S256",
    )
    assert page.status == 200
    assert 'id="sign-in"' in page.text
