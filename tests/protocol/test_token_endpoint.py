"""Requests to the token endpoint, and the answer to a code."""

import pytest

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Endpoints, Parameters, Security
from oauth_desk.domain.tokens import Tokens
from oauth_desk.protocol.attempt import authorization_url
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.token_endpoint import TokenError, code_request, judge_code, refresh_request
from tests.protocol.samples import (
    GOOD,
    NOW,
    OLD_REFRESH,
    REDIRECT,
    VERIFIER,
    acme,
    answer,
    attempt,
    form_of,
    header_of,
    old_tokens,
    query_parameters,
)

CODE = Secret("canary-code")


def exchanged(response: Response) -> Tokens:
    """Judge the answer to the sample attempt's code."""
    return judge_code(response, sent_at=NOW, attempt=attempt(), code=CODE)


# --- requests -------------------------------------------------------------------


def test_the_code_is_exchanged_with_its_verifier() -> None:
    """C03, C09: code, verifier and the very redirect URI of the authorization request go to the token endpoint."""
    made = attempt()
    form = form_of(code_request(made, CODE))
    assert form == [
        ("grant_type", "authorization_code"),
        ("code", "canary-code"),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
        ("client_id", "desk-123"),
    ]
    assert query_parameters(authorization_url(made))["redirect_uri"] == [REDIRECT]


def test_the_code_goes_to_the_snapshots_endpoint() -> None:
    """C11: the code goes to the token endpoint that the attempt was begun with."""
    made = attempt(acme(endpoints=Endpoints(token="https://honest.example/token?tenant=1")))
    assert code_request(made, CODE).url == "https://honest.example/token?tenant=1"


def test_no_verifier_where_no_challenge_was_sent() -> None:
    """Where PKCE was left out by quirk, no verifier is sent either."""
    assert "code_verifier" not in dict(form_of(code_request(attempt(acme(quirks={"send_pkce": False})), CODE)))


def test_a_renewal() -> None:
    """C67: a renewal sends the refresh token and names no scope, so that it asks for what was granted."""
    form = form_of(refresh_request(acme(), old_tokens()))
    assert form == [("grant_type", "refresh_token"), ("refresh_token", OLD_REFRESH), ("client_id", "desk-123")]


def test_a_renewal_never_asks_for_more() -> None:
    """C67: scopes that were not granted are not asked for."""
    assert dict(form_of(refresh_request(acme(), old_tokens(), ("read", "admin"))))["scope"] == "read"
    assert "scope" not in dict(form_of(refresh_request(acme(), old_tokens(), ("admin",))))


def test_resources_go_along() -> None:
    """C15: the API's address is in code and renewal requests."""
    service = acme(security=Security(resource=("https://a.example", "https://b.example")))
    for request in (code_request(attempt(service), CODE), refresh_request(service, old_tokens())):
        assert [value for name, value in form_of(request) if name == "resource"] == [
            "https://a.example",
            "https://b.example",
        ]


def test_fixed_parameters() -> None:
    """The token parameters go with both requests, the refresh parameters with renewals alone, and win there."""
    service = acme(
        parameters=Parameters(token=(("audience", "a"), ("x", "1")), refresh=(("x", "2"), ("redirect_uri", "oob"))),
        quirks={"token_request_headers": (("Accept", "application/vnd.acme+json"),)},
    )
    code = form_of(code_request(attempt(service), CODE))
    assert [pair for pair in code if pair[0] in {"audience", "x"}] == [("audience", "a"), ("x", "1")]
    assert dict(code)["redirect_uri"] == REDIRECT
    renewal = form_of(refresh_request(service, old_tokens()))
    assert renewal[3:] == [("x", "2"), ("redirect_uri", "oob"), ("audience", "a")]
    assert header_of(refresh_request(service, old_tokens()), "accept") == "application/vnd.acme+json"


def test_nothing_to_send() -> None:
    """Without a refresh token, an endpoint or a client id there is no request."""
    with pytest.raises(ValueError, match="nothing to renew"):
        refresh_request(acme(), old_tokens(refresh_token=None))
    with pytest.raises(UnusableClient):
        refresh_request(acme(endpoints=Endpoints()), old_tokens())
    with pytest.raises(UnusableClient):
        code_request(attempt(acme(client=Client())), CODE)


# --- the answer to a code ---------------------------------------------------------


def test_tokens_for_a_code() -> None:
    """C45, C50: tokens come with what was asked for where the answer says nothing of scopes."""
    found = exchanged(answer({**GOOD, "refresh_token": "r"}))
    assert found.access_token == Secret("new-access")
    assert found.refresh_token == Secret("r")
    assert found.scopes == ("read", "write")


def test_a_form_encoded_answer() -> None:
    """GitHub answers form-encoded, with commas between the scopes."""
    body = "access_token=gho_x&expires_in=28800&refresh_token=ghr_y&scope=repo%2Cgist&token_type=bearer"
    found = exchanged(answer(body, headers=(("Content-Type", "application/x-www-form-urlencoded"),)))
    assert found.scopes == ("repo", "gist")
    assert found.expires_at == NOW + 28_800


@pytest.mark.parametrize(
    ("response", "error", "status"),
    [
        (answer({"error": "invalid_grant", "error_description": "Gone"}, 400), "invalid_grant", 400),
        (answer({"error": "invalid_code"}, 403), "invalid_code", 403),
        (answer({"error": "bad_verification_code"}), "bad_verification_code", 200),
        (answer({**GOOD, "error": "x"}), "x", 200),
        (answer(b"", 400), "", 400),
        (answer({}, 400), "", 400),
        (answer(GOOD, 201), "", 201),
        (answer(GOOD, 302), "", 302),
        (answer(GOOD, 500), "", 500),
        (answer({}), "", 200),
        (answer([]), "", 200),
        (answer(b'{"access_token":"a","token_type":"Bearer","expires_in":NaN}'), "", 200),
        (answer("<html>hotel</html>", headers=(("Content-Type", "text/html"),)), "", 200),
        (answer({**GOOD, "access_token": "x\r\ny"}), "", 200),
        (answer({**GOOD, "token_type": "mac"}), "", 200),
        (answer({"error": {"code": 190}}, 400), "190", 400),
    ],
)
def test_anything_else_is_an_error(response: Response, error: str, status: int) -> None:
    """C45, C59: anything but a complete 200 answer without an error gives no tokens."""
    with pytest.raises(TokenError) as caught:
        exchanged(response)
    assert (caught.value.error, caught.value.status) == (error, status)
    assert str(caught.value)


@pytest.mark.parametrize(
    ("status", "words"), [(200, "The service sent a page instead of an answer."), (500, "HTTP status 500")]
)
def test_a_page_is_told_apart_from_a_server_that_broke(status: int, words: str) -> None:
    """C57: django-oauth-toolkit breaks with a page of its own; then the status says more than that it is a page."""
    with pytest.raises(TokenError) as caught:
        exchanged(answer("<html>Server Error</html>", status, headers=(("Content-Type", "text/html"),)))
    assert str(caught.value) == words


def test_the_error_holds_no_secret() -> None:
    """C46, C102: the server's repeating of code, verifier or client secret is masked."""
    made = attempt(acme(client=Client("desk-123", Secret("canary-secret"))))
    body = {"error": "invalid_request", "error_description": f"canary-code {VERIFIER} canary-secret"}
    with pytest.raises(TokenError) as caught:
        judge_code(answer(body, 400), sent_at=NOW, attempt=made, code=CODE)
    assert "canary" not in str(caught.value)
    assert VERIFIER not in str(caught.value)


@pytest.mark.parametrize("cut", range(0, 100, 7))
def test_a_cut_answer_gives_no_tokens(cut: int) -> None:
    """C45: an answer that came in part is no answer, wherever it was cut, and trailing data spoils it."""
    whole = answer({**GOOD, "refresh_token": "r" * 60}).body
    with pytest.raises(TokenError):
        exchanged(answer(whole[:cut]))
    with pytest.raises(TokenError):
        exchanged(answer(whole + whole[: cut + 1]))
