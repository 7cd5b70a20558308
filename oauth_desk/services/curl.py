"""A call as a command line for curl."""

import base64
import re
import shlex
from dataclasses import replace

from oauth_desk.domain.api_key import KeyPlace, KeyUse
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.secret import MASK
from oauth_desk.protocol.api_use import credential, further_headers
from oauth_desk.protocol.http import Request
from oauth_desk.services.exchange import is_telltale, shown_url


def command(connection: Connection, request: Request, *, follow: bool, with_token: bool) -> str:
    """Return a POSIX shell command that makes the call.

    By default it asks this program for a token when it runs, and masks other
    secrets; ``with_token`` writes everything out.
    """
    if connection.tokens.token_type.lower() == "dpop":
        return _own(connection, request, follow=follow)
    words = ["curl", *_method(request)]
    if follow and not _is_carried_on(connection):
        words.append("--location")
    if any(mark in request.url for mark in "[]{}"):
        words.append("--globoff")
    words += _credential(connection, with_token=with_token)
    tokens = replace(connection.tokens, kept=connection.kept)
    further = further_headers(connection.service, tokens, request.headers)
    for name, value in (*request.headers, *further):
        shown = value if with_token or not is_telltale(name) else MASK
        # A header without a value needs a semicolon, or curl would leave it out.
        words += ["-H", shlex.quote(f"{name}: {shown}" if shown else f"{name};")]
    before, body = _body(request)
    words += body
    words.append(shlex.quote(request.url if with_token else shown_url(request.url)))
    return before + " ".join(words)


def _own(connection: Connection, request: Request, *, follow: bool) -> str:
    """Return the call as this program's own command: curl cannot show that it holds the key (RFC 9449)."""
    words = ["oauth-desk", "request", *(["--allow-redirects"] if follow else [])]
    for name, value in request.headers:
        words += ["-H", shlex.quote(f"{name}: {MASK if is_telltale(name) else value}")]
    if request.body is not None:
        words += ["--data", _written(request.body)]
    dash = ["--"] if connection.name.startswith("-") else []
    words += [*dash, shlex.quote(connection.name), request.method, shlex.quote(shown_url(request.url))]
    return " ".join(words)


def _written(body: bytes) -> str:
    """Return a body as one word; what is no text, or would name a file, is left for a file of the person's."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = "@"
    return "@body.bin" if text.startswith("@") or "\0" in text else shlex.quote(text)


def _method(request: Request) -> list[str]:
    if request.method == "HEAD":
        return ["--head"]
    natural = "GET" if request.body is None else "POST"
    return [] if request.method == natural else ["-X", shlex.quote(request.method)]


def _credential(connection: Connection, *, with_token: bool) -> list[str]:
    """Return the words for the token, or for the key where the service wants it."""
    name, prefix = credential(connection.service, connection.tokens.token_type)
    use = connection.service.key or KeyUse(KeyPlace.HEADER, name, prefix)
    match use.place:
        case KeyPlace.QUERY:
            option, before, after = "--url-query", f"{use.name}=", ""
        case KeyPlace.BASIC if use.user:
            option, before, after = "-u", f"{use.user}:", ""
        case KeyPlace.BASIC:
            option, before, after = "-u", "", ":"
        case KeyPlace.HEADER:
            option, before, after = "-H", f"{use.name}: {use.prefix}", ""
        case KeyPlace.BEARER:
            option, before, after = "-H", "Authorization: Bearer ", ""
    token = connection.tokens.access_token
    if with_token and token is not None:
        return [option, shlex.quote(f"{before}{token.reveal()}{after}")]
    dash = "-- " if connection.name.startswith("-") else ""
    asked = f"$(oauth-desk token {dash}{shlex.quote(connection.name)})"
    return [option, f'"{_inside(before)}{asked}{_inside(after)}"']


def _is_carried_on(connection: Connection) -> bool:
    """Tell whether curl would send the credential to whatever host it is redirected to: all headers but its own."""
    use = connection.service.key
    name = credential(connection.service, connection.tokens.token_type)[0] if use is None else use.name
    in_header = use is None or use.place is KeyPlace.HEADER
    return in_header and name.lower() != "authorization"


def _inside(text: str) -> str:
    """Return a text as it stands between double quotes of a shell."""
    return re.sub(r'([\\"$`])', r"\\\1", text)


def _body(request: Request) -> tuple[str, list[str]]:
    """Return what stands before the command, and the words for the body."""
    if request.body is None:
        return "", []
    names = {name.lower() for name, _ in request.headers}
    # Without this, curl would call every body a form.
    kind = [] if "content-type" in names else ["-H", "'Content-Type:'"]
    try:
        text = request.body.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        encoded = base64.b64encode(request.body).decode("ascii")
        return f"printf %s {encoded} | base64 -d | ", [*kind, "--data-binary", "@-"]
    return "", [*kind, "--data-raw", shlex.quote(text)]
