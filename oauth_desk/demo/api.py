"""The demo's API behind bearer tokens (RFC 6750): who you are, notes, answers of any size and slowness."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from oauth_desk.demo.answers import NO_STORE, json_answer
from oauth_desk.demo.context import Demo
from oauth_desk.demo.forms import json_of, query_of
from oauth_desk.demo.grants import Access
from oauth_desk.demo.keys import person_claims
from oauth_desk.demo.notes import LONGEST_NOTE, Note
from oauth_desk.demo.payload import LARGEST, pieces
from oauth_desk.demo.refusal import Refusal
from oauth_desk.demo.request_log import rfc3339

LONGEST_DELAY: Final = 120.0
DEFAULT_SIZE: Final = 1000


class Api:
    """Every address needs a living access token in the Authorization header."""

    def __init__(self, demo: Demo) -> None:
        self._demo = demo

    def routes(self) -> list[Route]:
        """Return what this answers."""
        return [
            Route("/userinfo", self.userinfo, methods=["GET", "POST"]),
            Route("/api/me", self.me, methods=["GET"]),
            Route("/api/notes", self.notes, methods=["GET"]),
            Route("/api/notes", self.add_note, methods=["POST"]),
            Route("/api/notes/{note}", self.note, methods=["GET"]),
            Route("/api/notes/{note}", self.change_note, methods=["PUT"]),
            Route("/api/notes/{note}", self.delete_note, methods=["DELETE"]),
            Route("/api/payload", self.payload, methods=["GET"]),
        ]

    async def userinfo(self, request: Request) -> Response:
        """Return the claims of OIDC Core §5.3."""
        access = self._admitted(request, "openid")
        return json_answer({"sub": access.permission.subject, **person_claims(access.permission)})

    async def me(self, request: Request) -> Response:
        """Return who is signed in and what this token may do."""
        access = self._admitted(request)
        return json_answer(
            {
                "sub": access.permission.subject,
                **person_claims(access.permission),
                "permissions": list(access.permission.scopes),
                "token_expires_at": rfc3339(access.expires_at),
                "demo": True,
            }
        )

    async def notes(self, request: Request) -> Response:
        """Return all notes of the person."""
        owner = self._admitted(request, "notes:read").permission.subject
        return json_answer({"notes": [_shown(note) for note in self._demo.notes.of(owner)]})

    async def add_note(self, request: Request) -> Response:
        """Write a note from ``{"text": …}``."""
        owner = self._admitted(request, "notes:write").permission.subject
        note = self._demo.notes.add(owner, await _text_of(request), self._demo.now())
        await self._demo.save()
        return json_answer(_shown(note), status=201, headers={"Location": f"{self._demo.issuer}/api/notes/{note.id}"})

    async def note(self, request: Request) -> Response:
        """Return one note."""
        owner = self._admitted(request, "notes:read").permission.subject
        return json_answer(_shown(self._demo.notes.get(owner, _note_id(request))))

    async def change_note(self, request: Request) -> Response:
        """Replace a note's text."""
        owner = self._admitted(request, "notes:write").permission.subject
        note = self._demo.notes.change(owner, _note_id(request), await _text_of(request), self._demo.now())
        await self._demo.save()
        return json_answer(_shown(note))

    async def delete_note(self, request: Request) -> Response:
        """Remove a note."""
        owner = self._admitted(request, "notes:write").permission.subject
        self._demo.notes.delete(owner, _note_id(request))
        await self._demo.save()
        return Response(status_code=204, headers=NO_STORE)

    async def payload(self, request: Request) -> Response:
        """Return JSON of exactly ``size`` bytes after ``delay`` seconds."""
        self._admitted(request)
        query = query_of(request)
        size = int(_number(query.one("size"), DEFAULT_SIZE, LARGEST))
        await asyncio.sleep(_number(query.one("delay"), 0.0, LONGEST_DELAY))
        headers = {**NO_STORE, "Content-Length": str(size)}
        return StreamingResponse(_streamed(size), headers=headers, media_type="application/json")

    def _admitted(self, request: Request, scope: str = "") -> Access:
        """Return the token's record; refuse as RFC 6750 §3.1 says."""
        header = request.headers.get("authorization")
        scheme, _, token = (header or "").partition(" ")
        if header is None or scheme.lower() != "bearer":
            raise self._unauthorized("unauthorized", "Sign in first.", "")
        access = self._demo.grants.access(token.strip(), self._demo.now())
        if access is None:
            text = "The access token expired, was revoked or is not ours."
            raise self._unauthorized("invalid_token", text, f', error="invalid_token", error_description="{text}"')
        if scope and scope not in access.permission.scopes:
            text = "The access token lacks a permission."
            challenge = f'Bearer realm="demo", error="insufficient_scope", error_description="{text}", scope="{scope}"'
            headers = (("WWW-Authenticate", challenge),)
            raise Refusal("insufficient_scope", text, status=403, headers=headers)
        return access

    def _unauthorized(self, error: str, text: str, more: str) -> Refusal:
        where = f"{self._demo.issuer}/.well-known/oauth-protected-resource/api"
        challenge = f'Bearer realm="demo", resource_metadata="{where}"{more}'
        return Refusal(error, text, status=401, headers=(("WWW-Authenticate", challenge),))


async def _streamed(size: int) -> AsyncIterator[bytes]:
    for piece in pieces(size):
        yield piece


def _shown(note: Note) -> dict[str, object]:
    shown = asdict(note)
    del shown["owner"]
    return {**shown, "created_at": rfc3339(note.created_at), "changed_at": rfc3339(note.changed_at)}


def _note_id(request: Request) -> int:
    text = request.path_params["note"]
    if not (text.isascii() and text.isdigit() and len(text) < 16):  # noqa: PLR2004
        raise Refusal("not_found", "There is no such note.", status=404)
    return int(text)


async def _text_of(request: Request) -> str:
    text = (await json_of(request)).get("text")
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST_NOTE:
        raise Refusal("invalid_request", "text must be a string of 1 to 10,000 characters.")
    return text


def _number(text: str | None, default: float, most: float) -> float:
    try:
        number = default if text is None else float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= most:
        raise Refusal("invalid_request", f"size and delay must be numbers; this one between 0 and {most:g}.")
    return number
