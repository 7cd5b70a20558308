"""Token introspection."""

import pytest

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Endpoints
from oauth_desk.protocol.introspection import (
    Introspection,
    IntrospectionError,
    introspection_request,
    judge_introspection,
)
from tests.protocol.samples import ISSUER, acme, answer, form_of

TOKEN = Secret("canary-token")


def told(body: object, status: int = 200) -> Introspection:
    """Judge an answer about the sample token."""
    service = acme(client=Client("desk-123", Secret("canary-client")))
    return judge_introspection(answer(body, status), service=service, token=TOKEN)


def test_the_request() -> None:
    """C96: the question goes to the connection's own server."""
    request = introspection_request(acme(), Secret("canary"))
    assert request is not None
    assert request.url == f"{ISSUER}/introspect"
    assert dict(form_of(request)) == {"token": "canary", "token_type_hint": "access_token", "client_id": "desk-123"}
    assert introspection_request(acme(endpoints=Endpoints()), Secret("canary")) is None


def test_active_is_believed() -> None:
    """C96: active tells; the rest is for showing, and an inactive token has no rest."""
    assert told({"active": True, "scope": "read"}) == Introspection(active=True, claims={"scope": "read"})
    assert judge_introspection(
        answer({"active": False, "scope": "read"}), service=acme(), token=TOKEN
    ) == Introspection(active=False)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 200),
        ({"active": "true"}, 200),
        ({"active": 1}, 200),
        ({"active": True}, 401),
        ({"active": True, "error": "x"}, 200),
        ({"error": "invalid_client", "error_description": "Why\u202e"}, 401),
        ("<html>", 200),
        ([], 200),
        (b"", 200),
    ],
)
def test_not_told(body: object, status: int) -> None:
    """C96: what is not a plain yes or no is an error."""
    with pytest.raises(IntrospectionError) as caught:
        told(body, status)
    assert "\u202e" not in str(caught.value)


def test_what_a_server_repeats_is_masked() -> None:
    """C102: neither the token that was asked about nor the client's secret is shown."""
    repeated = {"error": "invalid_request", "error_description": "canary-client may not ask about canary-token"}
    with pytest.raises(IntrospectionError, match=r"•••••• may not ask about ••••••"):
        told(repeated, 400)
