"""The shapes of answers that are no page: JSON, refusals, and the answer that never comes."""

import json
from collections.abc import Callable, Mapping
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from oauth_desk.demo.refusal import Refusal

NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}
DROP_EXTENSION: Final = "oauth_desk.drop"
"""Key of ``scope["extensions"]`` under which the server offers to cut the connection."""


def json_answer(payload: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return JSON that no cache keeps (RFC 6749 §5.1)."""
    body = json.dumps(payload).encode("ascii")
    return Response(body, status, {**NO_STORE, **(headers or {})}, media_type="application/json")


def refusal_answer(refusal: Refusal) -> Response:
    """Return an error as JSON (RFC 6749 §5.2)."""
    payload = {"error": refusal.error, "error_description": refusal.description}
    return json_answer(payload, status=refusal.status, headers=dict(refusal.headers))


class LostAnswer(Response):
    """Cut the connection instead of answering."""

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        """Drop, and return once the server has noticed."""
        drop: Callable[[], None] = scope["extensions"][DROP_EXTENSION]
        drop()
        while (await receive())["type"] != "http.disconnect":
            continue
