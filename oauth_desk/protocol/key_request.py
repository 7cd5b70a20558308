"""A key of a service's own in a request: Bearer (RFC 6750 §2.1), Basic (RFC 7617 §2), a header, a parameter."""

import base64
from dataclasses import replace
from typing import assert_never
from urllib.parse import quote, unquote_plus

from oauth_desk.domain.api_key import KeyPlace, KeyUse
from oauth_desk.domain.secret import Secret
from oauth_desk.protocol.http import Request


def keyed(use: KeyUse, key: Secret, request: Request) -> Request:
    """Return ``request`` with the key where the service wants it, in place of whatever stood there."""
    text = key.reveal()
    match use.place:
        case KeyPlace.QUERY:
            return replace(request, url=_with_parameter(request.url, use.name, text))
        case KeyPlace.HEADER:
            name, value = use.name, f"{use.prefix}{text}"
        case KeyPlace.BASIC:
            pair = f"{use.user}:{text}" if use.user else f"{text}:"
            name, value = "Authorization", f"Basic {base64.b64encode(pair.encode()).decode('ascii')}"
        case KeyPlace.BEARER:
            name, value = "Authorization", f"Bearer {text}"
        case _ as never:
            assert_never(never)
    others = tuple((other, said) for other, said in request.headers if other.lower() != name.lower())
    return replace(request, headers=(*others, (name, value)))


def _with_parameter(url: str, name: str, value: str) -> str:
    base, _, query = url.partition("?")
    kept = [piece for piece in query.split("&") if piece and unquote_plus(piece.partition("=")[0]) != name]
    pair = f"{quote(name, safe='')}={quote(value, safe='')}"
    return f"{base}?{'&'.join([*kept, pair])}"
