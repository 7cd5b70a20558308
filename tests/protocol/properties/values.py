"""What requests are made of, drawn at random within what a profile or a server may say."""

import json
from dataclasses import replace
from functools import cache
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st

from oauth_desk.domain.profile_schema import FREE_TABLES
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Metadata, Pairs, Parameters, Quirks, Security, Service
from oauth_desk.domain.template import gaps
from oauth_desk.protocol.attempt import begin
from oauth_desk.protocol.dpop import key_from
from tests.protocol.keys import jwk_text
from tests.protocol.samples import ACME, ISSUER, NOW, REDIRECT, acme

FEW: Final = settings(max_examples=50)
"""For what draws a whole service, or reads a key of thousands of bits, each time; every run draws others."""
MARK: Final = "c4n4ry"
"""Every secret holds it, and nothing else: encoded as it may be, it is found where it must not be."""


def _is_open(text: str) -> bool:
    """Tell whether a text may be seen: Hypothesis draws some from what stands in the tests, the mark too."""
    return MARK not in text


TEXTS: Final = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).filter(_is_open)
"""Whatever can be written as UTF-8."""
_ASCII: Final = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
VISIBLE: Final = st.one_of(
    st.text(_ASCII, min_size=1, max_size=20).filter(_is_open),
    st.text(" &=+%#?:/;,\"\\'{}[]<>", min_size=1, max_size=6),
)
"""Printable ASCII, as a profile's texts and a server's tokens are made of, with much that encodings trip over."""
SECRETS: Final = VISIBLE.map(lambda text: Secret(f"{MARK}{text}"))
STATES: Final = st.text("abcXYZ0189-_", min_size=22, max_size=43).map(Secret)
"""What the program draws itself, and puts into an address: base64url."""
VERIFIERS: Final = st.text("abcXYZ0189-._~", min_size=36, max_size=60).map(lambda text: Secret(f"{MARK}-{text}"))
SCOPES: Final = st.lists(
    st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters='"\\,|+;'), min_size=1, max_size=9)
    | st.sampled_from(["openid", "offline_access", "read", "https://acme.example/auth/mail"]),
    max_size=4,
    unique=True,
).map(tuple)
MOMENTS: Final = st.floats(1e9, 4e9)
ADDRESSES: Final = st.builds(
    "https://{}{}{}".format,
    st.sampled_from(["login.acme.example", "acme.example:8443", "127.0.0.1", "[2001:db8::1]:9443"]),
    st.sampled_from(["", "/", "/token", "/a/b%20c", "/oauth2//token"]),
    st.sampled_from(["", "?tenant=7", "?a=%26&b=c%20d"]),
)
RESOURCES: Final = st.lists(
    st.sampled_from(["https://api.acme.example", "https://api.acme.example/v2?x=%26", "urn:acme:api"]),
    max_size=2,
    unique=True,
).map(tuple)


_SCOPE_NAMES: Final = ("scope", "user_scope", "permissions")


@cache
def pairs(table: str) -> st.SearchStrategy[Pairs]:
    """Return what a free table of a profile may hold: the program's own names are refused there."""
    taken = FREE_TABLES[table].taken.union(_SCOPE_NAMES)
    names = VISIBLE.filter(lambda name: name not in taken)
    texts = TEXTS.filter(lambda text: not gaps(text))  # what fills gaps has properties of its own
    return st.dictionaries(names, texts, max_size=3).map(lambda held: tuple(held.items()))


HEADERS: Final = st.dictionaries(
    st.sampled_from(["X-Version", "Notion-Version", "accept", "User-Agent", "Content-Type"]),
    st.text(_ASCII, max_size=20),
    max_size=2,
).map(lambda headers: tuple(headers.items()))


@cache
def signing_key(kind: str) -> Secret:
    """Return a private key as a JWK that holds the mark."""
    return Secret(jwk_text(kind, kid=MARK))


DPOP_KEYS: Final = st.none() | st.just(key_from("q" * 43))


@cache
def clients(method: AuthMethod | None = None) -> st.SearchStrategy[Client]:
    """Return registrations that can be proved, by the method named or by any."""
    if method is None:
        return st.one_of([clients(each) for each in AuthMethod])
    secret = SECRETS if method in {AuthMethod.SECRET_JWT, AuthMethod.POST} else st.none() | SECRETS
    key = st.sampled_from(["EC", "OKP"]).map(signing_key) if method is AuthMethod.PRIVATE_KEY_JWT else st.none()
    return st.builds(Client, VISIBLE, secret, st.just(method), private_key=key)


METADATA: Final = st.sampled_from(
    [
        {},
        {"token_endpoint_auth_signing_alg_values_supported": ["Ed25519"]},
        {"require_pushed_authorization_requests": True},
        {"dpop_signing_alg_values_supported": ["ES256"]},
    ]
).map(lambda members: Metadata(document=json.dumps({"issuer": ISSUER, **members})))
QUIRKS: Final = st.builds(
    Quirks,
    basic_encoding=st.sampled_from(["form", "raw"]),
    scope_parameter=st.sampled_from(_SCOPE_NAMES),
    send_pkce=st.booleans(),
    token_request_headers=HEADERS,
    token_request_body=st.sampled_from(["form", "json"]),
)
PARAMETERS: Final = st.builds(
    Parameters, pairs("parameters.authorization"), pairs("parameters.token"), pairs("parameters.refresh")
)


@cache
def services(method: AuthMethod | None = None) -> st.SearchStrategy[Service]:
    """Return services with any of the quirks, parameters and proofs that a profile may name."""
    refresh = st.sampled_from([None, f"{ISSUER}/refresh"])
    endpoints = refresh.map(
        lambda url: replace(ACME.endpoints, pushed_authorization_request=f"{ISSUER}/par", refresh=url)
    )
    return st.builds(
        acme,
        endpoints=endpoints,
        client=clients(method),
        scope_separator=st.sampled_from([" ", ",", "+", ";", "|"]),
        quirks=QUIRKS,
        parameters=PARAMETERS,
        security=RESOURCES.map(lambda named: Security(resource=named, certificate=Secret(f"{MARK} certificate"))),
        metadata=METADATA,
    )


ATTEMPTS: Final = st.builds(
    begin,
    services(),
    SCOPES,
    redirect_uri=st.sampled_from([REDIRECT, "http://[::1]:1/", "https://me.example/landing/a%20b"]),
    state=STATES,
    nonce=st.none() | STATES,
    verifier=VERIFIERS,
    now=st.just(NOW),
    dpop_key=DPOP_KEYS,
)
"""A sign-in under way at any service."""
