"""What servers answer: every judge of the protocol, with any bytes."""

import json
import math
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from oauth_desk.domain.manners import AnswerForm
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AccountProbe
from oauth_desk.domain.verdict import Misconfigured, Refused, Rejected, Renewed, Transient
from oauth_desk.protocol import (
    api_place,
    device,
    discovery,
    dpop_use,
    introspection,
    key_set,
    own_revocation,
    protected_resource,
    pushed,
    registration,
    resource,
    revocation,
    token_endpoint,
    userinfo,
    www_authenticate,
)
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.json_body import DEEPEST, BadJson, parse, parse_object
from oauth_desk.protocol.retry_after import retry_after
from tests.faults.fuzz.target import Target, only
from tests.protocol.samples import ACME, GOOD, ISSUER, NOW, acme, attempt, old_tokens

QUIRKY: Final = acme(
    quirks={"errors_with_http_200": True, "rejected_errors": ("x", "0"), "token_request_body": "json"},
    scope_separator=",",
)
WAYS: Final = acme(
    answer=AnswerForm(
        inside="a[0]",
        access_token="t.x",
        scope="s",
        expires_at="e",
        issued_at="i",
        refresh_expires_at="r",
        lifetime=3600,
        zero_means_never=True,
        bearer_assumed=True,
        ok="ok",
        error="error.code",
        keep=("place", "a[0].id"),
    ),
    account=AccountProbe("https://api.acme.example/me", "a.b", labels=("c",), keep=("place",)),
    api_templates=("{token.place}/x", "https://{token.place}.acme.example", "https://api.acme.example/{account.place}"),
    allowed_hosts=("*.acme.example",),
)
"""A service with ways of its own to answer."""

STATUSES: Final = (200, 400, 401, 403, 201, 204, 302, 404, 408, 429, 500, 503, 511)
TYPES: Final = ("application/json", "text/html", "application/x-www-form-urlencoded", "", "text/plain; charset=x")
BODY: Final = 1 << 20
"""The most that the HTTP client hands over."""


def response(data: bytes) -> Response:
    """Return an answer: the first byte chooses status and type, the rest is the body."""
    first, body = (data[0], data[1:]) if data else (0, b"")
    headers = (("Content-Type", TYPES[first // len(STATUSES) % len(TYPES)]),)
    return Response(STATUSES[first % len(STATUSES)], headers, body, 0.1)


def answers(*bodies: object) -> tuple[bytes, ...]:
    """Return seeds: each body with status 200 and with status 400."""
    raw = [body if isinstance(body, bytes) else json.dumps(body).encode() for body in bodies]
    return tuple(status + body for body in raw for status in (b"\0", b"\1"))


def large(size: int) -> tuple[bytes, ...]:
    """Return answers made to keep a reader busy."""
    bodies = (
        b"[" * size,
        b'{"a":' * (size // 5),
        b'{"error_description":"' + b"\\u202e" * (size // 6) + b'"}',
        b'{"error":"' + b"eyJaaaaaaaaaa." * (size // 14) + b'"}',
        b'{"access_token":"' + b"a" * size,
        b'"' + b'\\"' * (size // 2),
        b'{"expires_in":' + b"9" * 4000 + b',"scope":"' + b"a " * (size // 2) + b'"}',
        b"access_token=" + b"&a=b" * (size // 4),
        b"<!--" * (size // 4),
        b"<!---->" * (size // 7) + b"<",
        b" " * size,
        b'{"scope":[' + b'"a",' * (size // 4) + b'"a"]}',
        b"{" + b",".join(b'"%d":0' % number for number in range(size // 10)) + b"}",
        b"\xef\xbb\xbf" * (size // 3),
        b"[" * 10 + b"1," * (size // 2) + b"]" * 10,
        b"1" * size,
        b"1e" + b"9" * size,
    )
    return tuple(b"\0" + body for body in bodies)


def token(data: bytes) -> None:
    """Judge the answer of a token endpoint, to a code and to a renewal, and to a request announced before."""
    answer = response(data)
    address = only(token_endpoint.TokenError, lambda: pushed.judge_pushed(answer, attempt=attempt(QUIRKY)))
    assert address is None or address.isprintable()
    dpop_use.wants_nonce(answer)
    for service in (ACME, QUIRKY, WAYS):
        trial = attempt(service)
        only(token_endpoint.TokenError, partial(token_endpoint.judge_code, answer, sent_at=NOW, attempt=trial))
        verdict = token_endpoint.judge_refresh(answer, sent_at=NOW, tokens=old_tokens(), service=service)
        assert isinstance(verdict, Renewed | Rejected | Misconfigured | Refused | Transient)
        if isinstance(verdict, Renewed):
            assert verdict.tokens.access_token
            assert verdict.tokens.refresh_token
            found, notes = api_place.placed(service, verdict.tokens.kept)
            assert all(resource.allowed(service, url) for url in found.api_base_urls)
            assert all(note.isprintable() for note in notes)
    own_revocation.judge_own_revocation(answer, WAYS)


def signing_in_elsewhere(data: bytes) -> None:
    """Judge the answers of the device flow."""
    answer = response(data)
    codes = only(token_endpoint.TokenError, lambda: device.judge_device(answer, NOW, service=ACME))
    if codes is not None:
        assert 0 < codes.interval <= device.LONGEST_INTERVAL
        assert NOW <= codes.expires_at <= NOW + device.LONGEST_LIFETIME
        assert codes.user_code.isprintable()
    device.judge_poll(answer, sent_at=NOW, scopes=("read",), service=QUIRKY, device_code=Secret("d"))


def metadata(data: bytes) -> None:
    """Judge every document that tells about a server: metadata, an API's, a registration, a key set."""
    answer = response(data)
    only(discovery.DiscoveryError, lambda: discovery.judge_metadata(answer, issuer=ISSUER))
    only(discovery.DiscoveryError, lambda: protected_resource.judge_protected_resource(answer, url=ISSUER))
    only(
        registration.RegistrationError,
        lambda: registration.judge_registration(answer, redirect_uri="http://127.0.0.1/cb", grant_types=("a",)),
    )
    keys = only(BadJson, lambda: parse_object(answer.body)) or {}
    for algorithm in key_set.KEY_TYPES:
        key_set.candidates(keys, algorithm=algorithm, key_id=None)


def account(data: bytes) -> None:
    """Judge what a server says of a person or of a token."""
    answer = response(data)
    found = userinfo.judge_probe(answer, ACME, expected_subject="ada")
    assert found.label.isprintable()
    revocation.judge_revocation(answer)
    only(
        introspection.IntrospectionError,
        lambda: introspection.judge_introspection(answer, service=ACME, token=Secret("t")),
    )


def json_body(data: bytes) -> None:
    """Read JSON: what is accepted is what everybody reads."""
    read = only(BadJson, lambda: (parse(data),))
    if read is not None:
        assert (json.loads(data.decode("utf-8-sig")),) == read
        json.dumps(read, ensure_ascii=False).encode()
        assert _depth(read[0]) <= DEEPEST


def _depth(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(_depth, inner), default=0)


def wait(data: bytes) -> None:
    """Read how long to wait."""
    answer = Response(503, (("Retry-After", data.decode("latin-1")),), b"", 0.1)
    seconds = retry_after(answer, NOW)
    assert seconds is None or (math.isfinite(seconds) and 0 <= seconds <= 3600)
    token_endpoint.judge_passing(answer, now=NOW)


def challenge(data: bytes) -> None:
    """Read challenges, one in each line."""
    headers = tuple(("WWW-Authenticate", line) for line in data.decode("latin-1").split("\n"))
    answer = Response(401, headers, b"", 0.1)
    for one in www_authenticate.challenges(answer):
        assert one.scheme == one.scheme.lower()
    resource.needs_renewal(answer)
    dpop_use.wants_nonce(answer)
    nonce = dpop_use.nonce_of(Response(401, (("DPoP-Nonce", headers[0][1]),), b"", 0.1))
    assert nonce is None or nonce.isprintable()
    resource.insufficient_scope(Response(403, headers, b"", 0.1))
    url = protected_resource.challenge_resource_metadata(answer.all_headers("www-authenticate"), ISSUER)
    assert url is None or urlsplit(url).hostname == urlsplit(ISSUER).hostname


DOCUMENT: Final = {
    "issuer": ISSUER,
    "resource": ISSUER,
    "authorization_endpoint": f"{ISSUER}/a",
    "token_endpoint": f"{ISSUER}/t",
    "jwks_uri": f"{ISSUER}/k",
    "scopes_supported": ["a", "b"],
    "code_challenge_methods_supported": ["S256"],
    "authorization_servers": [ISSUER],
    "client_id": "c",
    "client_secret": "s",
    "redirect_uris": ["http://127.0.0.1/cb"],
    "grant_types": ["a"],
    "client_secret_expires_at": 0,
    "keys": [{"kty": "EC", "crv": "P-256", "x": "a", "y": "b", "kid": "1", "use": "sig", "key_ops": ["verify"]}],
}
CODES: Final = {
    "device_code": "d",
    "user_code": "AB-CD",
    "verification_uri": f"{ISSUER}/d",
    "verification_uri_complete": f"{ISSUER}/d?c=AB",
    "interval": 5,
    "expires_in": 600,
}
WORDS: Final = tuple(
    word.encode()
    for word in (
        *('"error":"invalid_grant"', '"error":{"code":1}', '"ok":false', '"errors":[{"message":"m"}]', '"status":601'),
        *('"expires_in":"3600"', '"expires_in":1e999', '"expires_in":-1', '"expires_at":"2026-01-01T00:00:00Z"'),
        *('"id_token":"a.b.c"', '"scope":""', '"token_type":"dpop"', '"interval":1e308', "access_token=a&error=b"),
        *('"request_uri":"urn:a"', '"error":"use_dpop_nonce"'),
        *("<html>", "<!doctype", "\\ud800", "\\u202e", "null", "true", "1e400", "-0", "NaN", '"":""', "\ufeff"),
    )
)
HEADER_WORDS: Final = (
    b"Bearer ",
    b'error="invalid_token"',
    b'scope="a b"',
    b"resource_metadata=",
    b"DPoP ",
    b"\\",
    b'"',
)
CHALLENGES: Final = (
    b'Bearer realm="a", error="invalid_token", error_description="b"',
    b'Bearer resource_metadata="' + ISSUER.encode() + b'/.well-known/oauth-protected-resource"',
    b'Negotiate YWJj==, Basic realm=x\nDPoP algs="ES256"',
)


def long_lines(size: int) -> tuple[bytes, ...]:
    """Return headers that go on and on."""
    pieces = (b"a", b",", b'"', b"\\", b'a="\\', b"a=b,", b"a ", b"=", b"Bearer ", b'a="')
    return tuple(piece * (size // len(piece)) for piece in pieces)


DATES: Final = (
    b"120",
    b"Wed, 21 Oct 2026 07:28:00 GMT",
    b"Wednesday, 21-Oct-26 07:28:00 GMT",
    b"Wed Oct 21 07:28:00 2026",
    b"Wed, 21 Oct 2026 07:28:00 +9999",
    b"-1",
    b"1e9",
)

HEADER: Final = 65_536
SOON: Final = (b"GMT", b"+0000", b"9")

TARGETS: Final = (
    Target(
        "token_answer",
        token,
        answers(GOOD, {"error": "invalid_grant"}, b"access_token=a&token_type=b"),
        WORDS,
        large,
        BODY,
    ),
    Target("device", signing_in_elsewhere, answers(CODES, {"error": "slow_down"}, GOOD), WORDS, large, BODY),
    Target("metadata", metadata, answers(DOCUMENT), WORDS, large, BODY),
    Target("account", account, answers({"sub": "ada", "email": "a@b.c", "active": True}), WORDS, large, BODY),
    Target(
        "json_body",
        json_body,
        tuple(body[1:] for body in answers(GOOD, DOCUMENT)),
        WORDS,
        lambda size: tuple(body[1:] for body in large(size)),
        BODY,
    ),
    Target("retry_after", wait, DATES, SOON, lambda size: tuple(date * (size // len(date)) for date in DATES), HEADER),
    Target("challenge", challenge, CHALLENGES, HEADER_WORDS, long_lines, HEADER),
)
