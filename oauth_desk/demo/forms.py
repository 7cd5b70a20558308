"""What clients and browsers send, read strictly: each parameter once, no control characters, bounded size."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from oauth_desk.demo.refusal import Refusal

FORM_LIMIT: Final = 64 * 1024
FIELD_LIMIT: Final = 200
FORM_TYPE: Final = "application/x-www-form-urlencoded"
JSON_TYPE: Final = "application/json"


class Form:
    """Decoded parameters. An empty one counts as not sent (RFC 6749 §3.1)."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._pairs = [(key, value) for key, value in pairs if value]

    def one(self, name: str) -> str | None:
        """Return the parameter; refuse it where it comes twice (RFC 6749 §3.1)."""
        values = self.several(name)
        if len(values) > 1:
            raise Refusal("invalid_request", f"{name} is given more than once.")
        return values[0] if values else None

    def several(self, name: str) -> tuple[str, ...]:
        """Return every value of a repeatable parameter."""
        return tuple(value for key, value in self._pairs if key == name)

    def needed(self, name: str) -> str:
        """Return a parameter that must be there."""
        value = self.one(name)
        if value is None:
            raise Refusal("invalid_request", f"{name} is missing.")
        return value

    def words(self, name: str) -> tuple[str, ...] | None:
        """Return a space-separated list without repetitions; None where it was not sent."""
        value = self.one(name)
        return None if value is None else tuple(dict.fromkeys(value.split()))

    def as_mapping(self) -> Mapping[str, str]:
        """Return all parameters, each of which must be single."""
        return {key: self.needed(key) for key, _ in self._pairs}


def parse_form(raw: bytes) -> Form:
    """Decode a form or a query."""
    try:
        text = raw.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=FIELD_LIMIT)
    except ValueError:
        raise Refusal("invalid_request", "The parameters cannot be decoded.") from None
    if any(not part.isprintable() for pair in pairs for part in pair):
        raise Refusal("invalid_request", "The parameters hold control characters.")
    return Form(pairs)


def query_of(request: Request) -> Form:
    """Return the parameters of the address."""
    return parse_form(request.scope["query_string"])


def media_type(request: Request) -> str:
    """Return the lower-case type of the body without parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def form_of(request: Request) -> Form:
    """Return the parameters of the body."""
    if media_type(request) != FORM_TYPE:
        raise Refusal("invalid_request", f"The body must be {FORM_TYPE}.")
    return parse_form(await body_of(request))


async def json_of(request: Request) -> dict[str, Any]:
    """Return the JSON object of the body."""
    if media_type(request) != JSON_TYPE:
        raise Refusal("invalid_request", f"The body must be {JSON_TYPE}.")
    raw = await body_of(request)
    try:
        value = json.loads(raw.decode("utf-8"))
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise Refusal("invalid_request", "The body is not clean JSON.") from None
    if not isinstance(value, dict):
        raise Refusal("invalid_request", "The body must be a JSON object.")
    return value


async def body_of(request: Request) -> bytes:
    """Read the body up to 64 KiB."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_LIMIT:
            raise Refusal("invalid_request", "The body is too large.", status=413)
    return bytes(body)
