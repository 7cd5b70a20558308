"""``request``: one API call with the live token."""

import argparse
import json
import sys
from functools import partial
from http import HTTPStatus
from pathlib import Path

from oauth_desk.cli import step_up
from oauth_desk.cli.connections import find, opened
from oauth_desk.cli.output import DONE, Output, shown
from oauth_desk.cli.patience import patiently
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.protocol.http import Headers, Response
from oauth_desk.services.api_call import ApiAnswer, ApiCall
from oauth_desk.services.desk import Desk


async def request(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """Make the call; any HTTP answer is a success of this command, but for one that asks for more permission."""
    body = _body(args.data)
    call = ApiCall(args.method, args.url, _headers(args.headers, body), body=body, allow_redirects=args.allow_redirects)
    await opened(desk, args)
    connection = find(desk, args.name)
    stream = not out.json and not args.include

    async def write(piece: bytes) -> None:
        out.raw(piece)

    send = partial(desk.console.send, connection.id, call, sink=write if stream else None)
    answer = await patiently(desk, connection.id, out, send)
    asked: tuple[str, ...] = ()
    if args.step_up and answer.missing_scopes:
        asked = answer.missing_scopes
        await step_up.allowed(connection, answer, desk, out)
        answer = await patiently(desk, connection.id, out, send)
    _print(answer, out, include=args.include)
    return DONE if answer.missing_scopes is None else step_up.told(find(desk, args.name), answer, asked, out)


def _print(answer: ApiAnswer, out: Output, *, include: bool) -> None:
    response = answer.response
    if out.json:
        out.value(_answer_row(answer))
        return
    if include:
        for line in _head(response):
            out.line(line)
    out.raw(response.body)
    if out.to_terminal and not response.body.endswith(b"\n"):
        out.line()
    if answer.truncated:
        out.note("oauth-desk: the answer is longer than shown; leave out -i and --json to get all of it.")


def _answer_row(answer: ApiAnswer) -> dict[str, object]:
    headers: dict[str, str] = {}
    for name, value in answer.response.headers:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    missing = {} if answer.missing_scopes is None else {"missing_scopes": list(answer.missing_scopes)}
    return {
        "status": answer.response.status,
        "headers": headers,
        "body": _text(answer.response),
        "renewed": answer.renewed,
        "elapsed_ms": answer.elapsed_ms,
        **missing,
    }


def _text(response: Response) -> str:
    """Decode the body; bytes that are no text are replaced."""
    content_type = response.header("content-type") or ""
    named = content_type.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
    try:
        return response.body.decode(named or "utf-8", errors="replace")
    except LookupError:
        return response.body.decode("utf-8", errors="replace")


def _head(response: Response) -> list[str]:
    try:
        phrase = HTTPStatus(response.status).phrase
    except ValueError:
        phrase = ""
    return [f"HTTP {response.status} {phrase}".rstrip(), *(f"{name}: {value}" for name, value in response.headers), ""]


def _headers(given: list[tuple[str, str]], body: bytes | None) -> Headers:
    """Add a Content-Type where there is a body and nobody named one."""
    if body is None or any(name.lower() == "content-type" for name, _ in given):
        return tuple(given)
    return (*given, ("Content-Type", "application/json" if _is_json(body) else "application/x-www-form-urlencoded"))


def _is_json(body: bytes) -> bool:
    if not body.lstrip().startswith((b"{", b"[")):
        return False
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _body(data: str | None) -> bytes | None:
    if data is None:
        return None
    if not data.startswith("@"):
        return data.encode(errors="surrogateescape")
    try:
        return sys.stdin.buffer.read() if data == "@-" else Path(data[1:]).read_bytes()
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "it is no file"
        raise DeskError(
            "bad_data",
            f"The file {shown(data[1:])} cannot be read: {reason.lower()}.",
            kind=Kind.USAGE,
            advice="Check --data.",
        ) from None
