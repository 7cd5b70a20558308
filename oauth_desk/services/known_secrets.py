"""The secrets that a message holds, to be hidden wherever the other side repeats them (NORMS C102)."""

import base64
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import parse_qsl, quote, quote_plus, unquote_plus

from oauth_desk.domain.secret import MASK
from oauth_desk.domain.secret_names import is_secret
from oauth_desk.protocol.http import Headers, Request, Response
from oauth_desk.protocol.json_body import BadJson, parse_object
from oauth_desk.services.shown_content import LONGEST

_SHORTEST: Final = 6
_PROOFS: Final = frozenset({"authorization", "dpop", "cookie"})
_NO_SECRETS: Final = frozenset({"access_token", "refresh_token"})
"""What ``token_type_hint`` says."""


def of_exchange(request: Request, response: Response) -> tuple[str, ...]:
    """Return every secret of a request and its answer, in each form that either side may write, the longest first."""
    plain = {*_in_headers(request.headers), *_in_body(request.body), *_in_body(response.body)}
    forms = {form for text in plain for form in (text, quote(text, safe=""), quote_plus(text))}
    return tuple(sorted((form for form in forms if len(form) >= _SHORTEST), key=len, reverse=True))


def hidden(text: str, known: Iterable[str]) -> str:
    """Return ``text`` with each of the ``known`` secrets masked."""
    for secret in known:
        text = text.replace(secret, MASK)
    return text


def _in_headers(headers: Headers) -> Iterator[str]:
    for name, value in headers:
        if name.lower() in _PROOFS or is_secret(name):
            scheme, blank, proof = value.partition(" ")
            yield from (value, proof)
            if blank and scheme.lower() == "basic":
                yield from _in_basic(proof)


def _in_basic(proof: str) -> Iterator[str]:
    """Yield the password, as sent and as it was before (RFC 6749 §2.3.1)."""
    try:
        password = base64.b64decode(proof, validate=True).decode().partition(":")[2]
    except ValueError:
        return
    yield password
    yield unquote_plus(password)


def _in_body(body: bytes | None) -> Iterator[str]:
    if not body or len(body) > LONGEST:
        return
    for name, value in _members(body):
        if is_secret(name) and value not in _NO_SECRETS:
            yield value


def _members(body: bytes) -> list[tuple[str, str]]:
    try:
        return [(name, value) for name, value in parse_object(body).items() if isinstance(value, str)]
    except BadJson:
        pass
    try:
        return parse_qsl(body.decode("ascii"), max_num_fields=100)
    except ValueError:
        return []
