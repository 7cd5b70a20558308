"""How errors become answers: pages for people, JSON for programs, never a traceback."""

from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from oauth_desk.demo.answers import refusal_answer
from oauth_desk.demo.pages import message_page
from oauth_desk.demo.refusal import Refusal

_PAGES: Final = frozenset({"/", "/authorize", "/sign-in", "/consent", "/device", "/demo"})


async def answer_refusal(request: Request, error: Exception) -> Response:
    """Answer a refusal in the shape that the asker reads."""
    if not isinstance(error, Refusal):
        raise error
    if request.url.path in _PAGES:
        return message_page("This did not work", error.description, status=error.status)
    return refusal_answer(error)


async def answer_http(request: Request, error: Exception) -> Response:
    """Answer unknown addresses and methods."""
    if not isinstance(error, HTTPException):
        raise error
    phrase = HTTPStatus(error.status_code).phrase
    headers = tuple((error.headers or {}).items())
    name = phrase.lower().replace(" ", "_")
    return await answer_refusal(request, Refusal(name, f"{phrase}.", status=error.status_code, headers=headers))


async def answer_gone(_request: Request, _error: Exception) -> Response:
    """Say nothing to a client that hung up while it was speaking."""
    return Response(status_code=400)
