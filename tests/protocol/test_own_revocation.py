"""Ending a connection by a request of the service's own."""

from dataclasses import replace
from typing import Any

import pytest

from oauth_desk.domain.manners import Revocation, RevocationProof
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.protocol.http import Request
from oauth_desk.protocol.own_revocation import judge_own_revocation, own_revocation_request
from oauth_desk.protocol.revocation import RevocationOutcome
from tests.protocol.samples import OLD_ACCESS, acme, answer, form_of, header_of, old_tokens

URL = "https://login.acme.example/end"
CLIENT = Client(client_id="desk-123", client_secret=Secret("s3cret"), auth_method=AuthMethod.POST)
ACME = acme(client=CLIENT)


def request(tokens: Any = None, **way: Any) -> Request | None:
    """Return the request that ends a connection this way."""
    return own_revocation_request(ACME, tokens or old_tokens(), Revocation(**{"url": URL, **way}))


def test_the_client_asks_as_usual() -> None:
    """C36: the profile's own proof goes along, in a form."""
    made = request(parameters=(("token", "{refresh_token}"),))
    assert made is not None
    assert dict(form_of(made)) == {
        "token": "old-refresh-token-canary",
        "client_id": "desk-123",
        "client_secret": "s3cret",
    }


def test_a_signed_statement_goes_along() -> None:
    """C85: where the client proves itself by a signature, it does so here."""
    client = replace(CLIENT, auth_method=AuthMethod.SECRET_JWT)
    for parameters in ((), (("token", "{access_token}"),)):
        made = own_revocation_request(acme(client=client), old_tokens(), Revocation(URL, parameters=parameters))
        assert made is not None
        assert made.client_proof is not None


def test_each_way_to_ask() -> None:
    """One way per request, and nothing of another one."""
    headers = {
        RevocationProof.BASIC: "Basic ZGVzay0xMjM6czNjcmV0",
        RevocationProof.TOKEN: f"Bearer {OLD_ACCESS}",
        RevocationProof.SECRET: "Client s3cret",
        RevocationProof.NONE: None,
    }
    for auth, header in headers.items():
        made = request(auth=auth, scheme="Client", method="DELETE")
        assert made is not None
        assert (made.method, made.body, header_of(made, "Authorization")) == ("DELETE", None, header)


def test_a_json_body_and_a_value_in_the_path() -> None:
    """The client's id and what was kept may stand in the path."""
    made = request(
        old_tokens(kept=(("token.id", "7"),)),
        url=f"{URL}/{{client_id}}/{{token.id}}",
        body="json",
        auth=RevocationProof.NONE,
        parameters=(("access_token", "{access_token}"),),
    )
    assert made is not None
    assert made.url == f"{URL}/desk-123/7"
    assert made.body == f'{{"access_token": "{OLD_ACCESS}"}}'.encode()


@pytest.mark.parametrize(
    "way",
    [
        {"url": None},
        {"auth": RevocationProof.TOKEN},
        {"parameters": (("t", "{access_token}"),)},
        {"parameters": (("t", "{token.id}"),)},
        {"url": f"{URL}/{{token.id}}"},
    ],
)
def test_nothing_is_left_to_send(way: dict[str, Any]) -> None:
    """C95: without what is needed no request is made."""
    assert request(old_tokens().without_access(), **way) is None


@pytest.mark.parametrize("way", [{"auth": RevocationProof.SECRET}, {"parameters": (("s", "{client_secret}"),)}])
def test_a_secret_that_nobody_gave(way: dict[str, Any]) -> None:
    """C36: what has to be proved with a secret is not tried without one."""
    with pytest.raises(UnusableClient):
        own_revocation_request(acme(), old_tokens(), Revocation(URL, **way))


def test_a_value_that_would_change_the_address() -> None:
    """C100: the address leads where the profile says, or nowhere."""
    with pytest.raises(UnusableClient):
        request(old_tokens(kept=(("token.id", "../x"),)), url=f"{URL}/{{token.id}}")


@pytest.mark.parametrize(
    ("body", "status", "outcome"),
    [
        (b"", 204, RevocationOutcome.YES),
        (b"null", 200, RevocationOutcome.YES),
        ({"revoked": True}, 200, RevocationOutcome.YES),
        ({"ok": False}, 200, RevocationOutcome.FAILED),
        ({"error": "x"}, 200, RevocationOutcome.FAILED),
        (b"<html>", 200, RevocationOutcome.FAILED),
        (b"", 302, RevocationOutcome.FAILED),
        (b"", 404, RevocationOutcome.FAILED),
    ],
)
def test_the_outcome(body: object, status: int, outcome: RevocationOutcome) -> None:
    """C95: only what says yes counts as yes."""
    assert judge_own_revocation(answer(body, status), ACME) is outcome


@pytest.mark.parametrize(
    ("way", "needed"),
    [
        ({"url": None, "auth": RevocationProof.TOKEN}, False),
        ({"auth": RevocationProof.TOKEN}, True),
        ({"parameters": (("t", "{access_token}"),)}, True),
        ({"parameters": (("t", "{refresh_token}"),)}, False),
    ],
)
def test_when_a_living_access_token_is_needed(way: dict[str, Any], *, needed: bool) -> None:
    """C95: only then is a token renewed before it ends the rest."""
    assert Revocation(**{"url": URL, **way}).needs_access_token is needed


def test_who_can_be_told() -> None:
    """C95: by either way."""
    silent = replace(ACME, endpoints=replace(ACME.endpoints, revocation=None))
    assert ACME.can_be_told
    assert not silent.can_be_told
    assert replace(silent, revocation=Revocation(URL)).can_be_told
