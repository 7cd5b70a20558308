"""Requests that the service keeps before the browser opens (RFC 9126; C14)."""

import json
from dataclasses import replace

import pytest

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Metadata, Offer, Parameters, Security, Service
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.protocol.pushed import is_pushed, judge_pushed, pushed_request, pushed_url
from oauth_desk.protocol.token_endpoint import TokenError
from tests.protocol.samples import (
    ACME,
    ISSUER,
    NONCE,
    STATE,
    acme,
    answer,
    attempt,
    form_of,
    header_of,
    query_parameters,
)

PUSH = f"{ISSUER}/push"
DEMANDS = Metadata(document=json.dumps({"require_pushed_authorization_requests": True}))
REFERENCE = "urn:ietf:params:oauth:request_uri:6esc"


def pushing(**changes: object) -> Service:
    """Return a service with an address for pushed requests."""
    return acme(endpoints=replace(ACME.endpoints, pushed_authorization_request=PUSH), **changes)


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        (ACME, False),
        (pushing(), True),
        (pushing(security=Security(pushed=Offer.OFF)), False),
        (pushing(security=Security(pushed=Offer.REQUIRED)), True),
        (pushing(security=Security(pushed=Offer.OFF), metadata=DEMANDS), True),
        (acme(metadata=Metadata(document='{"require_pushed_authorization_requests": "yes"}')), False),
        (acme(metadata=Metadata(document="not JSON")), False),
    ],
)
def test_a_request_is_pushed_where_it_can_or_must(service: Service, *, expected: bool) -> None:
    """C14: where offered, always where the service takes nothing else, never where the profile says no."""
    assert is_pushed(service) is expected


@pytest.mark.parametrize("service", [acme(security=Security(pushed=Offer.REQUIRED)), acme(metadata=DEMANDS)])
def test_no_silent_fall_back(service: Service) -> None:
    """C14: what must be pushed and cannot is told, not sent in the open."""
    with pytest.raises(UnusableClient, match="names no address"):
        is_pushed(service)
    with pytest.raises(UnusableClient):
        pushed_request(attempt(service))


def test_the_whole_request_is_pushed() -> None:
    """RFC 9126 §2.1: every parameter goes, each once, and none of them into the browser's address."""
    request = pushed_request(attempt(pushing(parameters=Parameters(authorization=(("access_type", "offline"),)))))
    form = form_of(request)
    assert (request.method, request.url) == ("POST", PUSH)
    assert sorted(name for name, _ in form) == sorted({name for name, _ in form})
    sent = dict(form)
    assert sent["response_type"] == "code"
    assert (sent["client_id"], sent["state"], sent["access_type"]) == ("desk-123", STATE, "offline")
    assert sent["code_challenge_method"] == "S256"
    assert "code_verifier" not in sent


@pytest.mark.parametrize(
    ("method", "in_form", "in_header"),
    [(AuthMethod.BASIC, False, True), (AuthMethod.POST, True, False), (AuthMethod.NONE, False, False)],
)
def test_the_client_proves_itself(method: AuthMethod, *, in_form: bool, in_header: bool) -> None:
    """RFC 9126 §2: authenticated as at the token endpoint, by one method only, with the client id in the form."""
    client = Client("desk-123", Secret("canary-secret"), method)
    request = pushed_request(attempt(pushing(client=client)))
    names = [name for name, _ in form_of(request)]
    assert names.count("client_id") == 1
    assert ("client_secret" in names) is in_form
    assert (header_of(request, "Authorization") is not None) is in_header


def test_the_address_holds_the_reference_alone() -> None:
    """C14: RFC 9126 §4: client id and request_uri; nothing that a browser could change."""
    service = pushing()
    request_uri = judge_pushed(answer({"request_uri": REFERENCE, "expires_in": 60}, 201), attempt=attempt(service))
    url = pushed_url(attempt(service), request_uri)
    assert query_parameters(url) == {"client_id": ["desk-123"], "request_uri": [REFERENCE]}
    assert url.startswith(f"{ISSUER}/authorize?")


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"error": "invalid_client"}, 401, "invalid_client"),
        ({"error": "invalid_request", "error_description": "no"}, 400, "invalid_request"),
        ({"expires_in": 60}, 201, ""),
        ({"request_uri": 7}, 201, ""),
        ({"request_uri": ""}, 201, ""),
        ({"request_uri": "urn:a b"}, 201, ""),
        ({"request_uri": "urn:\x00"}, 201, ""),
        ({"request_uri": "x" * 3000}, 201, ""),
        ({"request_uri": REFERENCE}, 500, ""),
        ("<html>hello</html>", 200, ""),
        (b"\xff\xfe", 200, ""),
    ],
)
def test_anything_else_is_an_error(body: object, status: int, error: str) -> None:
    """Only a plain reference in a good answer is gone on with."""
    with pytest.raises(TokenError) as caught:
        judge_pushed(answer(body, status), attempt=attempt(pushing()))
    assert caught.value.error == error


def test_what_a_service_repeats_is_masked() -> None:
    """C102: neither state and nonce nor the client's secret is shown, wherever the answer says them."""
    service = pushing(client=Client("desk-123", Secret("canary-secret")))
    begun = attempt(service, ("openid",))
    for sent in (STATE, NONCE, "canary-secret"):
        refusal = {"error": f"bad {sent}", "error_description": f"odd: {sent}"}
        with pytest.raises(TokenError) as caught:
            judge_pushed(answer(refusal, 400), attempt=begun)
        assert sent not in f"{caught.value}{caught.value.args}"
