"""Client ids that are the address of a document about the client (draft-ietf-oauth-client-id-metadata-document-00)."""

from typing import Final
from urllib.parse import urlsplit

from oauth_desk.domain.service import AuthMethod, Client
from oauth_desk.domain.web_address import is_loopback_literal
from oauth_desk.protocol.back_channel import ACCEPT_JSON
from oauth_desk.protocol.http import Request, Response
from oauth_desk.protocol.json_body import BadJson, JsonObject, parse_object

LONGEST: Final = 5 * 1024
"""Bytes; servers are told to read no more (§5.6), so a longer document would help nobody."""
_OK: Final = 200


class ClientDocumentError(ValueError):
    """A document cannot stand for this program; the message is a plain sentence."""


def is_document(client_id: str | None) -> bool:
    """Tell whether a client id is the address of a document: https, with a path, and nothing that may vary (§3)."""
    if client_id is None or not client_id.startswith("https://") or any(mark in client_id for mark in "#\\ "):
        return False
    try:
        parts = urlsplit(client_id)
    except ValueError:
        return False
    dots = any(segment in {".", ".."} for segment in parts.path.split("/"))
    return bool(parts.hostname) and "@" not in parts.netloc and len(parts.path) > 1 and not dots


def document_request(client_id: str) -> Request:
    """Return the request for the document."""
    return Request("GET", client_id, (ACCEPT_JSON,))


def check_document(response: Response, client: Client, redirect_uri: str) -> None:
    """Raise ClientDocumentError unless the document stands for this program as it is about to sign in (§4)."""
    if response.status != _OK:
        raise ClientDocumentError(f"It was answered with status {response.status}.")
    if len(response.body) > LONGEST:
        raise ClientDocumentError(f"It is longer than {LONGEST} bytes, which services do not read.")
    try:
        document = parse_object(response.body)
    except BadJson as problem:
        raise ClientDocumentError(f"It cannot be read ({problem}).") from None
    if document.get("client_id") != client.client_id:
        raise ClientDocumentError("It names another client id than its own address.")
    if "client_secret" in document or "client_secret_expires_at" in document:
        raise ClientDocumentError("It holds a client secret, which everybody could read.")
    _check_method(document, client)
    listed = document.get("redirect_uris")
    if not isinstance(listed, list) or not any(_is_same(item, redirect_uri) for item in listed):
        raise ClientDocumentError(f"It does not list {_without_port(redirect_uri)} among its redirect_uris.")


def _check_method(document: JsonObject, client: Client) -> None:
    named = document.get("token_endpoint_auth_method", AuthMethod.NONE)
    ours = client.auth_method or AuthMethod.NONE
    if named != ours:
        raise ClientDocumentError(f"It says that the program proves itself by another method than {ours}.")


def _is_same(listed: object, redirect_uri: str) -> bool:
    """Compare as services do: letter by letter, but for the port of an address on this machine (RFC 8252 §7.3)."""
    if not isinstance(listed, str):
        return False
    return listed == redirect_uri or _without_port(listed) == _without_port(redirect_uri)


def _without_port(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = parts.hostname or ""
    if parts.scheme != "http" or not is_loopback_literal(host):
        return url
    shown = f"[{host}]" if ":" in host else host
    return parts._replace(netloc=shown).geturl()
