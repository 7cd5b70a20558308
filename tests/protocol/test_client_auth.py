"""Client authentication and the requests that carry it."""

import base64
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Metadata, Service
from oauth_desk.protocol.attempt import begin
from oauth_desk.protocol.back_channel import form_request
from oauth_desk.protocol.client_auth import UnusableClient, authenticate, method_of
from oauth_desk.protocol.device import device_request, poll_request
from oauth_desk.protocol.http import Request
from oauth_desk.protocol.introspection import introspection_request
from oauth_desk.protocol.revocation import revocation_request
from oauth_desk.protocol.token_endpoint import code_request, refresh_request
from tests.protocol.samples import acme, attempt, form_of, header_of, old_tokens

SECRET = "pa:ss wörd%&+"


def client(method: AuthMethod | None, secret: str | None = SECRET, client_id: str = "desk:1 +") -> Service:
    """Return the sample service with that registration."""
    return acme(client=Client(client_id, Secret(secret) if secret is not None else None, method))


def basic_of(request: Request) -> str:
    """Return what the Basic header holds."""
    header = header_of(request, "Authorization")
    assert header is not None
    return base64.b64decode(header.removeprefix("Basic ")).decode()


def test_basic_is_form_encoded() -> None:
    """C36: id and secret are form-encoded before Base64, and nothing of them is in the body."""
    request = form_request(client(AuthMethod.BASIC), "https://x.example/token", [("a", "1")])
    assert basic_of(request) == "desk%3A1+%2B:pa%3Ass+w%C3%B6rd%25%26%2B"
    assert form_of(request) == [("a", "1")]


def test_basic_raw() -> None:
    """C36: a profile may say that a sloppy server wants the raw values."""
    service = replace(client(AuthMethod.BASIC), quirks=acme(quirks={"basic_encoding": "raw"}).quirks)
    assert basic_of(form_request(service, "https://x.example/token", [])) == f"desk:1 +:{SECRET}"


def test_basic_with_an_empty_secret() -> None:
    """Reddit's installed programs prove themselves with an empty secret."""
    request = form_request(client(AuthMethod.BASIC, None, "desk"), "https://x.example/token", [])
    assert basic_of(request) == "desk:"


def test_post_puts_both_into_the_body() -> None:
    """C36: with POST the header stays empty: one method per request."""
    request = form_request(client(AuthMethod.POST), "https://x.example/token", [("a", "1")])
    assert header_of(request, "Authorization") is None
    assert form_of(request) == [("a", "1"), ("client_id", "desk:1 +"), ("client_secret", SECRET)]


def test_a_public_client_names_itself() -> None:
    """C36: a public client's id goes into the body, and a secret it may have is not sent."""
    for secret in (None, SECRET):
        request = form_request(client(AuthMethod.NONE, secret), "https://x.example/token", [])
        assert form_of(request) == [("client_id", "desk:1 +")]
        assert header_of(request, "Authorization") is None


@pytest.mark.parametrize(
    ("secret", "offered", "method"),
    [
        (None, (), AuthMethod.NONE),
        (None, ("client_secret_basic",), AuthMethod.NONE),
        (SECRET, (), AuthMethod.BASIC),
        (SECRET, ("client_secret_post",), AuthMethod.POST),
        (SECRET, ("client_secret_post", "client_secret_basic"), AuthMethod.BASIC),
        (SECRET, ("private_key_jwt",), AuthMethod.BASIC),
    ],
)
def test_the_method_without_a_setting(secret: str | None, offered: tuple[str, ...], method: AuthMethod) -> None:
    """C36: without a setting: none without a secret; Basic with one, unless metadata knows POST alone."""
    assert method_of(replace(client(None, secret), metadata=Metadata(auth_methods=offered))) is method


@pytest.mark.parametrize("service", [acme(client=Client()), client(AuthMethod.PRIVATE_KEY_JWT)])
def test_an_unusable_client_is_told(service: Service) -> None:
    """A client without id, or with a method that is not there yet, is a sentence and not a request."""
    with pytest.raises(UnusableClient, match=r"\.$"):
        authenticate(service, [])


@pytest.mark.parametrize("method", [AuthMethod.BASIC, AuthMethod.POST, AuthMethod.NONE])
def test_one_way_for_every_call(method: AuthMethod) -> None:
    """C36: code, renewal, device, poll, revocation and introspection prove the client in the same way."""
    service = client(method)
    made = begin(
        service, (), redirect_uri="http://127.0.0.1:1/", state=Secret("s"), nonce=None, verifier=Secret("v"), now=0
    )
    requests = [
        code_request(made, Secret("code")),
        refresh_request(service, old_tokens()),
        device_request(service, ("read",)),
        poll_request(service, Secret("device")),
        revocation_request(service, Secret("token"), "refresh_token"),
        introspection_request(service, Secret("token")),
    ]
    proofs = set()
    for request in requests:
        assert request is not None
        form = dict(form_of(request))
        proofs.add((header_of(request, "Authorization"), form.get("client_id"), form.get("client_secret")))
    assert len(proofs) == 1


def test_requests_are_forms_that_ask_for_json() -> None:
    """C35: POST, form-encoded, JSON accepted, and no credential in the URL."""
    for request in (code_request(attempt(), Secret("canary-code")), refresh_request(acme(), old_tokens())):
        assert request.method == "POST"
        assert header_of(request, "Content-Type") == "application/x-www-form-urlencoded"
        assert header_of(request, "Accept") == "application/json"
        assert request.url == "https://login.acme.example/token"
        assert "canary" not in repr(request)


def test_extra_parameters_do_not_stand_in_for_the_protocols() -> None:
    """C02: a profile's extra goes along, but not under a name of the protocol, not empty, not twice."""
    extra = (
        ("audience", "x"),
        ("grant_type", "password"),
        ("client_secret", "y"),
        ("code_verifier", "z"),
        ("empty", ""),
    )
    request = form_request(acme(), "https://x.example/token", [("grant_type", "refresh_token")], extra=extra)
    assert form_of(request) == [("grant_type", "refresh_token"), ("client_id", "desk-123"), ("audience", "x")]


def test_a_profiles_header_replaces_ours() -> None:
    """Headers of the profile win, whatever their case."""
    request = form_request(acme(), "https://x.example/", [], headers=(("accept", "*/*"), ("Notion-Version", "1")))
    assert [value for name, value in request.headers if name.lower() == "accept"] == ["*/*"]
    assert header_of(request, "notion-version") == "1"


def test_a_json_request() -> None:
    """Where a service reads no forms, the same parameters go as a JSON object."""
    service = acme(quirks={"token_request_body": "json"})
    request = refresh_request(service, old_tokens())
    assert header_of(request, "Content-Type") == "application/json"
    assert json.loads(request.body or b"")["grant_type"] == "refresh_token"
    twice = form_request(acme(), "https://x.example/", [("resource", "a"), ("resource", "b")], as_json=True)
    assert json.loads(twice.body or b"")["resource"] == ["a", "b"]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text(st.characters(exclude_categories=["Cs"])))
def test_any_id_and_secret_can_be_sent(client_id: str, secret: str) -> None:
    """C36: whatever a service hands out can be encoded, and is plain ASCII on the wire."""
    for method in (AuthMethod.BASIC, AuthMethod.POST):
        request = form_request(client(method, secret, client_id), "https://x.example/", [])
        assert (request.body or b"").isascii()
        assert (header_of(request, "Authorization") or "").isascii()
