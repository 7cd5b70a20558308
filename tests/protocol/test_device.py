"""Signing in on another device."""

from typing import Any

import pytest

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Endpoints, Security
from oauth_desk.domain.tokens import Tokens
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.protocol.device import (
    GRANT_TYPE,
    DeviceEnded,
    Pending,
    device_request,
    judge_device,
    judge_poll,
    poll_request,
)
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.token_endpoint import TokenError
from tests.protocol.samples import GOOD, ISSUER, NOW, acme, answer, form_of

STARTED: dict[str, Any] = {
    "device_code": "canary-device",
    "user_code": "WDJB-MJHT",
    "verification_uri": f"{ISSUER}/device",
    "verification_uri_complete": f"{ISSUER}/device?user_code=WDJB-MJHT",
    "expires_in": 1800,
    "interval": 7,
}


def polled(response: Response) -> Tokens | Pending | DeviceEnded:
    """Judge the answer to a poll."""
    return judge_poll(response, sent_at=NOW, scopes=("read",), service=acme(), device_code=Secret("d3v1ce-code"))


def test_the_requests() -> None:
    """RFC 8628 §3.1, §3.4: scopes, resource and client start the flow; the device code asks how it stands."""
    service = acme(security=Security(resource=("https://api.acme.example",)))
    started = device_request(service, ("read", "write"))
    assert started.url == f"{ISSUER}/device"
    assert form_of(started) == [
        ("scope", "read write"),
        ("resource", "https://api.acme.example"),
        ("client_id", "desk-123"),
    ]
    poll = poll_request(acme(), Secret("canary-device"))
    assert poll.url == f"{ISSUER}/token"
    assert dict(form_of(poll)) == {"grant_type": GRANT_TYPE, "device_code": "canary-device", "client_id": "desk-123"}
    assert "scope" not in dict(form_of(device_request(service, ())))
    with pytest.raises(UnusableClient):
        device_request(acme(endpoints=Endpoints()), ())


def test_the_codes() -> None:
    """C94: the user code is shown, the device code is a secret."""
    code = judge_device(answer(STARTED), NOW, service=acme())
    assert code.user_code == "WDJB-MJHT"
    assert code.verification_uri == f"{ISSUER}/device"
    assert code.verification_uri_complete == f"{ISSUER}/device?user_code=WDJB-MJHT"
    assert code.interval == 7
    assert code.expires_at == NOW + 1800
    assert "canary" not in repr(code)


@pytest.mark.parametrize(
    ("told", "interval"),
    [
        (None, 5),
        (0, 5),
        (-1, 5),
        ("x", 5),
        (True, 5),
        ("10", 10),
        (2.5, 2.5),
        (10**9, 5),
        (4000, 300),
        (0.5, 1),
        (1e-9, 1),
    ],
)
def test_the_interval(told: object, interval: float) -> None:
    """C93: five seconds unless the service says otherwise in a way that makes sense."""
    assert judge_device(answer({**STARTED, "interval": told}), NOW, service=acme()).interval == interval


@pytest.mark.parametrize(("told", "seconds"), [(600, 600), (None, 600), ("x", 600), (0, 0), (-1, 0), (86_400, 3600)])
def test_the_end(told: object, seconds: float) -> None:
    """C93: the flow stops when the codes run out."""
    assert judge_device(answer({**STARTED, "expires_in": told}), NOW, service=acme()).expires_at == NOW + seconds


def test_googles_name_for_the_page() -> None:
    """Google answers verification_url."""
    body = {"device_code": "d", "user_code": "u", "verification_url": "https://g.example/device"}
    code = judge_device(answer(body), NOW, service=acme())
    assert code.verification_uri == "https://g.example/device"
    assert code.verification_uri_complete is None


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"error": "unauthorized_client"}, 400, "unauthorized_client"),
        ({**STARTED, "error": "x"}, 200, "x"),
        (STARTED, 400, ""),
        ({**STARTED, "device_code": ""}, 200, ""),
        ({**STARTED, "device_code": "a\nb"}, 200, ""),
        ({**STARTED, "user_code": None}, 200, ""),
        ({**STARTED, "user_code": "\u202e\x00"}, 200, ""),
        ({**STARTED, "verification_uri": 7}, 200, ""),
        ({}, 200, ""),
        ("<html>", 200, ""),
        (b"", 404, ""),
    ],
)
def test_not_started(body: object, status: int, error: str) -> None:
    """What lacks a code or a page is an error that shows no value."""
    with pytest.raises(TokenError) as caught:
        judge_device(answer(body, status), NOW, service=acme())
    assert (caught.value.error, caught.value.status) == (error, status)


def test_tokens_at_last() -> None:
    """C50: tokens end the polling; an empty scope is legal (oidc-provider)."""
    found = polled(answer({**GOOD, "scope": ""}))
    assert isinstance(found, Tokens)
    assert found.access_token == Secret("new-access")
    assert found.scopes == ()
    asked = polled(answer(GOOD))
    assert isinstance(asked, Tokens)
    assert asked.scopes == ("read",)


@pytest.mark.parametrize(
    ("response", "slow_down"),
    [
        (answer({"error": "authorization_pending"}, 400), False),
        (answer({"error": "authorization_pending"}), False),
        (answer({"error": "authorization_pending"}, 428), False),
        (answer("error=authorization_pending&interval=5"), False),
        (answer({"error": "slow_down"}, 400), True),
        (answer({"error": "slow_down"}), True),
        (answer(b"", 503), True),
        (answer({"error": "x"}, 429), True),
        (answer({"error": "temporarily_unavailable"}, 400), True),
        (answer("<html>hotel", 200), True),
        (answer(b"", 302), True),
    ],
)
def test_go_on_polling(response: Response, *, slow_down: bool) -> None:
    """C93: pending goes on, slow_down and passing trouble go on more slowly."""
    assert polled(response) == Pending(slow_down=slow_down)


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (answer({"error": "access_denied"}, 400), "access_denied"),
        (answer({"error": "expired_token"}, 400), "expired_token"),
        (answer({"error": "invalid_grant"}, 400), "invalid_grant"),
        (answer({"error": "invalid_client"}, 401), "invalid_client"),
        (answer(b"", 400), ""),
        (answer({}, 400), ""),
        (answer({**GOOD, "token_type": "mac"}), ""),
        (answer({"error": {"code": 1}}, 400), "1"),
    ],
)
def test_the_end_of_it(response: Response, error: str) -> None:
    """C93: denial, expiry and every other refusal end the flow with words."""
    ended = polled(response)
    assert isinstance(ended, DeviceEnded)
    assert ended.error == error
    assert ended.description


def test_what_a_server_repeats_is_masked() -> None:
    """C94, C102: neither the device code nor the client's secret is shown."""
    ended = polled(answer({"error": "invalid_grant", "error_description": "no d3v1ce-code"}, 400))
    assert isinstance(ended, DeviceEnded)
    assert "d3v1ce-code" not in ended.description
    service = acme(client=Client("desk-123", Secret("canary-secret")))
    refusal = {"error": "invalid_client", "error_description": "canary-secret is wrong"}
    with pytest.raises(TokenError) as caught:
        judge_device(answer(refusal, 401), NOW, service=service)
    assert "canary-secret" not in f"{caught.value}{caught.value.args}"
