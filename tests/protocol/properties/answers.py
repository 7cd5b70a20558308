"""What servers answer: nearly good, nonsense, hostile; and what no judge may ever do with it."""

import json
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from hypothesis import strategies as st

from oauth_desk.protocol.http import Response
from tests.protocol.properties.values import MARK, TEXTS
from tests.protocol.samples import GOOD, ISSUER

T = TypeVar("T")
NAMES: Final = (
    *GOOD,
    *("error", "error_description", "error_uri", "errors", "ok", "status", "message", "detail", "code", "type"),
    *("scope", "refresh_token", "id_token", "expires_at", "refresh_expires_in", "issued_token_type"),
    *("device_code", "user_code", "verification_uri", "verification_url", "interval", "request_uri"),
    *("issuer", "resource", "token_endpoint", "authorization_endpoint", "jwks_uri", "authorization_servers"),
    *("scopes_supported", "client_id", "client_secret", "redirect_uris", "grant_types", "keys", "active"),
    *("token_endpoint_auth_method", "client_secret_expires_at", "sub", "id", "email", "name", "data"),
)
WORDS: Final = (
    *("invalid_grant", "invalid_client", "temporarily_unavailable", "authorization_pending", "slow_down"),
    *("access_denied", "use_dpop_nonce", "Bearer", "dpop", "N_A", ISSUER, "http://127.0.0.1/", "none", "a b", ""),
)
_COMMON: Final = st.sampled_from([*[200] * 8, 201, 204, 302, 400, 400, 401, 403, 404, 429, 500, 503, 511])
STATUSES: Final = st.one_of(_COMMON, _COMMON, _COMMON, st.integers(100, 599))
HEADERS: Final = st.lists(
    st.tuples(
        st.sampled_from(["Content-Type", "content-type", "Retry-After", "Location", "WWW-Authenticate", "Date"]),
        st.text(st.characters(max_codepoint=0xFF), max_size=30)
        | st.sampled_from(["application/json", "text/html", "120", "Wed, 21 Oct 2026 07:28:00 GMT", f"{ISSUER}/x"])
        | st.sampled_from(['Bearer error="invalid_token"', 'DPoP error="use_dpop_nonce"', "//[", "https://[::1"]),
    ),
    max_size=3,
).map(tuple)
_NUMBERS: Final = st.integers() | st.floats() | st.sampled_from([0, 1, -1, 301, 3601, 10**30, 10**400, 1e308])


def members(names: Iterable[str] = NAMES, secrets: Iterable[str] = ()) -> st.SearchStrategy[dict[str, Any]]:
    """Return members of a JSON object; servers repeat ``secrets`` in them, with something around."""
    key = st.sampled_from(tuple(names)) | st.sampled_from(NAMES)
    return st.dictionaries(key, values(secrets), max_size=6)


def values(secrets: Iterable[str] = ()) -> st.SearchStrategy[Any]:
    """Return whatever JSON can hold."""
    key = st.sampled_from(NAMES)
    return st.recursive(
        st.none() | st.booleans() | _NUMBERS | _texts(secrets),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(key, inner, max_size=3),
        max_leaves=5,
    )


def _texts(secrets: Iterable[str]) -> Any:
    """Return texts; where there are secrets some hold one of them, and some all, so that none is missed by chance."""
    texts = TEXTS | st.sampled_from(WORDS)
    if not (repeated := tuple(secrets)):
        return texts
    said = st.sampled_from(repeated) | st.just(" and ".join(repeated))
    return texts | st.builds("{}{}{}".format, TEXTS, said, TEXTS)


def refusals(secrets: Iterable[str] = ()) -> st.SearchStrategy[dict[str, Any]]:
    """Return error answers as services word them (RFC 6749 §5.2, and worse); some repeat what they were sent."""
    texts = _texts(secrets)
    inner = st.fixed_dictionaries({}, optional={"code": texts | _NUMBERS, "type": texts, "message": texts})
    told = {
        "error_description": texts,
        "message": texts,
        "detail": texts,
        "errors": st.lists(texts | inner, max_size=2),
    }
    error = st.sampled_from(WORDS) | texts | inner
    return st.fixed_dictionaries({"error": error}, optional=told) | st.fixed_dictionaries(
        {"ok": st.just(False)}, optional=told
    )


def answers(
    good: dict[str, Any] | None = None, *, names: Iterable[str] = (), secrets: Iterable[str] = ()
) -> st.SearchStrategy[Response]:
    """Return answers of a server: ``good`` as it is or spoiled, any JSON, a form, a page, any bytes.

    Spoiled are the members of ``names``; its own where none are named.
    """
    secrets, some = tuple(secrets), GOOD if good is None else good
    names = tuple(names) or tuple(some) or NAMES
    spoiled = st.dictionaries(st.sampled_from(names), values(secrets), max_size=1).map(lambda said: {**some, **said})
    lacking = st.sampled_from(names).map(lambda name: {key: value for key, value in some.items() if key != name})
    told = st.one_of(
        *[spoiled] * 3,
        *[lacking] * 3,
        *[refusals(secrets)] * 2,
        members(names, secrets),
        members(names, secrets).map(lambda said: {**some, **said}),
    )
    nonsense = st.one_of(
        st.tuples(st.binary(max_size=12), told).map(lambda pair: json.dumps(pair[1]).encode() + pair[0]),
        st.binary(max_size=60).filter(lambda body: MARK.encode() not in body),
        st.text("access_token=error&<html>{}[]\"'%+;ü:,", max_size=40).map(str.encode),
        st.sampled_from([b"", b"<!doctype html><p>Wi-Fi", b"[" * 50, b"{}", b"\xef\xbb\xbf{}", b'{"a":1,"a":2}']),
    )
    bodies = told.map(lambda said: json.dumps(said).encode()) | nonsense
    return st.builds(Response, STATUSES, HEADERS, bodies, st.floats(0, 60))


def judged(documented: type[Exception], judge: Callable[[], T]) -> T | None:
    """Return what a judge says, None where it raised the one error it documents: printable, and quoting no secret."""
    try:
        return judge()
    except documented as error:
        check_words(str(error), *(part for part in error.args if isinstance(part, str)))
        return None


def check_words(*texts: str) -> None:
    """Check what a person is shown: one line without what is not seen, not endless, and no secret (C30, C102)."""
    for text in texts:
        assert text.isprintable()
        assert len(text) <= 500
        assert MARK not in text
