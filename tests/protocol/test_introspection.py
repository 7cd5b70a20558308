"""Token introspection."""

import pytest

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Endpoints
from oauth_desk.protocol.introspection import (
    Introspection,
    IntrospectionError,
    introspection_request,
    judge_introspection,
)
from tests.protocol.samples import ISSUER, acme, answer, form_of


def test_the_request() -> None:
    """C96: the question goes to the connection's own server."""
    request = introspection_request(acme(), Secret("canary"))
    assert request is not None
    assert request.url == f"{ISSUER}/introspect"
    assert dict(form_of(request)) == {"token": "canary", "token_type_hint": "access_token", "client_id": "desk-123"}
    assert introspection_request(acme(endpoints=Endpoints()), Secret("canary")) is None


def test_active_is_believed() -> None:
    """C96: active tells; the rest is for showing, and an inactive token has no rest."""
    assert judge_introspection(answer({"active": True, "scope": "read"})) == Introspection(
        active=True, claims={"scope": "read"}
    )
    assert judge_introspection(answer({"active": False, "scope": "read"})) == Introspection(active=False)


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
        judge_introspection(answer(body, status))
    assert "\u202e" not in str(caught.value)
