"""Revocation and introspection."""

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Endpoints, Service
from oauth_desk.protocol import introspection, revocation
from oauth_desk.protocol.http import Response
from tests.protocol.properties.answers import answers, judged
from tests.protocol.properties.sent import said_in
from tests.protocol.properties.values import FEW, MARK, SECRETS, services
from tests.protocol.samples import ISSUER, acme

TOKEN = Secret(f"{MARK}-token-0123456789")
CLIENT = Secret(f"{MARK}-client-0123456789")
SERVICE = acme(client=Client("desk", CLIENT))
HINTS = st.sampled_from(["access_token", "refresh_token"])


@FEW
@given(services(), SECRETS, HINTS)
def test_a_revocation_names_the_token_in_the_body_alone(service: Service, token: Secret, hint: str) -> None:
    """RFC 7009 §2.1, C35, C36, C95: the token and what it is, with the client's proof."""
    request = revocation.revocation_request(service, token, hint)
    assert request is not None
    said = [("token", token.reveal()), ("token_type_hint", hint)]
    assert said_in(request, service, f"{ISSUER}/revoke") == said


@FEW
@given(services(), SECRETS, HINTS)
def test_an_introspection_names_the_token_in_the_body_alone(service: Service, token: Secret, hint: str) -> None:
    """RFC 7662 §2.1, C35, C36, C96: the token and what it is, with the client's proof."""
    request = introspection.introspection_request(service, token, hint)
    assert request is not None
    said = [("token", token.reveal()), ("token_type_hint", hint)]
    assert said_in(request, service, f"{ISSUER}/introspect") == said


@given(SECRETS)
def test_without_an_address_nothing_is_sent(token: Secret) -> None:
    """C95, C96: no other address is tried."""
    service = acme(endpoints=Endpoints(token=f"{ISSUER}/token"))
    assert revocation.revocation_request(service, token, "access_token") is None
    assert introspection.introspection_request(service, token) is None


@given(answers({}))
def test_every_answer_to_a_revocation_is_one_of_three(response: Response) -> None:
    """C95: done with a 2xx alone; never an exception."""
    outcome = revocation.judge_revocation(response)
    assert outcome in set(revocation.RevocationOutcome)
    if outcome is revocation.RevocationOutcome.YES:
        assert 200 <= response.status < 300


@given(answers({"active": True, "scope": "read"}, secrets=[TOKEN.reveal(), CLIENT.reveal()]))
def test_only_active_is_believed(response: Response) -> None:
    """C96, C102: true or false with status 200, or the one error, which repeats nothing of what went."""
    told = judged(
        introspection.IntrospectionError,
        lambda: introspection.judge_introspection(response, service=SERVICE, token=TOKEN),
    )
    if told is not None:
        assert response.status == 200
        assert isinstance(told.active, bool)
        assert "active" not in told.claims
        assert told.active or not told.claims
