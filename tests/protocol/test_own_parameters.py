"""Parameters and names of a service's own in requests."""

import hashlib
from dataclasses import replace

import pytest

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Parameters
from oauth_desk.protocol.attempt import authorization_url
from oauth_desk.protocol.own_parameters import filled
from oauth_desk.protocol.pushed import pushed_request, pushed_url
from oauth_desk.protocol.revocation import revocation_request
from oauth_desk.protocol.token_endpoint import code_request, refresh_request
from tests.protocol.samples import VERIFIER, acme, attempt, form_of, header_of, old_tokens, query_parameters

KEYED = acme(quirks={"client_id_parameter": "client_key"})


@pytest.mark.parametrize(
    ("value", "kept", "found"),
    [
        ("plain", (), "plain"),
        ('{"json": {"a": 1}}', (), '{"json": {"a": 1}}'),
        ("{client_id}-{token.a}", (("token.a", "7"),), "desk-123-7"),
        ("{token.a}", (("token.a", "{client_id}"),), "{client_id}"),
        ("{token.a}", (), None),
        ("x{token.a}", (("token.a", ""),), None),
        ("", (), ""),
    ],
)
def test_gaps_are_filled_or_the_parameter_goes(
    value: str, kept: tuple[tuple[str, str], ...], found: str | None
) -> None:
    """A gap that nothing fills takes its parameter along; a value that came from a service is never filled again."""
    assert dict(filled((("p", value),), acme(), kept)).get("p") == found


def test_a_client_id_of_another_name() -> None:
    """C36: it is renamed everywhere, and goes once."""
    service = KEYED
    urls = (authorization_url(attempt(service)), pushed_url(attempt(service), "urn:x"))
    for url in urls:
        assert query_parameters(url)["client_key"] == ["desk-123"]
        assert "client_id" not in query_parameters(url)
    requests = (
        code_request(attempt(service), Secret("C")),
        refresh_request(service, old_tokens()),
        revocation_request(service, Secret("R"), "refresh_token"),
    )
    for request in requests:
        assert request is not None
        names = [name for name, _ in form_of(request)]
        assert names.count("client_key") == 1
        assert "client_id" not in names


def test_a_pushed_request_names_the_client_once() -> None:
    """C14, C36: the client's id is in the form already, and not added again."""
    endpoints = replace(KEYED.endpoints, pushed_authorization_request="https://login.acme.example/par")
    service = replace(KEYED, endpoints=endpoints)
    names = [name for name, _ in form_of(pushed_request(attempt(service)))]
    assert names.count("client_key") == 1
    assert "client_id" not in names


def test_a_challenge_in_hex() -> None:
    """C03: still S256, in another spelling."""
    asked = query_parameters(authorization_url(attempt(acme(quirks={"challenge_encoding": "hex"}))))
    assert asked["code_challenge"] == [hashlib.sha256(VERIFIER.encode()).hexdigest()]
    assert asked["code_challenge_method"] == ["S256"]


@pytest.mark.parametrize("secret", [None, Secret("s3cret")])
def test_a_challenge_for_clients_without_a_secret_alone(secret: Secret | None) -> None:
    """C03: both parameters go, or neither does."""
    client = Client(client_id="desk-123", client_secret=secret)
    service = acme(quirks={"pkce_without_secret_only": True}, client=client)
    asked = query_parameters(authorization_url(attempt(service)))
    form = dict(form_of(code_request(attempt(service), Secret("C"))))
    assert ("code_challenge" in asked) == ("code_verifier" in form) == (secret is None)


def test_a_sign_in_page_without_response_type() -> None:
    """C02: left out where the profile says so, and nothing else with it."""
    asked = query_parameters(authorization_url(attempt(acme(quirks={"omit_parameters": ("response_type",)}))))
    usual = query_parameters(authorization_url(attempt()))
    assert set(usual) - set(asked) == {"response_type"}


def test_basic_with_an_empty_secret() -> None:
    """C36: a public client that is to use Basic sends an empty password."""
    service = acme(client=Client(client_id="desk-123", auth_method=AuthMethod.BASIC))
    request = code_request(attempt(service), Secret("C"))
    assert header_of(request, "Authorization") == "Basic ZGVzay0xMjM6"
    assert "client_id" not in dict(form_of(request))


def test_renewals_repeat_what_a_sign_in_told() -> None:
    """C15: the way back, and what was kept, go with renewals where the profile says so."""
    refresh = (("redirect_uri", "{redirect_uri}"), ("team", "{token.team}"), ("none", "{token.none}"))
    service = acme(parameters=Parameters(refresh=refresh))
    tokens = old_tokens(kept=(("redirect_uri", "http://127.0.0.1:1/cb"), ("token.team", "5")))
    form = dict(form_of(refresh_request(service, tokens)))
    assert (form["redirect_uri"], form["team"]) == ("http://127.0.0.1:1/cb", "5")
    assert "none" not in form
