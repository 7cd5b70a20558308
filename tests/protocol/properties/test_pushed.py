"""Pushed authorization requests."""

from urllib.parse import parse_qsl, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Endpoints, Offer, Security, Service
from oauth_desk.protocol import pushed
from oauth_desk.protocol.attempt import Attempt, authorization_form, begin
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.token_endpoint import TokenError
from tests.protocol.properties.answers import answers, judged
from tests.protocol.properties.sent import said_in
from tests.protocol.properties.values import ATTEMPTS, FEW, MARK, METADATA, TEXTS, VISIBLE
from tests.protocol.samples import ISSUER, NOW, REDIRECT, acme, answer

PAR = f"{ISSUER}/par"
TRIAL = begin(
    acme(client=Client("desk", Secret(f"{MARK}-client-0123456789"))),
    ("openid",),
    redirect_uri=REDIRECT,
    state=Secret(f"{MARK}-state-0123456789"),
    nonce=Secret(f"{MARK}-nonce-0123456789"),
    verifier=Secret(f"{MARK}-verifier-0123456789"),
    now=NOW,
)
SENT = [each.reveal() for each in (TRIAL.state, TRIAL.nonce, TRIAL.service.client.client_secret) if each is not None]
REFERENCES = VISIBLE.filter(lambda text: " " not in text)


@FEW
@given(ATTEMPTS, TEXTS)
def test_the_whole_request_goes_to_the_service(trial: Attempt, hint: str) -> None:
    """RFC 9126 §2.1, C14, C35: what would stand in the address goes in the body, with the client's proof."""
    request = pushed.pushed_request(trial, login_hint=hint)
    meant = authorization_form(trial, login_hint=hint)
    assert said_in(request, trial.service, PAR) == [pair for pair in meant if pair[0] != "client_id"]
    assert trial.verifier.reveal() not in (request.body or b"").decode()


@FEW
@given(ATTEMPTS, REFERENCES)
def test_the_browser_gets_a_reference_and_nothing_else(trial: Attempt, reference: str) -> None:
    """RFC 9126 §4, C14: the client's id and the reference."""
    url = pushed.pushed_url(trial, reference)
    client_id = trial.service.client.client_id
    assert parse_qsl(urlsplit(url).query) == [("client_id", client_id), ("request_uri", reference)]
    assert MARK not in url


@given(answers({"request_uri": "urn:ietf:params:oauth:request_uri:x", "expires_in": 60}, secrets=SENT))
def test_an_announcement_brings_a_reference_or_one_error(response: Response) -> None:
    """RFC 9126 §2.2, C102: a reference that can stand in an address, or an error that repeats nothing of what went."""
    told = judged(TokenError, lambda: pushed.judge_pushed(response, attempt=TRIAL))
    if told is not None:
        assert response.status in {200, 201}
        assert told.isascii()
        assert told.isprintable()
        assert " " not in told


@given(st.sampled_from(Offer), METADATA, st.booleans())
def test_what_the_service_demands_is_done(choice: Offer, metadata: object, there: bool) -> None:
    """C14: pushed where it is demanded, whoever demands it, and told where it cannot be."""
    service: Service = acme(
        security=Security(pushed=choice),
        metadata=metadata,
        endpoints=Endpoints(pushed_authorization_request=PAR if there else None),
    )
    demanded = choice is Offer.REQUIRED or "require_pushed" in service.metadata.document
    try:
        done = pushed.is_pushed(service)
    except UnusableClient:
        assert demanded
        assert not there
    else:
        assert done == (there and (demanded or choice is Offer.OFFERED))


@given(st.text(max_size=40) | REFERENCES | st.just("x" * 2049))
def test_a_reference_can_stand_in_an_address(reference: str) -> None:
    """RFC 9126 §2.2: visible ASCII of a length, or the one error."""
    told = judged(TokenError, lambda: pushed.judge_pushed(answer({"request_uri": reference}, 201), attempt=TRIAL))
    fits = 0 < len(reference) <= 2048 and all("!" <= character <= "~" for character in reference)
    assert told == (reference if fits else None)
