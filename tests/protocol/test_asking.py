"""Asking for access where nobody signs in: what is sent, and what the answers mean."""

import json
from dataclasses import replace
from email.utils import formatdate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt

from oauth_desk.domain.grant import Assertion, Exchange, Grant, ScopePlace, TokenKind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Security, Service
from oauth_desk.domain.status import Cause
from oauth_desk.domain.tokens import Tokens
from oauth_desk.domain.verdict import Misconfigured, Refused, Rejected, Renewed, Transient
from oauth_desk.protocol.asking import Asked, asking_request, first_tokens, judge_asking
from oauth_desk.protocol.bearer_assertion import audience_of, subject_of
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.token_endpoint import TokenError
from tests.protocol.keys import ALGORITHMS, KINDS, jwk, jwk_text
from tests.protocol.samples import ISSUER, NOW, acme, form_of

OLD = Tokens(Secret("old"), NOW - 90, NOW, scopes=("read",))
URN = "urn:ietf:params:oauth:token-type:"


def service(grant: Grant, **changes: Any) -> Service:
    """Return the sample service with another grant."""
    client = Client("desk", Secret("s3cret"), AuthMethod.POST)
    return replace(acme(client=client), grant=grant, **changes)


def asked(of: Service, **changes: Any) -> Asked:
    """Return one request to come."""
    subject = Secret("subject-t0ken") if of.grant is Grant.TOKEN_EXCHANGE else None
    return replace(Asked(of, ("read", "write"), NOW, "once", subject), **changes)


def signing(kind: str = "RSA", **said: Any) -> Service:
    """Return a service that wants assertions."""
    made = Assertion(**{"issuer": "robot", "private_key": Secret(jwk_text(kind, kid="k1")), **said})
    return service(Grant.JWT_BEARER, assertion=made, client=Client())


def sent(of: Service, **changes: Any) -> dict[str, str]:
    """Return the form that is sent."""
    return dict(form_of(asking_request(asked(of, **changes))))


def answer(status: int = 200, **members: Any) -> Response:
    """Return an answer of the token endpoint."""
    return Response(status, (("Content-Type", "application/json"),), json.dumps(members).encode())


def given_token(**more: Any) -> Response:
    """Return an answer with a token."""
    return answer(**{"access_token": "new", "token_type": "Bearer", "expires_in": 60, **more})


# --- what is sent ------------------------------------------------------------------


def test_client_credentials_ask_as_the_client() -> None:
    """RFC 6749 §4.4.2: the grant type, the scope, and the client's own proof."""
    assert sent(service(Grant.CLIENT_CREDENTIALS)) == {
        "grant_type": "client_credentials", "scope": "read write", "client_id": "desk", "client_secret": "s3cret",
    }  # fmt: skip
    assert "scope" not in sent(service(Grant.CLIENT_CREDENTIALS), scopes=())


@pytest.mark.parametrize("kind", KINDS)
def test_an_assertion_says_who_asks_and_for_how_long(kind: str) -> None:
    """RFC 7523 §3: iss, sub, aud, iat, exp and jti, signed with the key and named after it; no client is needed."""
    form = sent(signing(kind, lifetime=600))
    assert form.keys() == {"grant_type", "assertion", "scope"}
    assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    public = KINDS[kind].import_key(jwk(kind, private=False))
    algorithm = ALGORITHMS[kind]
    if kind == "OKP":
        return  # joserfc warns of its name; tests of the signature itself prove it
    read = jwt.decode(form["assertion"], public, algorithms=[algorithm])
    assert read.header == {"alg": algorithm, "typ": "JWT", "kid": "k1"}
    assert read.claims == {
        "iss": "robot", "sub": "robot", "aud": ISSUER, "jti": "once", "iat": int(NOW), "exp": int(NOW) + 600,
    }  # fmt: skip


def claims_in(form: dict[str, str]) -> dict[str, Any]:
    """Return what an assertion says."""
    return dict(jwt.decode(form["assertion"], KINDS["RSA"].import_key(jwk("RSA", private=False))).claims)


def test_an_assertion_says_what_the_service_wants() -> None:
    """On whose behalf, for whom, the scope inside, and members of the profile's own."""
    form = sent(
        signing(subject="ana", audience="https://elsewhere/", scope_in=ScopePlace.ASSERTION, claims=(("tenant", "7"),))
    )
    found = claims_in(form)
    assert (found["sub"], found["aud"], found["scope"], found["tenant"]) == (
        "ana", "https://elsewhere/", "read write", "7",
    )  # fmt: skip
    assert "scope" not in form
    assert "sub" not in claims_in(sent(signing(names_itself=False)))


def test_an_assertion_goes_beside_a_clients_proof() -> None:
    """RFC 7523 §3.1: a client that has an id proves itself as it does elsewhere."""
    form = sent(replace(signing(), client=Client("desk", Secret("s3cret"), AuthMethod.POST)))
    assert (form["client_id"], form["client_secret"]) == ("desk", "s3cret")


def test_an_exchange_names_both_kinds_and_all_audiences() -> None:
    """RFC 8693 §2.1: subject and kinds, each audience and each API."""
    wanted = Exchange(None, TokenKind.ID_TOKEN, TokenKind.JWT, ("orders", "stock"))
    api = Security(resource=("https://api.acme.example",))
    form = form_of(asking_request(asked(service(Grant.TOKEN_EXCHANGE, exchange=wanted, security=api))))
    assert ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange") in form
    assert ("subject_token", "subject-t0ken") in form
    assert ("subject_token_type", f"{URN}id_token") in form
    assert ("requested_token_type", f"{URN}jwt") in form
    assert [value for name, value in form if name == "audience"] == ["orders", "stock"]
    assert ("resource", "https://api.acme.example") in form
    assert ("scope", "read write") in form


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (service(Grant.JWT_BEARER, client=Client()), "private key"),
        (signing(issuer=None), "who makes the statement"),
        (replace(signing(), issuer=None, endpoints=replace(acme().endpoints, token=None)), "for whom"),
        (signing("EC", algorithm="RS256"), "does not fit"),
        (signing(private_key=Secret("{}")), "does not fit"),
        (service(Grant.AUTHORIZATION_CODE), "nothing to ask"),
        (service(Grant.CLIENT_CREDENTIALS, client=Client()), "No client id"),
    ],
)
def test_what_cannot_be_asked_is_told(of: Service, said: str) -> None:
    """A profile that says too little is told before anything is sent."""
    with pytest.raises(UnusableClient) as caught:
        asking_request(asked(of))
    assert said in str(caught.value)


def test_an_exchange_says_no_more_than_needed() -> None:
    """RFC 8693 §2.1: without a wish of the profile neither a kind, nor an audience, nor a scope goes along."""
    form = dict(form_of(asking_request(asked(service(Grant.TOKEN_EXCHANGE), scopes=()))))
    assert form.keys() == {"grant_type", "subject_token", "subject_token_type", "client_id", "client_secret"}
    assert form["subject_token_type"] == f"{URN}access_token"


def test_an_exchange_without_a_subject_is_not_sent() -> None:
    """There is nothing to exchange."""
    with pytest.raises(UnusableClient):
        asking_request(asked(service(Grant.TOKEN_EXCHANGE), subject=None))


SCOPES = st.lists(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters='"\\'), min_size=1))


@given(st.sampled_from(list(Grant)[1:]), SCOPES, st.floats(1e9, 4e9), st.integers(60, 3600))
def test_every_request_is_a_post_without_secrets_in_its_address(
    grant: Grant, scopes: list[str], now: float, lifetime: int
) -> None:
    """C35: whatever is asked for goes in the body; an assertion lives an hour at most, from now on."""
    of = signing("RSA", lifetime=lifetime) if grant is Grant.JWT_BEARER else service(grant)
    request = asking_request(asked(of, scopes=tuple(scopes), now=now))
    form = form_of(request)
    assert (request.method, request.url) == ("POST", acme().endpoints.token)
    names = [name for name, _ in form if name not in {"audience", "resource"}]
    assert len(names) == len(set(names))
    if scopes:
        assert dict(form)["scope"].split(" ") == scopes
    if grant is Grant.JWT_BEARER:
        found = claims_in(dict(form))
        assert found["exp"] - found["iat"] == lifetime
        assert 0 <= now - found["iat"] < 1


# --- what the answers mean -----------------------------------------------------------


@pytest.mark.parametrize("grant", list(Grant)[1:])
def test_tokens_are_taken_and_a_renewal_key_is_not(grant: Grant) -> None:
    """RFC 6749 §4.4.3: a refresh token that came unasked is dropped; the lifetime counts from before sending."""
    of = signing() if grant is Grant.JWT_BEARER else service(grant)
    response = given_token(refresh_token="r", issued_token_type=f"{URN}access_token")
    first = first_tokens(response, asked(of), sent_at=NOW)
    assert (first.access_token, first.refresh_token, first.expires_at) == (Secret("new"), None, NOW + 60)
    assert first.scopes == ("read", "write")
    again = judge_asking(response, asked(of), sent_at=NOW, tokens=OLD)
    assert isinstance(again, Renewed)
    assert (again.tokens.access_token, again.tokens.refresh_token) == (Secret("new"), None)


@pytest.mark.parametrize(
    ("requested", "members", "taken"),
    [
        (None, {}, True),
        (None, {"issued_token_type": f"{URN}access_token"}, True),
        (None, {"issued_token_type": f"{URN}jwt"}, True),
        (None, {"issued_token_type": f"{URN}id_token", "token_type": "N_A"}, False),
        (None, {"issued_token_type": f"{URN}refresh_token", "token_type": "N_A"}, False),
        (None, {"issued_token_type": f"{URN}saml2"}, False),
        (None, {"issued_token_type": 7}, False),
        (None, {"issued_token_type": []}, False),
        (TokenKind.JWT, {"issued_token_type": {"a": 1}}, False),
        (None, {"issued_token_type": f"{URN}access_token", "token_type": "N_A"}, False),
        (TokenKind.ACCESS_TOKEN, {"issued_token_type": f"{URN}jwt"}, False),
        (TokenKind.JWT, {"issued_token_type": f"{URN}jwt"}, True),
        (TokenKind.JWT, {"issued_token_type": f"{URN}jwt", "token_type": "N_A"}, True),
        (TokenKind.JWT, {"issued_token_type": f"{URN}access_token"}, False),
    ],
)
def test_the_kind_that_was_issued_is_judged(
    requested: TokenKind | None,
    members: dict[str, Any],
    taken: bool,
) -> None:
    """RFC 8693 §2.2.1: what calls cannot be made with, or what nobody asked for, is not taken."""
    of = asked(service(Grant.TOKEN_EXCHANGE, exchange=Exchange(requested_token_type=requested)))
    response = given_token(**members)
    again = judge_asking(response, of, sent_at=NOW, tokens=OLD)
    assert isinstance(again, Renewed if taken else Refused)
    if taken:
        assert first_tokens(response, of, sent_at=NOW).access_token == Secret("new")
    else:
        with pytest.raises(TokenError, match="gave"):
            first_tokens(response, of, sent_at=NOW)


@pytest.mark.parametrize("grant", list(Grant)[1:])
@pytest.mark.parametrize(
    ("error", "kind"),
    [("invalid_grant", Rejected), ("invalid_client", Misconfigured), ("invalid_scope", Misconfigured)],
)
def test_refusals_are_those_of_any_renewal(grant: Grant, error: str, kind: type) -> None:
    """C56: the closed set of verdicts holds here, too."""
    of = signing() if grant is Grant.JWT_BEARER else service(grant)
    verdict = judge_asking(answer(400, error=error), asked(of), sent_at=NOW, tokens=OLD)
    assert isinstance(verdict, kind)


@pytest.mark.parametrize(
    ("off", "said"),
    [(3600.0, "1 hour behind"), (-600.0, "10 minutes ahead of"), (-2 * 86_400.0, "2 days ahead of"), (90.0, "minute")],
)
def test_clocks_that_are_apart_are_told(off: float, said: str) -> None:
    """C74: an assertion refused by a server whose clock is far off is refused for its times, and tried again."""
    refused = answer(400, error="invalid_grant", error_description="Invalid JWT: not in a reasonable timeframe")
    dated = replace(refused, headers=(*refused.headers, ("Date", formatdate(NOW + off, usegmt=True))))
    verdict = judge_asking(dated, asked(signing()), sent_at=NOW, tokens=OLD)
    assert isinstance(verdict, Transient)
    assert verdict.cause is Cause.CLOCK
    assert said in verdict.detail


def test_clocks_that_agree_are_not_blamed() -> None:
    """A refused assertion is the key's fault where the clocks agree, or the server does not tell its own."""
    refused = answer(400, error="invalid_grant")
    dated = replace(refused, headers=(("Date", formatdate(NOW, usegmt=True)),))
    for response in (refused, dated):
        assert isinstance(judge_asking(response, asked(signing()), sent_at=NOW, tokens=OLD), Rejected)


def test_a_subject_that_is_repeated_is_masked() -> None:
    """C102: what a server repeats of the other connection's token is not shown."""
    of = service(Grant.TOKEN_EXCHANGE)
    verdict = judge_asking(
        answer(400, error="invalid_grant", error_description="bad subject-t0ken"), asked(of), sent_at=NOW, tokens=OLD
    )
    assert isinstance(verdict, Rejected)
    assert "subject-t0ken" not in verdict.description


@pytest.mark.parametrize("grant", list(Grant)[1:])
def test_a_page_in_place_of_an_answer(grant: Grant) -> None:
    """C57: what a captive portal sends is passing trouble, and never tokens."""
    of = asked(signing() if grant is Grant.JWT_BEARER else service(grant))
    page = Response(200, (("Content-Type", "text/html"),), b"<!doctype html><title>Wi-Fi</title>")
    verdict = judge_asking(page, of, sent_at=NOW, tokens=OLD)
    assert isinstance(verdict, Transient)
    assert verdict.cause is Cause.CAPTIVE_PORTAL
    with pytest.raises(TokenError, match="page"):
        first_tokens(page, of, sent_at=NOW)


@given(st.integers(100, 599), st.binary(max_size=300), st.sampled_from(list(Grant)[1:]))
def test_no_answer_is_a_traceback(status: int, body: bytes, grant: Grant) -> None:
    """Whatever comes is judged, and anything but tokens leaves nothing."""
    of = asked(signing() if grant is Grant.JWT_BEARER else service(grant))
    response = Response(status, (("Content-Type", "application/json"),), body)
    assert not isinstance(judge_asking(response, of, sent_at=NOW, tokens=OLD), Renewed)
    with pytest.raises(TokenError):
        first_tokens(response, of, sent_at=NOW)


def test_a_client_that_may_not_ask_like_this_is_known_all_the_same() -> None:
    """RFC 6749 §5.2: unauthorized_client is about the grant; invalid_client is about who asks."""
    of = service(Grant.CLIENT_CREDENTIALS)
    causes = []
    for error in ("unauthorized_client", "invalid_client"):
        verdict = judge_asking(answer(400, error=error), asked(of), sent_at=NOW, tokens=OLD)
        assert isinstance(verdict, Misconfigured)
        causes.append(verdict.cause)
    assert causes == [Cause.GRANT_TYPE, Cause.CLIENT]


def test_whom_a_statement_names() -> None:
    """RFC 7523 §3: the profile's words go first, then the issuer of the service, then its token endpoint."""
    bare = signing(audience=None)
    assert audience_of(bare) == bare.issuer
    assert audience_of(replace(bare, issuer=None)) == bare.endpoints.token
    assert audience_of(signing(audience="them")) == "them"
    assert [subject_of(signing(subject=who)) for who in ("ana", None)] == ["ana", "robot"]
    assert subject_of(signing(names_itself=False)) is None
