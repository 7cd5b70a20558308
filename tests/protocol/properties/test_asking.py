"""Where nobody signs in: client credentials, JWT bearer, token exchange."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws

from oauth_desk.domain.grant import Assertion, Exchange, Grant, ScopePlace, TokenKind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Service
from oauth_desk.domain.tokens import Tokens
from oauth_desk.domain.verdict import Misconfigured, Refused, Rejected, Renewed, Transient
from oauth_desk.protocol import bearer_assertion, token_exchange
from oauth_desk.protocol.asking import Asked, asking_request, clocks_apart, first_tokens, judge_asking
from oauth_desk.protocol.http import Possession, Response
from oauth_desk.protocol.jwt_text import unverified_claims
from oauth_desk.protocol.signature import signed_by_key, signed_by_secret, usual_algorithm
from oauth_desk.protocol.token_endpoint import TokenError
from tests.protocol.keys import KINDS, jwk
from tests.protocol.properties.answers import answers, check_words, judged, refusals
from tests.protocol.properties.sent import Said, extras, said_in
from tests.protocol.properties.values import (
    DPOP_KEYS,
    FEW,
    MARK,
    MOMENTS,
    SCOPES,
    SECRETS,
    TEXTS,
    VISIBLE,
    pairs,
    services,
    signing_key,
)
from tests.protocol.samples import ISSUER, NOW, acme, answer

TOKEN = f"{ISSUER}/token"
SUBJECT = Secret(f"{MARK}-subject-0123456789")
CLIENT = Secret(f"{MARK}-client-0123456789")
OLD = Tokens(Secret("old-0123456789"), NOW - 90, NOW, scopes=("read",))
JTIS = st.text("abc012-_", min_size=8, max_size=30)
ASSERTIONS = st.builds(
    Assertion,
    issuer=VISIBLE,
    subject=st.none() | VISIBLE,
    names_itself=st.booleans(),
    audience=st.none() | VISIBLE,
    private_key=st.sampled_from(["EC", "OKP"]).map(signing_key),
    lifetime=st.integers(60, 3600),
    scope_in=st.sampled_from(ScopePlace),
    claims=pairs("assertion.claims"),
)
EXCHANGES = st.builds(
    Exchange,
    subject_token_type=st.sampled_from(TokenKind),
    requested_token_type=st.sampled_from([None, TokenKind.ACCESS_TOKEN, TokenKind.JWT]),
    audience=st.lists(VISIBLE, max_size=2).map(tuple),
)
GRANTS = st.sampled_from([Grant.CLIENT_CREDENTIALS, Grant.JWT_BEARER, Grant.TOKEN_EXCHANGE])


def askings(grant: Grant) -> st.SearchStrategy[Asked]:
    """Return requests to come, at any service."""
    exchanges = grant is Grant.TOKEN_EXCHANGE
    of = st.builds(
        replace,
        services(),
        grant=st.just(grant),
        assertion=ASSERTIONS if grant is Grant.JWT_BEARER else st.just(Assertion()),
        exchange=EXCHANGES if exchanges else st.just(Exchange()),
    )
    return st.builds(Asked, of, SCOPES, MOMENTS, JTIS, SECRETS if exchanges else st.none(), DPOP_KEYS)


def _said(asked: Asked) -> Said:
    """Return what a request says beside the client's proof and the profile's own parameters."""
    request = asking_request(asked)
    assert request.possession == (None if asked.dpop_key is None else Possession(asked.dpop_key))
    return said_in(request, asked.service, TOKEN)


def _whole(asked: Asked, said: Said) -> Said:
    said = said + [("resource", resource) for resource in asked.service.security.resource]
    return said + extras(asked.service.parameters.token, said)


def _scope(asked: Asked) -> Said:
    value = asked.service.scope_separator.join(asked.scopes)
    return [(asked.service.quirks.scope_parameter, value)] if asked.scopes else []


@FEW
@given(askings(Grant.CLIENT_CREDENTIALS))
def test_client_credentials(asked: Asked) -> None:
    """RFC 6749 §4.4.2, C35, C36: the grant, the scope, each API, the client's own proof, and nothing else."""
    assert _said(asked) == _whole(asked, [("grant_type", "client_credentials"), *_scope(asked)])


@FEW
@given(askings(Grant.TOKEN_EXCHANGE))
def test_a_token_exchange(asked: Asked) -> None:
    """RFC 8693 §2.1, C35: the subject in the body alone, with what it is and what is wanted for it."""
    wanted, subject = asked.service.exchange, asked.subject
    assert subject is not None
    said = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("subject_token", subject.reveal()),
        ("subject_token_type", str(wanted.subject_token_type)),
        *([("requested_token_type", str(wanted.requested_token_type))] if wanted.requested_token_type else []),
        *(("audience", audience) for audience in wanted.audience),
        *_scope(asked),
    ]
    assert token_exchange.form_of(asked.service, asked.scopes, subject) == said
    assert _said(asked) == _whole(asked, said)


@FEW
@given(askings(Grant.JWT_BEARER))
def test_a_signed_assertion(asked: Asked) -> None:
    """RFC 7523 §2.1, §3: signed with the key, for one use, an hour at most; a claim of the profile's replaces none."""
    service, wanted = asked.service, asked.service.assertion
    (_, grant), (_, text), *rest = said = _said(asked)
    assert grant == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    scope = _scope(asked) if wanted.scope_in is ScopePlace.FORM else []
    form = bearer_assertion.form_of(service, asked.scopes, now=asked.now, jti=asked.jti)
    assert [name for name, _ in form] == [name for name, _ in [*said[:2], *scope]]
    assert rest == _whole(asked, [*said[:2], *scope])[2:]
    claims = _claims(text, wanted.private_key)
    assert claims == bearer_assertion.claims_of(service, asked.scopes, now=asked.now, jti=asked.jti)
    audience = wanted.audience or service.issuer
    assert (claims["iss"], claims["aud"], claims["jti"]) == (wanted.issuer, audience, asked.jti)
    assert claims.get("sub") == (wanted.subject or (wanted.issuer if wanted.names_itself else None))
    told = bearer_assertion.audience_of(service), bearer_assertion.subject_of(service)
    assert told == (claims["aud"], claims.get("sub")), "what Details show is what is said"
    assert 0 <= asked.now - claims["iat"] < 1
    assert claims["exp"] - claims["iat"] == wanted.lifetime
    inside = asked.scopes and wanted.scope_in is ScopePlace.ASSERTION
    assert claims.get("scope") == (service.scope_separator.join(asked.scopes) if inside else None)
    assert dict(wanted.claims).items() <= claims.items()


def _claims(text: str, key: Secret | None) -> dict[str, Any]:
    """Return what a statement says whose signature holds."""
    assert key is not None
    parts = unverified_claims(text)
    assert parts is not None
    header = parts["header"]
    assert header["kid"] == MARK
    assert header.keys() == {"alg", "typ", "kid"}
    kind = "EC" if header["alg"] == "ES256" else "OKP"
    if kind == "EC":
        jws.deserialize_compact(text, KINDS[kind].import_key(jwk(kind, private=False)), algorithms=["ES256"])
    assert signed_by_key(parts["payload"], key, usual_algorithm(key)).count(".") == text.count(".") == 2
    return parts["payload"]


@given(st.dictionaries(VISIBLE, TEXTS, max_size=4), SECRETS)
def test_a_statement_signed_with_a_secret_holds_and_does_not_show_it(claims: dict[str, str], secret: Secret) -> None:
    """RFC 7515 §5.1: what is said is what is read, and another secret does not fit."""
    text = signed_by_secret(claims, secret)
    parts = unverified_claims(text)
    assert parts is not None
    assert parts["payload"] == claims
    assert signed_by_secret(claims, Secret(secret.reveal() + "x")).rpartition(".")[2] != text.rpartition(".")[2]
    assert MARK not in text
    assert json.loads(json.dumps(parts["header"])) == {"alg": "HS256", "typ": "JWT"}


@given(answers(secrets=[SUBJECT.reveal(), CLIENT.reveal()]), GRANTS, EXCHANGES)
def test_every_answer_is_judged(response: Response, grant: Grant, exchange: Exchange) -> None:
    """C45, C102, RFC 6749 §4.4.3, RFC 8693 §2.2.1: tokens for calls alone, else a verdict or the one error."""
    service = replace(acme(client=Client("desk", CLIENT)), grant=grant, exchange=exchange)
    asked = Asked(service, ("read",), NOW, "once", SUBJECT)
    first = judged(TokenError, lambda: first_tokens(response, asked, sent_at=NOW))
    verdict = judge_asking(response, asked, sent_at=NOW, tokens=OLD)
    assert isinstance(verdict, Renewed) == (first is not None)
    for tokens in (first, verdict.tokens if isinstance(verdict, Renewed) else None):
        if tokens is not None:
            assert response.status == 200
            assert tokens.access_token
            assert tokens.refresh_token is None
    _check_verdict(verdict, response, service)


def _check_verdict(verdict: object, response: Response, service: Service) -> None:
    assert isinstance(verdict, Renewed | Rejected | Misconfigured | Refused | Transient)
    if isinstance(verdict, Rejected | Misconfigured):
        check_words(verdict.error, verdict.description)
    if isinstance(verdict, Refused):
        check_words(verdict.error, verdict.description)
    if isinstance(verdict, Transient):
        check_words(verdict.detail)
    told = clocks_apart(response, Asked(service, (), NOW, "once"), sent_at=NOW)
    assert told is None or service.grant is Grant.JWT_BEARER
    check_words(told or "")


@given(refusals([SUBJECT.reveal(), CLIENT.reveal()]), GRANTS)
def test_a_refusal_repeats_nothing_of_what_was_sent(said: dict[str, Any], grant: Grant) -> None:
    """C102: neither the other connection's token nor the client's secret is shown, at first or later."""
    service = replace(acme(client=Client("desk", CLIENT)), grant=grant)
    asked = Asked(service, ("read",), NOW, "once", SUBJECT)
    refused = answer(said, 400)
    assert judged(TokenError, lambda: first_tokens(refused, asked, sent_at=NOW)) is None
    _check_verdict(judge_asking(refused, asked, sent_at=NOW, tokens=OLD), refused, service)


ISSUED = st.sampled_from([None, *map(str, TokenKind), "urn:ietf:params:oauth:token-type:saml2", "x", 7, []])


@given(ISSUED, st.sampled_from(["Bearer", "N_A", "n_a", None, 7]), EXCHANGES)
def test_what_was_issued_is_what_was_asked_for(issued: Any, kind: Any, exchange: Exchange) -> None:
    """RFC 8693 §2.2.1: another kind than the one wanted is told, and quotes no more than its name."""
    said = {"access_token": "a", "issued_token_type": issued, "token_type": kind}
    service = replace(acme(), exchange=exchange)
    told = judged(token_exchange.WrongKind, lambda: token_exchange.judged(said, service))
    wanted = exchange.requested_token_type
    usable = issued is None or (issued in (TokenKind.ACCESS_TOKEN, TokenKind.JWT) and wanted in (None, issued))
    for_calls = str(kind).lower() != "n_a"
    assert (told is not None) == (usable and (for_calls or wanted is TokenKind.JWT))
    if told is not None:
        assert told == (said if for_calls else {**said, "token_type": "Bearer"})
