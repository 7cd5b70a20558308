"""The cases that stand for tests of the conformance suite: one for each name, and what we answer."""

import asyncio
from dataclasses import replace
from typing import Any, Final

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client
from tests.adapters.web_server import Seen, plain
from tests.conformance import jwt
from tests.conformance.case import Case
from tests.conformance.life import SCOPES, Ended, Life
from tests.conformance.play import LEFT_OUT, Play
from tests.conformance.provider import CLIENT_ID, EMAIL, SUBJECT, Provider, form_of

SECRET: Final = "s3cret/+ of: ours"
ENCODED: Final = "ZGVzazpzM2NyZXQlMkYlMkIrb2YlM0Erb3Vycw=="
_CONFIDENTIAL: Final = Client(client_id=CLIENT_ID, client_secret=Secret(SECRET))
_UNPROVEN: Final = "identity_not_proven"


def label(wanted: str) -> "object":
    """Demand what the account is called."""
    return lambda _life, ended: ended.connection is not None and ended.connection.account.label == wanted


def by_basic(life: Life, _ended: Ended) -> bool:
    """Tell whether the secret went by Basic, encoded first (RFC 6749 §2.3.1), and nowhere else."""
    asked = life.provider.last("token")
    return asked.header("Authorization") == f"Basic {ENCODED}" and not form_of(asked).keys() & {
        "client_id",
        "client_secret",
    }


def asked_scopes(life: Life, ended: Ended) -> bool:
    """Tell whether the scopes were asked for, and what came for them is shown."""
    asked = life.provider.asked["scope"].split()
    return {"profile", "email"} <= set(asked) and ended.connection is not None and label(EMAIL)(life, ended)


def registered(life: Life, ended: Ended) -> bool:
    """Tell whether the client that was handed out is the one that signed in."""
    client_id = form_of(life.provider.last("token"))["client_id"]
    return client_id == life.provider.client_id != CLIENT_ID and ended.connection is not None


def bearer_header(life: Life, _ended: Ended) -> bool:
    """Tell whether userinfo was asked with the token in the header, and nowhere else."""
    asked = life.provider.last("userinfo")
    alone = asked.target == "/userinfo" and asked.body == b""
    return alone and (asked.header("Authorization") or "").startswith("Bearer access+")


async def signed_userinfo(provider: Provider, _seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Answer with a signed token where JSON is wanted."""
    claims = {"iss": provider.url, "aud": CLIENT_ID, "sub": SUBJECT, "email": EMAIL}
    made = jwt.compact({"alg": "RS256", "kid": "usual"}, claims, jwt.rs256())
    writer.write(plain(200, made.encode(), ("Content-Type", "application/jwt")))


def by_a_new_key(provider: Provider, claims: dict[str, Any]) -> str:
    """Sign with a key that is published this very moment."""
    provider.play = replace(provider.play, keys=lambda: [jwt.public_jwk("other")])
    return jwt.compact({"alg": "RS256", "kid": "other"}, claims, jwt.rs256("other"))


def as_the_document_says(life: Life, _ended: Ended) -> bool:
    """Tell whether each endpoint was asked where the document has it."""
    asked = {name: life.provider.last(name).target.partition("?")[0] for name in ("authorize", "token")}
    return asked == {"authorize": "/authorize/odd-1", "token": "/token/odd-2"}


async def userinfo_after_the_renewal(life: Life, ended: Ended) -> bool:
    """Tell whether userinfo, asked for again, takes the renewed token."""
    assert ended.connection is not None
    told = await life.desk.inspector.userinfo(ended.connection.id)
    token = ended.connection.tokens.access_token
    assert token is not None
    return (
        told["sub"] == SUBJECT and life.provider.last("userinfo").header("Authorization") == f"Bearer {token.reveal()}"
    )


SIGN_IN: Final = (
    Case(name="oidcc-client-test", does="everything as it should be", holds=label(EMAIL)),
    Case(
        name="oidcc-client-test-invalid-iss",
        does="the ID token names another issuer",
        play=Play(claims={"iss": "{elsewhere}"}),
        ends=_UNPROVEN,
        says="from another issuer",
    ),
    Case(
        name="oidcc-client-test-missing-sub",
        does="the ID token has no sub",
        play=Play(claims={"sub": LEFT_OUT}),
        ends=_UNPROVEN,
        says="does not say who signed in",
    ),
    Case(
        name="oidcc-client-test-invalid-aud",
        does="the ID token is for another client",
        play=Play(claims={"aud": "somebody-else"}),
        ends=_UNPROVEN,
        says="for another program",
    ),
    Case(
        name="oidcc-client-test-missing-aud",
        does="the ID token is for nobody",
        play=Play(claims={"aud": LEFT_OUT}),
        ends=_UNPROVEN,
        says="for another program",
    ),
    Case(
        name="oidcc-client-test-missing-iat",
        does="the ID token does not say when it was issued",
        play=Play(claims={"iat": LEFT_OUT}),
        ends=_UNPROVEN,
        says="does not say when it was issued",
    ),
    Case(
        name="oidcc-client-test-kid-absent-single-jwks",
        does="neither the ID token nor the one key is named",
        play=Play(header={"kid": LEFT_OUT}, keys=lambda: [jwt.public_jwk("usual", kid=None)]),
    ),
    Case(
        name="oidcc-client-test-kid-absent-multiple-jwks",
        does="the ID token names no key, and there are several of the kind",
        play=Play(
            header={"kid": LEFT_OUT},
            keys=lambda: [jwt.public_jwk("other", kid=None), jwt.curve_jwk(), jwt.public_jwk("usual", kid=None)],
        ),
    ),
    Case(
        name="oidcc-client-test-idtoken-sig-rs256",
        does="the ID token is signed by RS256, the keys are all RSA",
        play=Play(keys=lambda: [jwt.public_jwk("other"), jwt.public_jwk("usual")]),
    ),
    Case(
        name="oidcc-client-test-idtoken-sig-none",
        does="the ID token is not signed, as its metadata offers",
        play=Play(
            metadata={"id_token_signing_alg_values_supported": ["RS256", "none"]},
            header={"alg": "none", "kid": LEFT_OUT},
            sign=jwt.nothing,
        ),
        ends=_UNPROVEN,
        says="not accepted",
    ),
    Case(
        name="oidcc-client-test-invalid-sig-rs256",
        does="the signature is wrong by a bit",
        play=Play(sign=jwt.spoiled(jwt.rs256())),
        ends=_UNPROVEN,
        says="signature of the ID token is wrong",
    ),
    Case(
        name="oidcc-client-test-invalid-sig-hs256",
        does="the ID token is signed with a secret, and wrongly",
        play=Play(
            metadata={"id_token_signing_alg_values_supported": ["HS256"]},
            header={"alg": "HS256", "kid": LEFT_OUT},
            sign=jwt.spoiled(jwt.hs256(SECRET.encode())),
        ),
        service={"client": _CONFIDENTIAL},
        ends=_UNPROVEN,
        says="not accepted",
    ),
    Case(
        name="oidcc-client-test-invalid-sig-es256",
        does="the signature by ES256 is wrong by a bit",
        play=Play(
            metadata={"id_token_signing_alg_values_supported": ["ES256"]},
            header={"alg": "ES256", "kid": "curve"},
            keys=lambda: [jwt.curve_jwk()],
            sign=jwt.spoiled(jwt.es256),
        ),
        ends=_UNPROVEN,
        says="signature of the ID token is wrong",
    ),
    Case(
        name="oidcc-client-test-userinfo-invalid-sub",
        does="userinfo is about somebody else",
        play=Play(userinfo={"sub": "ben-2", "email": "ben@example.com"}),
        holds=label(""),
    ),
    Case(
        name="oidcc-client-test-nonce-invalid",
        does="the ID token has another nonce",
        play=Play(claims={"nonce": "another"}),
        ends=_UNPROVEN,
        says="not of this sign-in",
    ),
    Case(
        name="oidcc-client-test-scope-userinfo-claims",
        does="userinfo gives what profile and email are asked for",
        play=Play(),
        service={"scopes": SCOPES},
        holds=asked_scopes,
    ),
    Case(
        name="oidcc-client-test-client-secret-basic",
        does="the client proves itself with a secret, by Basic",
        service={"client": replace(_CONFIDENTIAL, auth_method=AuthMethod.BASIC)},
        holds=by_basic,
    ),
    Case(
        name="oidcc-client-test-userinfo-bearer-header",
        does="userinfo takes the token in the header",
        holds=bearer_header,
    ),
    Case(
        name="oidcc-client-test-invalid-athash",
        does="at_hash is of another access token (in the code flow, where it may be left out)",
        play=Play(claims={"at_hash": jwt.half_hash("another")}),
        ends=_UNPROVEN,
        says="belongs to another access token",
    ),
    Case(
        name="oidcc-client-test-aggregated-claims",
        does="userinfo passes on what others claim",
        play=Play(
            userinfo={
                "_claim_names": {"email": "src1", "address": "src1"},
                "_claim_sources": {"src1": {"JWT": "e30.eyJlbWFpbCI6ImJlbkBleGFtcGxlLmNvbSJ9."}},
            }
        ),
        holds=label(EMAIL),
    ),
    Case(
        name="oidcc-client-test-distributed-claims",
        does="userinfo says where others claim something, with a token for there",
        play=Play(
            userinfo={
                "_claim_names": {"credit_score": "src1"},
                "_claim_sources": {"src1": {"endpoint": "{elsewhere}/claims", "access_token": "for-there"}},
            }
        ),
        holds=label(EMAIL),
    ),
    Case(
        name="oidcc-client-test-userinfo-signed",
        does="userinfo is a signed token",
        play=Play(answers={"userinfo": signed_userinfo}),
        holds=label(""),
    ),
    Case(
        name="oidcc-client-test-ignores-unparseable-key-in-jwks",
        does="beside the key there are two of kinds that nobody knows",
        play=Play(
            keys=lambda: [
                {"kty": "AKP", "alg": "ML-DSA-99", "kid": "later", "use": "sig", "pub": "AAAA"},
                {"kty": "made-up", "kid": "odd", "x": 7},
                jwt.public_jwk("usual"),
            ]
        ),
    ),
    Case(
        name="oidcc-client-test-discovery-openid-config",
        does="the endpoints are where the document says, and nowhere else",
        play=Play(
            metadata={
                "authorization_endpoint": "{here}/authorize/odd-1",
                "token_endpoint": "{here}/token/odd-2",
                "userinfo_endpoint": "{here}/userinfo/odd-3",
            }
        ),
        holds=as_the_document_says,
    ),
    Case(
        name="oidcc-client-test-discovery-jwks-uri-keys",
        does="the keys are where the document says",
        play=Play(metadata={"jwks_uri": "{here}/jwks/odd-4"}),
        holds=lambda life, _: life.provider.last("jwks").target == "/jwks/odd-4",
    ),
    Case(
        name="oidcc-client-test-discovery-issuer-mismatch",
        does="the document names another issuer",
        play=Play(metadata={"issuer": "{elsewhere}"}),
        ends="not_discoverable",
        says="belongs to another service",
        asks={"authorize": 0, "register": 0, "token": 0},
    ),
    Case(
        name="oidcc-client-test-signing-key-rotation-just-before-signing",
        does="the key changes after the browser has come back",
        play=Play(id_token=by_a_new_key, keys=lambda: [jwt.public_jwk("usual")]),
    ),
    Case(
        name="oidcc-client-test-dynamic-registration",
        does="the program registers itself, and signs in as what it was registered",
        service={"client": Client()},
        holds=registered,
    ),
)

OTHER_SCENES: Final = (
    Case(
        name="oidcc-client-test-signing-key-rotation",
        does="the key changes between two sign-ins",
        scene="two_sign_ins",
    ),
    Case(
        name="oidcc-client-test-mtls-endpoint-aliases",
        does="the token endpoint for those with a certificate is named apart, and wants one",
        scene="mutual_tls",
    ),
    Case(
        name="oidcc-client-test-refresh-token",
        does="the renewal brings new tokens, and userinfo takes the new one",
        scene="renewal",
        holds=userinfo_after_the_renewal,
    ),
    Case(
        name="oidcc-client-test-refresh-token-invalid-issuer",
        does="the ID token of the renewal names another issuer",
        scene="renewal",
        play=Play(renewed_claims={"iss": "{elsewhere}"}),
        ends="refused",
        says="another account",
        asks={"userinfo": 0},
    ),
    Case(
        name="oidcc-client-test-refresh-token-invalid-sub",
        does="the ID token of the renewal is about somebody else",
        scene="renewal",
        play=Play(renewed_claims={"sub": "ben-2"}),
        ends="refused",
        says="another account",
        asks={"userinfo": 0},
    ),
    Case(
        name="oidcc-client-test-refresh-token-invalid-aud",
        does="the ID token of the renewal is for another client",
        scene="renewal",
        play=Play(renewed_claims={"aud": "somebody-else"}),
        ends="refused",
        says="another program",
        asks={"userinfo": 0},
    ),
    Case(
        name="oidcc-client-test-refresh-token-invalid-azp",
        does="the ID token of the renewal was given to another client",
        scene="renewal",
        play=Play(renewed_claims={"azp": "somebody-else"}),
        ends="refused",
        says="another program",
        asks={"userinfo": 0},
    ),
)

CASES: Final = (*SIGN_IN, *OTHER_SCENES)

REMARKS: Final = {
    "oidcc-client-test-idtoken-sig-none": "The suite wants it accepted from a client that registered for it. This "
    "program never does: an ID token is believed by its signature alone (C70).",
    "oidcc-client-test-distributed-claims": "The suite wants the other place asked. This program does not go where "
    "userinfo points: what it shows of a person is not worth a request to a stranger.",
    "oidcc-client-test-aggregated-claims": "The program is content with the claims of the provider itself.",
    "oidcc-client-test-userinfo-signed": "The suite has the client register for signed userinfo. This program does "
    "not: what is signed unasked is not believed, and the connection is good without a name.",
    "oidcc-client-test-invalid-sig-hs256": "Refused before any signature is looked at: shared secrets sign no ID "
    "tokens here (C70).",
    "oidcc-client-test-userinfo-invalid-sub": "Userinfo is dropped whole: the connection is good, and has no name.",
    "oidcc-client-test-kid-absent-multiple-jwks": "The suite lets a client refuse, or try the keys that fit. This "
    "program tries them (C73).",
}
"""What is to be said of an answer: that it is not the suite's, or one of two that it allows, or what it means."""
