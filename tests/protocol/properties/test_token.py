"""The token endpoint: exchanging a code, and renewing."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Offer, Security, Service
from oauth_desk.domain.tokens import Tokens
from oauth_desk.domain.verdict import Misconfigured, Refused, Rejected, Renewed, Transient
from oauth_desk.protocol import token_endpoint
from oauth_desk.protocol.attempt import Attempt, begin
from oauth_desk.protocol.http import Possession, Response
from oauth_desk.protocol.token_answer import TEN_YEARS, lifetime
from tests.protocol.properties.answers import answers, check_words, judged
from tests.protocol.properties.sent import extras, said_in
from tests.protocol.properties.values import ATTEMPTS, DPOP_KEYS, FEW, MARK, SCOPES, SECRETS, services
from tests.protocol.samples import ACME, GOOD, ISSUER, NOW, REDIRECT, acme, answer

TOKEN = f"{ISSUER}/token"
CODE = Secret(f"{MARK}-code-0123456789")
CLIENT = Secret(f"{MARK}-client-0123456789")
OLD = Tokens(
    access_token=Secret(f"{MARK}-access-0123456789"),
    obtained_at=NOW - 3600,
    expires_at=NOW,
    refresh_token=Secret(f"{MARK}-refresh-0123456789"),
    refresh_obtained_at=NOW - 86_400,
    scopes=("read", "write"),
    id_token=Secret(f"{MARK}.id.token-0123456789"),
)
TRIAL = begin(
    acme(client=Client("desk", CLIENT)),
    ("read", "write"),
    redirect_uri=REDIRECT,
    state=Secret(f"{MARK}-state-0123456789"),
    nonce=None,
    verifier=Secret(f"{MARK}-verifier-0123456789"),
    now=NOW,
)
SENT = [each.reveal() for each in (CODE, CLIENT, TRIAL.state, TRIAL.verifier)]
KEPT = [each.reveal() for each in (OLD.access_token, OLD.refresh_token, OLD.id_token, CLIENT) if each is not None]
QUIRKY = replace(
    acme(quirks={"errors_with_http_200": True, "rejected_errors": ("601",)}, scope_separator=","),
    client=Client("desk", CLIENT),
)
BOUND = replace(QUIRKY, security=Security(dpop=Offer.REQUIRED))
SERVICES = st.sampled_from([TRIAL.service, QUIRKY, BOUND])


@FEW
@given(ATTEMPTS, SECRETS)
def test_a_code_is_exchanged_with_all_that_it_was_asked_with(trial: Attempt, code: Secret) -> None:
    """C03, C09, C15, C35, C36: code, redirect address and verifier as they were, nothing of it in the address."""
    service = trial.service
    request = token_endpoint.code_request(trial, code)
    assert MARK not in request.url
    said = [
        ("grant_type", "authorization_code"),
        ("code", code.reveal()),
        ("redirect_uri", trial.redirect_uri),
        *([("code_verifier", trial.verifier.reveal())] if service.quirks.send_pkce else []),
        *(("resource", resource) for resource in service.security.resource),
    ]
    assert said_in(request, service, TOKEN) == said + extras(service.parameters.token, said)
    assert request.possession == (None if trial.dpop_key is None else Possession(trial.dpop_key))


@FEW
@given(services(), SECRETS, SCOPES, st.none() | SCOPES, DPOP_KEYS)
def test_a_renewal_asks_for_no_more_than_was_granted(
    service: Service, refresh: Secret, granted: tuple[str, ...], asked: tuple[str, ...] | None, key: Secret | None
) -> None:
    """C15, C35, C36, C67: the refresh token, at most the scopes there are, and the profile's own parameters once."""
    tokens = replace(OLD, refresh_token=refresh, scopes=granted)
    request = token_endpoint.refresh_request(service, tokens, asked, dpop_key=key)
    fewer = [name for name in asked or () if name in granted]
    said = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh.reveal()),
        *([("scope", service.scope_separator.join(fewer))] if fewer else []),
        *(("resource", resource) for resource in service.security.resource),
    ]
    own = service.parameters.refresh
    named = {name for name, _ in own}
    table = (*own, *(pair for pair in service.parameters.token if pair[0] not in named))
    assert said_in(request, service, service.endpoints.refresh or TOKEN) == said + extras(table, said)
    assert request.possession == (None if key is None else Possession(key))


@given(answers(secrets=SENT), SERVICES)
def test_a_code_brings_tokens_or_one_error(response: Response, service: Service) -> None:
    """C45–C50, C59, C102: tokens with status 200 alone and made of what headers can hold; else the one error."""
    trial = replace(TRIAL, service=service)
    tokens = judged(
        token_endpoint.TokenError,
        lambda: token_endpoint.judge_code(response, sent_at=NOW, attempt=trial, code=CODE),
    )
    if tokens is not None:
        _check_new(tokens, response, service)


def _check_new(tokens: Tokens, response: Response, service: Service) -> None:
    assert response.status == 200
    assert tokens.access_token is not None
    for token in (tokens.access_token, tokens.refresh_token, tokens.id_token):
        assert token is None or (token and token.reveal().isascii() and token.reveal().isprintable())
    assert tokens.token_type in {"Bearer", "DPoP"}
    assert service.security.dpop is not Offer.REQUIRED or tokens.token_type == "DPoP"
    assert tokens.obtained_at == NOW
    for end in (tokens.expires_at, tokens.refresh_expires_at):
        assert end is None or NOW <= end <= NOW + TEN_YEARS
    assert all(scope.isprintable() and scope for scope in tokens.scopes)


@given(answers(secrets=KEPT), SERVICES)
def test_a_renewal_is_one_of_five(response: Response, service: Service) -> None:
    """C45, C51, C55–C59, C102: a closed set; what was kept is kept, and no word of it repeats a secret."""
    verdict = token_endpoint.judge_refresh(response, sent_at=NOW, tokens=OLD, service=service)
    match verdict:
        case Renewed(tokens):
            _check_new(replace(tokens, refresh_expires_at=None), response, service)
            assert tokens.refresh_token is not None
        case Rejected(error, description):
            assert error in {"invalid_grant", *service.quirks.rejected_errors}
            check_words(description)
        case Misconfigured(_, error, description):
            check_words(error, description)
        case Transient(_, detail, wait):
            check_words(detail)
            assert wait is None or 0 <= wait <= 3600
        case Refused(status, error, description):
            assert status == response.status
            check_words(error, description)
        case _:
            raise AssertionError(verdict)


@given(answers(), st.sampled_from([408, 429, 500, 502, 503, 511, 301, 307]))
def test_trouble_of_the_network_ends_no_grant(response: Response, status: int) -> None:
    """C37, C57: whatever a busy server, a portal or a redirect says, the tokens stay."""
    trouble = replace(response, status=status)
    assert isinstance(token_endpoint.judge_refresh(trouble, sent_at=NOW, tokens=OLD, service=ACME), Transient)
    assert token_endpoint.judge_passing(trouble, now=NOW) is not None
    assert (
        judged(token_endpoint.TokenError, lambda: token_endpoint.initial_tokens(trouble, sent_at=NOW, asked=())) is None
    )


VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=30)


@given(VALUES, st.none() | VALUES, st.none() | st.floats(0, TEN_YEARS), SCOPES)
def test_what_the_service_gave_is_what_is_kept(
    access: str, refresh: str | None, seconds: float | None, scopes: tuple[str, ...]
) -> None:
    """C46, C49–C51: tokens arrive letter by letter, lifetimes count from before sending, and gaps are filled."""
    said = {"access_token": access, "refresh_token": refresh, "expires_in": seconds, "scope": " ".join(scopes)}
    new = token_endpoint.judge_refresh(answer({**GOOD, **said}), sent_at=NOW, tokens=OLD, service=ACME)
    assert isinstance(new, Renewed)
    tokens = new.tokens
    assert tokens.access_token == Secret(access)
    assert tokens.refresh_token == (Secret(refresh) if refresh is not None else OLD.refresh_token)
    assert tokens.expires_at == (None if seconds is None else NOW + seconds)
    assert (tokens.scopes, tokens.id_token) == (scopes, OLD.id_token)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=3))
def test_a_lifetime_is_known_or_not(told: object) -> None:
    """C48: from now to ten years, or unknown."""
    seconds = lifetime(told)
    assert seconds is None or 0 <= seconds <= TEN_YEARS


@given(st.text(min_size=1), st.sampled_from(["access_token", "refresh_token"]))
def test_what_no_header_holds_is_no_token(text: str, name: str) -> None:
    """C46: visible ASCII or nothing; what is refused is not quoted."""
    verdict = token_endpoint.judge_refresh(answer({**GOOD, name: text}), sent_at=NOW, tokens=OLD, service=ACME)
    fits = all(" " <= character <= "~" for character in text)
    assert isinstance(verdict, Renewed if fits else Refused | Transient)
