"""Token revocation."""

import pytest

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Endpoints
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.revocation import RevocationOutcome, judge_revocation, revocation_request
from tests.protocol.samples import ISSUER, acme, answer, form_of


def test_the_request() -> None:
    """C95: token and hint go to the connection's own endpoint, with its client."""
    request = revocation_request(acme(), Secret("canary"), "refresh_token")
    assert request is not None
    assert request.url == f"{ISSUER}/revoke"
    assert form_of(request) == [("token", "canary"), ("token_type_hint", "refresh_token"), ("client_id", "desk-123")]
    assert revocation_request(acme(endpoints=Endpoints()), Secret("canary"), "access_token") is None


@pytest.mark.parametrize(
    ("response", "outcome"),
    [
        (Response(200), RevocationOutcome.YES),
        (Response(204), RevocationOutcome.YES),
        (answer(b"", 200), RevocationOutcome.YES),
        (answer({}), RevocationOutcome.YES),
        (answer("OK"), RevocationOutcome.YES),
        (answer({"error": "unsupported_token_type"}, 400), RevocationOutcome.UNSUPPORTED),
        (answer({"error": "unsupported_token_type"}, 503), RevocationOutcome.UNSUPPORTED),
        (Response(404), RevocationOutcome.UNSUPPORTED),
        (Response(405), RevocationOutcome.UNSUPPORTED),
        (Response(501), RevocationOutcome.UNSUPPORTED),
        (answer({"error": "invalid_client"}, 401), RevocationOutcome.FAILED),
        (answer({"ok": False}), RevocationOutcome.FAILED),
        (answer({"error": "x"}), RevocationOutcome.FAILED),
        (Response(503), RevocationOutcome.FAILED),
        (Response(302), RevocationOutcome.FAILED),
        (Response(400), RevocationOutcome.FAILED),
    ],
)
def test_the_outcome(response: Response, outcome: RevocationOutcome) -> None:
    """C95: 200 is success for unknown tokens too; what the service cannot do, and what failed, is told apart."""
    assert judge_revocation(response) is outcome
