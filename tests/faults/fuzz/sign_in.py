"""What comes back from a sign-in: bytes at the callback's door, its query, an ID token."""

import base64
import json
import math
from functools import partial
from typing import Final

from joserfc import jws
from joserfc.jwk import ECKey

from oauth_desk.adapters.callback_request import HEAD_LIMIT, Expected
from oauth_desk.domain.manners import CallbackForm
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Metadata
from oauth_desk.protocol import callback, id_token, resource
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.json_body import BadJson, parse_object
from oauth_desk.protocol.server_clock import skew
from tests.faults.fuzz.target import Target, only
from tests.protocol.samples import ISSUER, NONCE, NOW, REDIRECT, STATE, acme, attempt

PIECES: Final = (1, 7, 4096, 1 << 20)
KEY: Final = ECKey.import_key(
    {
        "kty": "EC",
        "crv": "P-256",
        "kid": "1",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
    }
)
"""The example key of RFC 7517's sister, RFC 7515 §A.3."""

PUBLIC: Final = {"keys": [{**KEY.as_dict(private=False), "use": "sig"}]}
SIGNER: Final = acme(metadata=Metadata(signing_algorithms=("ES256", "RS256")))
OWN: Final = acme(
    callback=CallbackForm(("realmId", "code2"), "scope", "server"), allowed_hosts=("*.acme.eu", "login.acme.example")
)
SIGNED: Final = acme(
    callback=CallbackForm(signed="hmac"), client=Client(client_id="desk-123", client_secret=Secret("never guessed"))
)
CLAIMS: Final = {
    "iss": ISSUER,
    "sub": "ada",
    "aud": "desk-123",
    "exp": NOW + 600,
    "iat": NOW,
    "nonce": NONCE,
    "email": "ada@acme.example",
    "name": "Ada",
    "azp": "desk-123",
    "at_hash": "x",
    "nbf": NOW,
}
HEADER: Final = {"alg": "ES256", "kid": "1", "typ": "JWT"}


def door(data: bytes) -> None:
    """Let a browser, or anything else, speak to the callback server: one verdict, one answer, no echo."""
    first, rest = (data[0], data[1:]) if data else (0, b"")
    step = PIECES[first % len(PIECES)]
    exchange = Expected.of(REDIRECT).exchange()
    verdict, seen = None, 0
    for start in range(0, len(rest), step):
        piece = rest[start : start + step]
        seen += len(piece)
        verdict = exchange.feed(piece)
        if verdict is not None:
            break
        assert seen < HEAD_LIMIT
    if verdict is None:
        verdict = exchange.feed(b"")
        assert verdict is not None
    if verdict.query is not None:
        callback.judge(verdict.query, attempt())
    head = exchange.answer(200 if verdict.query is not None else verdict.status, b"page")
    assert head == b"" or head.startswith(b"HTTP/1.1 ")
    assert b"SECRET" not in head


def query(data: bytes) -> None:
    """Judge the query of a callback, and the same text as somebody pastes it."""
    text = data.decode("latin-1")
    _judged(text)
    for pasted in (text, data.decode("utf-8", "surrogateescape")):
        found = only(ValueError, partial(callback.query_of, pasted, attempt()))
        if found is not None:
            _judged(found)


def _judged(text: str) -> None:
    own = callback.judge(text, attempt(OWN))
    if isinstance(own, callback.Code) and own.service is not None:
        assert resource.allowed(OWN, own.service.endpoints.token or "")
    assert not isinstance(callback.judge(text, attempt(SIGNED)), callback.Code)
    verdict = callback.judge(text, attempt())
    if isinstance(verdict, callback.Denied):
        assert (verdict.error + verdict.description).isprintable()
    elif not isinstance(verdict, callback.Code):
        assert verdict.reason.isprintable()


def identity(data: bytes) -> None:
    """Check an ID token: raw text; or a header and a payload, each line JSON, signed as they should be."""
    first, rest = (data[0], data[1:]) if data else (0, b"")
    header, _, payload = rest.partition(b"\n")
    if first % 4 == 0:
        text = rest.decode("latin-1")
    elif first % 4 == 1:
        text = f"{_part(header)}.{_part(payload)}.{_part(b'x' * 64)}"
    else:
        text = _signed(header, payload)
    keys = _keys(rest) if first % 4 == 3 else PUBLIC
    check = partial(id_token.check, service=SIGNER, nonce=Secret(NONCE), now=NOW, access_token=Secret("a"))
    found = only(id_token.IdTokenError, lambda: check(Secret(text), jwks=keys))
    assert found is None or (found.subject + found.label).isprintable()


def _part(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _signed(header: bytes, payload: bytes) -> str:
    text = f"{_part(header)}.{_part(payload)}"
    registry = jws.JWSRegistry(algorithms=["ES256"])
    signer = jws.serialize_compact({"alg": "ES256"}, payload or b"x", KEY, registry=registry)
    return f"{text}.{signer.rpartition('.')[2]}" if header != json.dumps(HEADER).encode() else _whole(payload)


def _whole(payload: bytes) -> str:
    registry = jws.JWSRegistry(algorithms=["ES256"])
    return jws.serialize_compact(HEADER, payload, KEY, registry=registry)


def _keys(raw: bytes) -> "dict[str, object] | None":
    try:
        return parse_object(raw)
    except BadJson:
        return PUBLIC


def date(data: bytes) -> None:
    """Read the server's clock off an answer."""
    told = skew(Response(200, (("Date", data.decode("latin-1")),), b"", 0.1), sent_at=NOW, received_at=NOW + 0.1)
    assert told is None or math.isfinite(told)


def _request(query_text: bytes, *headers: bytes) -> bytes:
    lines = [b"GET /callback?" + query_text + b" HTTP/1.1", b"Host: 127.0.0.1:49152", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


ANSWER: Final = f"code=SECRET&state={STATE}&iss=https%3A%2F%2Flogin.acme.example".encode()
DENIED: Final = f"error=access_denied&error_description=no%20%E2%80%AE&state={STATE}".encode()
REQUESTS: Final = tuple(
    piece + request
    for piece in (b"\0", b"\1", b"\2", b"\3")
    for request in (
        _request(ANSWER),
        _request(DENIED, b"Accept: */*", b"Connection: keep-alive"),
        b"POST /callback HTTP/1.1\r\nHost: 127.0.0.1:49152\r\nContent-Length: 3\r\n\r\nabc",
        b"HEAD /callback?code=SECRET HTTP/1.0\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /callback HTTP/1.1\r\nHost: 127.0.0.1:49152\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    )
)
WHOLE_ANSWER: Final = 1 << 20


def heads(size: int) -> tuple[bytes, ...]:
    """Return what a browser never says, for longer than anybody listens."""
    return tuple(
        b"\2" + start + piece * (size // len(piece))
        for start in (b"", b"GET /callback?", b"GET /callback HTTP/1.1\r\n")
        for piece in (b"a", b"\r\n", b"a: b\r\n", b" ", b"\n", b"a:\r\n ", b"\0", b"%00", b"&a=b")
    )


def queries(size: int) -> tuple[bytes, ...]:
    """Return queries that go on and on."""
    pieces = (b"&", b"a=b&", b"%", b"=", b";", b"+")
    return tuple(start + piece * (size // len(piece)) for start in (b"", b"?", ANSWER) for piece in pieces)


def long_tokens(size: int) -> tuple[bytes, ...]:
    """Return texts that look like the beginning of a token, and a payload that is deep."""
    texts = [b"\0" + piece * (size // len(piece)) for piece in (b".", b"a", b"a.", b"eyJ", b"=", b"e30.e30.")]
    return (*texts, b"\2" + json.dumps(HEADER).encode() + b"\n" + b"[" * (size // 2))


def dates(size: int) -> tuple[bytes, ...]:
    """Return what no date is."""
    return tuple(piece * (size // len(piece)) for piece in (b"a", b" ", b",", b"1 ", b"(", b"\\", b":", b"+"))


_SIGNED_CLAIMS: Final = json.dumps(HEADER).encode() + b"\n" + json.dumps(CLAIMS).encode()
TOKENS: Final = (
    *(mode + _SIGNED_CLAIMS for mode in (b"\1", b"\2", b"\3")),
    b"\0" + _whole(json.dumps(CLAIMS).encode()).encode(),
    b"\3" + json.dumps(PUBLIC).encode(),
)
DOOR_WORDS: Final = (
    *(b"Host: ", b"\r\n", b"Content-Length: 9", b"Transfer-Encoding: chunked", b"GET ", b" HTTP/1.1", b"\r\n\r\n"),
)
QUERY_WORDS: Final = (
    *(b"state=" + STATE.encode(), b"&code=a", b"&error=b", b"&iss=", b"%00", b"%ed%a0%80", b"&&", b"access_token=c"),
)
TOKEN_WORDS: Final = (
    *(b'"alg":"none"', b'"alg":"HS256"', b'"crit":["b64"]', b'"kid":null', b'"exp":1e400', b'"aud":["desk-123","b"]'),
)
PASTED: Final = (ANSWER, DENIED, REDIRECT.encode() + b"?" + ANSWER, b"http://localhost/callback?" + ANSWER)
DATES: Final = (b"Wed, 21 Oct 2026 07:28:00 GMT", b"Wed Oct 21 07:28:00 2026", b"21 Oct 26 07:28 +9999")
DATE_WORDS: Final = (b"GMT", b"+0000", b"-2400", b"99999", b"Feb 30", b":61")

TARGETS: Final = (
    Target("callback_door", door, REQUESTS, DOOR_WORDS, heads, WHOLE_ANSWER),
    Target("callback_query", query, PASTED, QUERY_WORDS, queries, WHOLE_ANSWER),
    Target("id_token", identity, TOKENS, TOKEN_WORDS, long_tokens, WHOLE_ANSWER),
    Target("date", date, DATES, DATE_WORDS, dates, 65_536),
)
