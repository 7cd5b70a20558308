"""What went over the wire, kept for showing: secrets are masked before anything is kept (NORMS C102)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from oauth_desk.domain.secret import MASK, Secret
from oauth_desk.protocol.http import Headers, Request, Response

BODY_SHOWN: Final = 16_384
_SHORTEST_SECRET: Final = 6
_TELLTALE: Final = re.compile(
    r"auth|token|secret|api-?key|passw|cookie|session|credential|dpop|signature", re.IGNORECASE
)
_QUERY_TELLTALE: Final = re.compile(
    r"auth|token|secret|key|passw|session|credential|signature|^sig$|^code$|^assertion$", re.IGNORECASE
)
_PLAIN: Final = frozenset({"www-authenticate", "proxy-authenticate", "access-control-allow-headers"})
_SCHEMES: Final = frozenset({"bearer", "dpop", "basic", "token", "oauth"})


@dataclass(frozen=True, slots=True)
class Exchange:
    """One step of a call. ``request`` and ``response`` are masked copies, bodies cut to 16 KiB.

    ``response`` None: no answer came. ``request`` None: a renewal, whose exchange nobody keeps.
    """

    title: str
    request: Request | None
    response: Response | None
    elapsed_ms: int


def is_telltale(header: str) -> bool:
    """Tell whether a header of that name is likely to carry a secret."""
    return header.lower() not in _PLAIN and _TELLTALE.search(header) is not None


def shown_request(request: Request, secrets: Iterable[Secret | None]) -> Request:
    """Return a request that may be shown and kept."""
    known = _texts(secrets)
    proof = (("DPoP", MASK),) if request.possession is not None else ()
    return Request(
        request.method,
        _masked(shown_url(request.url), known),
        (*_shown_headers(request.headers, known), *proof),
        _shown_body(request.body, known),
    )


def shown_response(response: Response, secrets: Iterable[Secret | None]) -> Response:
    """Return an answer that may be shown and kept."""
    known = _texts(secrets)
    body = _shown_body(response.body, known) or b""
    return Response(response.status, _shown_headers(response.headers, known), body, response.elapsed)


def shown_url(url: str) -> str:
    """Return ``url`` with the values masked that its query, or its fragment, names as secrets."""
    address, hash_mark, fragment = url.partition("#")
    base, mark, query = address.partition("?")
    return base + mark + _shown_query(query) + hash_mark + _shown_query(fragment)


def masked_header(name: str, value: str) -> str:
    """Return a header's value for showing: a secret is masked, the scheme before it stays."""
    if not is_telltale(name):
        return value
    scheme, blank, _ = value.partition(" ")
    return f"{scheme} {MASK}" if blank and scheme.lower() in _SCHEMES else MASK


def _shown_headers(headers: Headers, known: list[str]) -> Headers:
    return tuple((name, _masked(masked_header(name, value), known)) for name, value in headers)


def _shown_body(body: bytes | None, known: list[str]) -> bytes | None:
    if body is None:
        return None
    longest = max(map(len, known), default=0)
    part = body[: BODY_SHOWN + longest]
    for secret in known:
        part = part.replace(secret.encode(), MASK.encode())
    return part[:BODY_SHOWN]


def _shown_query(query: str) -> str:
    return "&".join(_shown_parameter(piece) for piece in query.split("&"))


def _shown_parameter(piece: str) -> str:
    name, mark, value = piece.partition("=")
    return f"{name}={MASK}" if mark and value and _QUERY_TELLTALE.search(name) else piece


def _masked(text: str, known: list[str]) -> str:
    for secret in known:
        text = text.replace(secret, MASK)
    return text


def _texts(secrets: Iterable[Secret | None]) -> list[str]:
    """Return the texts to look for, the longest first; a very short one would mask half of every text."""
    texts = {secret.reveal() for secret in secrets if secret is not None}
    return sorted((text for text in texts if len(text) >= _SHORTEST_SECRET), key=len, reverse=True)
