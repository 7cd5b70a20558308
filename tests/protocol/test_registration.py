"""Dynamic client registration."""

import json
from typing import Any

import pytest

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import ANY_PORT_REDIRECT, AuthMethod, Client
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.registration import RegistrationError, judge_registration, registration_request
from tests.protocol.samples import ISSUER, NOW, answer, header_of

REDIRECT = "http://127.0.0.1/callback"
GRANTS = ("authorization_code", "refresh_token")


def registered(body: object, status: int = 201) -> Client:
    """Judge the answer to a registration."""
    return judge_registration(answer(body, status), redirect_uri=REDIRECT, grant_types=GRANTS)


def test_the_request() -> None:
    """RFC 7591: a native program without a secret registers what it needs, as JSON."""
    request = registration_request(
        f"{ISSUER}/register", client_name="OAuth Desk", redirect_uri=REDIRECT, grant_types=GRANTS, scopes=("a", "b")
    )
    assert (request.method, request.url) == ("POST", f"{ISSUER}/register")
    assert header_of(request, "Content-Type") == "application/json"
    assert json.loads(request.body or b"") == {
        "client_name": "OAuth Desk",
        "application_type": "native",
        "redirect_uris": [REDIRECT],
        "grant_types": list(GRANTS),
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
        "scope": "a b",
    }


def test_a_device_registration() -> None:
    """Without the code grant no response type is asked for, and no scope where none is wanted."""
    request = registration_request(
        f"{ISSUER}/register", client_name="x", redirect_uri=REDIRECT, grant_types=("device",), scopes=()
    )
    members = json.loads(request.body or b"")
    assert members["response_types"] == []
    assert "scope" not in members


def test_as_returned() -> None:
    """C84: id, secret, method, redirect, expiry and management token are those that the service returned."""
    body = {
        "client_id": "c1",
        "client_secret": "canary-secret",
        "client_secret_expires_at": NOW + 60,
        "token_endpoint_auth_method": "client_secret_post",
        "redirect_uris": ["https://x.example/", "http://127.0.0.1:9/cb"],
        "grant_types": ["authorization_code"],
        "registration_access_token": "canary-management",
        "unknown": 1,
    }
    client = registered(body)
    assert client == Client(
        client_id="c1",
        client_secret=Secret("canary-secret"),
        auth_method=AuthMethod.POST,
        redirect_uri="http://127.0.0.1:9/cb",
        registered_dynamically=True,
        secret_expires_at=NOW + 60,
        registration_token=Secret("canary-management"),
    )
    assert "canary" not in repr(client)


def test_the_redirect_asked_for_stays_where_it_was_registered() -> None:
    """C84: among several registered addresses ours is used."""
    assert registered({"client_id": "c", "redirect_uris": ["http://[::1]/x", REDIRECT]}).redirect_uri == REDIRECT
    assert registered({"client_id": "c"}).redirect_uri == REDIRECT
    assert judge_registration(answer({"client_id": "c"})).redirect_uri == ANY_PORT_REDIRECT


@pytest.mark.parametrize(
    ("told", "secret", "method"),
    [
        (None, None, AuthMethod.NONE),
        (None, "s", AuthMethod.BASIC),
        ("none", "s", AuthMethod.NONE),
        ("client_secret_basic", "s", AuthMethod.BASIC),
        ("client_secret_jwt", "s", AuthMethod.SECRET_JWT),
    ],
)
def test_the_method(told: str | None, secret: str | None, method: AuthMethod) -> None:
    """C84: the method is the one returned; left out it is Basic with a secret and none without."""
    assert (
        registered({"client_id": "c", "client_secret": secret, "token_endpoint_auth_method": told}).auth_method
        is method
    )


@pytest.mark.parametrize("told", [0, None, "soon", True, -1, 1e300])
def test_a_secret_without_end(told: object) -> None:
    """C84: 0 means that the secret does not expire, and nonsense is no date."""
    assert (
        registered({"client_id": "c", "client_secret": "s", "client_secret_expires_at": told}).secret_expires_at is None
    )


BAD: list[tuple[Any, int]] = [
    ({}, 201),
    ({"client_id": ""}, 201),
    ({"client_id": 7}, 201),
    ({"client_id": "a\nb"}, 201),
    ({"client_id": "c", "client_secret": "é"}, 201),
    ({"client_id": "c", "token_endpoint_auth_method": "private_key_jwt"}, 201),
    ({"client_id": "c", "token_endpoint_auth_method": "client_secret_basic"}, 201),
    ({"client_id": "c", "token_endpoint_auth_method": ["none"]}, 201),
    ({"client_id": "c", "grant_types": ["client_credentials"]}, 201),
    ({"client_id": "c", "redirect_uris": ["https://evil.example/cb"]}, 201),
    ({"client_id": "c"}, 202),
    ({"client_id": "c"}, 302),
    ({"error": "invalid_redirect_uri", "error_description": "No"}, 400),
    ({"client_id": "c", "error": "x"}, 201),
    ("<html>", 201),
    ([], 201),
    (b"", 403),
]


@pytest.mark.parametrize(("body", "status"), BAD)
def test_no_registration(body: object, status: int) -> None:
    """C84: what cannot be used as returned is an error, and shows no value."""
    with pytest.raises(RegistrationError) as caught:
        registered(body, status)
    assert caught.value.status == status
    assert str(caught.value)


def test_the_reason_is_told() -> None:
    """C30: the service's reason comes along, cleaned."""
    with pytest.raises(RegistrationError) as caught:
        registered({"error": "invalid_redirect_uri", "error_description": "No\u202e http"}, 400)
    assert str(caught.value) == "invalid_redirect_uri: No http"
    assert str(RegistrationError("", "", 403)) == "HTTP status 403"


def test_a_plain_response_is_enough() -> None:
    """The answer is read whatever its Content-Type."""
    assert judge_registration(Response(200, (), b'{"client_id":"c"}')).client_id == "c"


def test_an_address_to_come_back_to_that_cannot_be_read_is_no_address_here() -> None:
    """C84: a registered redirect address that is malformed is not taken for one on this machine."""
    body = {"client_id": "made", "redirect_uris": ["http://[::1"]}
    with pytest.raises(RegistrationError, match="another address"):
        judge_registration(answer(body, 201), redirect_uri="http://127.0.0.1/callback")
