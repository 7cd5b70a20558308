"""A service, an attempt and answers to test with."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Endpoints, Quirks, Service
from oauth_desk.domain.tokens import Tokens
from oauth_desk.protocol.attempt import Attempt, begin
from oauth_desk.protocol.http import Headers, Request, Response

NOW = 1_800_000_000.0
ISSUER = "https://login.acme.example"
STATE = "state-of-this-attempt"
VERIFIER = "verifier-of-this-attempt-0123456789-0123456789"
NONCE = "nonce-of-this-attempt"
REDIRECT = "http://127.0.0.1:49152/callback"
OLD_REFRESH = "old-refresh-token-canary"
OLD_ACCESS = "old-access-token-canary"
GOOD = {"access_token": "new-access", "token_type": "Bearer", "expires_in": 3600}

ACME = Service(
    id="acme",
    name="Acme",
    issuer=ISSUER,
    endpoints=Endpoints(
        authorization=f"{ISSUER}/authorize",
        token=f"{ISSUER}/token",
        revocation=f"{ISSUER}/revoke",
        introspection=f"{ISSUER}/introspect",
        device_authorization=f"{ISSUER}/device",
        userinfo="https://api.acme.example/userinfo",
        registration=f"{ISSUER}/register",
        jwks_uri=f"{ISSUER}/jwks",
    ),
    api_base_urls=("https://api.acme.example/v2",),
    client=Client(client_id="desk-123"),
    scopes=("read", "write"),
)


def acme(**changes: Any) -> Service:
    """Return the sample service with the given fields, ``quirks`` as a dict of its own."""
    if isinstance(changes.get("quirks"), dict):
        changes["quirks"] = Quirks(**changes["quirks"])
    return replace(ACME, **changes)


def attempt(
    service: Service = ACME, scopes: tuple[str, ...] = ("read", "write"), *, another_account: bool = False
) -> Attempt:
    """Return a sign-in under way."""
    return begin(
        service,
        scopes,
        redirect_uri=REDIRECT,
        state=Secret(STATE),
        nonce=Secret(NONCE),
        verifier=Secret(VERIFIER),
        now=NOW,
        another_account=another_account,
    )


def old_tokens(**changes: Any) -> Tokens:
    """Return tokens that are due for renewal."""
    tokens = Tokens(
        access_token=Secret(OLD_ACCESS),
        obtained_at=NOW - 3600,
        expires_at=NOW,
        refresh_token=Secret(OLD_REFRESH),
        refresh_obtained_at=NOW - 86_400,
        scopes=("read", "write"),
    )
    return replace(tokens, **changes)


def answer(body: object, status: int = 200, headers: Headers = ()) -> Response:
    """Return a JSON answer; bytes and text go as they are."""
    if isinstance(body, str):
        body = body.encode()
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status, headers or (("Content-Type", "application/json"),), raw)


def form_of(request: Request) -> list[tuple[str, str]]:
    """Return the parameters of a form request."""
    return parse_qsl((request.body or b"").decode(), keep_blank_values=True)


def header_of(request: Request, name: str) -> str | None:
    """Return a header of a request."""
    return next((value for key, value in request.headers if key.lower() == name.lower()), None)


def query_parameters(url: str) -> dict[str, list[str]]:
    """Return the query of ``url``, every value of every name."""
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True):
        found.setdefault(name, []).append(value)
    return found
