"""What holds at every endpoint of an authorization server alike."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Service
from oauth_desk.domain.verdict import Transient
from oauth_desk.protocol.attempt import begin
from oauth_desk.protocol.device import Pending, device_request, judge_device, judge_poll, poll_request
from oauth_desk.protocol.http import Request, Response
from oauth_desk.protocol.introspection import IntrospectionError, introspection_request, judge_introspection
from oauth_desk.protocol.pushed import judge_pushed, pushed_request
from oauth_desk.protocol.registration import RegistrationError, judge_registration, registration_request
from oauth_desk.protocol.revocation import RevocationOutcome, judge_revocation, revocation_request
from oauth_desk.protocol.token_endpoint import TokenError, code_request, judge_code, judge_refresh, refresh_request
from tests.protocol.samples import (
    ACME,
    GOOD,
    ISSUER,
    NOW,
    REDIRECT,
    acme,
    answer,
    attempt,
    form_of,
    header_of,
    old_tokens,
)

CANARY = "canary-5ecret"
ENDPOINTS = replace(ACME.endpoints, pushed_authorization_request=f"{ISSUER}/push")
CONFIDENTIAL = acme(endpoints=ENDPOINTS, client=Client("desk-123", Secret(CANARY), AuthMethod.POST))


def forms(service: Service) -> dict[str, Request]:
    """Return a request of every kind that is a form, each full of secrets."""
    begun = begin(
        service,
        ("read",),
        redirect_uri=REDIRECT,
        state=Secret(CANARY),
        nonce=None,
        verifier=Secret(f"{CANARY}-verifier-0123456789-0123456789-0123456789"),
        now=NOW,
    )
    tokens = old_tokens(access_token=Secret(CANARY), refresh_token=Secret(CANARY))
    made = {
        "code": code_request(begun, Secret(CANARY)),
        "renewal": refresh_request(service, tokens),
        "pushed": pushed_request(begun),
        "device": device_request(service, ("read",)),
        "poll": poll_request(service, Secret(CANARY)),
        "revocation": revocation_request(service, Secret(CANARY), "refresh_token"),
        "introspection": introspection_request(service, Secret(CANARY)),
    }
    return {name: request for name, request in made.items() if request is not None}


KINDS = ("code", "renewal", "pushed", "device", "poll", "revocation", "introspection")


@pytest.mark.parametrize("kind", KINDS)
def test_a_request_is_a_form_without_a_secret_in_its_address(kind: str) -> None:
    """C35, C36: POST, form-encoded, JSON accepted; every secret is in the body, none in the URL, none printed."""
    request = forms(CONFIDENTIAL)[kind]
    assert request.method == "POST"
    assert header_of(request, "Content-Type") == "application/x-www-form-urlencoded"
    assert header_of(request, "Accept") == "application/json"
    assert urlsplit(request.url).query == ""
    assert CANARY not in request.url + repr(request)
    assert dict(form_of(request))["client_secret"] == CANARY


@pytest.mark.parametrize("method", [AuthMethod.BASIC, AuthMethod.POST, AuthMethod.NONE])
@pytest.mark.parametrize("kind", KINDS)
def test_one_proof_per_request(kind: str, method: AuthMethod) -> None:
    """C36: whatever is asked for, the client proves itself by the one method that was chosen."""
    request = forms(replace(CONFIDENTIAL, client=replace(CONFIDENTIAL.client, auth_method=method)))[kind]
    names = [name for name, _ in form_of(request)]
    in_header = header_of(request, "Authorization") is not None
    assert in_header is (method is AuthMethod.BASIC)
    assert names.count("client_secret") == (method is AuthMethod.POST)
    assert names.count("client_id") == (1 if method is not AuthMethod.BASIC or kind == "pushed" else 0)


def test_a_registration_is_json_without_a_secret_in_its_address() -> None:
    """C35: a registration goes as POST, too, and asks for JSON."""
    request = registration_request(
        f"{ISSUER}/register", client_name="x", redirect_uri=REDIRECT, grant_types=("authorization_code",), scopes=()
    )
    assert (request.method, request.url) == ("POST", f"{ISSUER}/register")
    assert header_of(request, "Accept") == "application/json"


DEVICE = {"device_code": "d", "user_code": "u", "verification_uri": f"{ISSUER}/device", "expires_in": 60}
REGISTERED = {"client_id": "c", "redirect_uris": [REDIRECT]}


def _code(response: Response) -> bool:
    return _raises(TokenError, lambda: judge_code(response, sent_at=NOW, attempt=attempt()))


def _renewal(response: Response) -> bool:
    return isinstance(judge_refresh(response, sent_at=NOW, tokens=old_tokens(), service=ACME), Transient)


def _pushed(response: Response) -> bool:
    return _raises(TokenError, lambda: judge_pushed(response, attempt=attempt()))


def _device(response: Response) -> bool:
    return _raises(TokenError, lambda: judge_device(response, NOW, service=ACME))


def _poll(response: Response) -> bool:
    verdict = judge_poll(response, sent_at=NOW, scopes=("read",), service=ACME, device_code=Secret("d"))
    return isinstance(verdict, Pending)


def _revocation(response: Response) -> bool:
    return judge_revocation(response) is RevocationOutcome.FAILED


def _introspection(response: Response) -> bool:
    return _raises(IntrospectionError, lambda: judge_introspection(response, service=ACME, token=Secret(CANARY)))


def _registration(response: Response) -> bool:
    return _raises(RegistrationError, lambda: judge_registration(response, redirect_uri=REDIRECT))


def _raises(kind: type[Exception], call: Callable[[], object]) -> bool:
    try:
        call()
    except kind:
        return True
    return False


JUDGES: list[tuple[Callable[[Response], bool], Any]] = [
    (_code, GOOD),
    (_renewal, GOOD),
    (_pushed, {"request_uri": "urn:x", "expires_in": 60}),
    (_device, DEVICE),
    (_poll, GOOD),
    (_revocation, {}),
    (_introspection, {"active": True}),
    (_registration, REGISTERED),
]


@pytest.mark.parametrize(("judged_bad", "body"), JUDGES)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_no_answer(judged_bad: Callable[[Response], bool], body: object, status: int) -> None:
    """C37: at no endpoint is a redirect success, however good its body: codes and tokens are not carried on."""
    moved = answer(body, status)
    assert judged_bad(replace(moved, headers=(*moved.headers, ("Location", "https://evil.example/token"))))
    assert not judged_bad(answer(body, 200))
