"""Which program asks: client authentication at the back-channel endpoints (RFC 6749 §2.3.1)."""

import base64
import binascii
from typing import Final
from urllib.parse import unquote_plus

from starlette.requests import Request

from oauth_desk.demo.clients import Clients, RegisteredClient
from oauth_desk.demo.forms import Form
from oauth_desk.demo.refusal import Refusal

_CHALLENGE: Final = (("WWW-Authenticate", 'Basic realm="demo", charset="UTF-8"'),)


def authenticate(request: Request, form: Form, clients: Clients) -> RegisteredClient:
    """Return the program, proven by exactly the method that it registered."""
    header = request.headers.get("authorization")
    secret = form.one("client_secret")
    client_id = form.one("client_id")
    if header is not None:
        if secret is not None:
            raise Refusal("invalid_request", "Only one way of client authentication may be used.")
        named, secret = _basic(header)
        if client_id is not None and client_id != named:
            raise Refusal("invalid_request", "client_id differs from the Authorization header.")
        client_id = named
    client = clients.get(client_id)
    if client is None:
        raise _unknown()
    method = "client_secret_basic" if header is not None else "none" if secret is None else "client_secret_post"
    if client.auth_method != method or (secret is not None and not client.secret_matches(secret)):
        raise _unknown()
    return client


def _unknown() -> Refusal:
    return Refusal(
        "invalid_client", "The program is not known or did not prove itself.", status=401, headers=_CHALLENGE
    )


def _basic(header: str) -> tuple[str, str]:
    """Decode id and secret, each form-urlencoded before Base64 (RFC 6749 §2.3.1)."""
    scheme, _, encoded = header.partition(" ")
    try:
        pair = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
        client_id, separator, secret = pair.partition(":")
        decoded = unquote_plus(client_id, errors="strict"), unquote_plus(secret, errors="strict")
    except (binascii.Error, ValueError):
        raise _unknown() from None
    if scheme.lower() != "basic" or not separator:
        raise _unknown()
    return decoded
