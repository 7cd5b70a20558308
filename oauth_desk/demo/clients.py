"""Programs that may use the demo (RFC 7591), and where their answers may go (RFC 8252 §7.3)."""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from oauth_desk.demo.refusal import Refusal
from oauth_desk.services.demo_service import DEMO_AUTH_METHODS, DEMO_CLIENT_ID, DEMO_GRANT_TYPES

CLIENT_LIMIT: Final = 500
_LOOPBACK: Final = re.compile(r"http://(127\.0\.0\.1|\[::1\]|localhost)(?::([0-9]{1,5}))?((?:[/?].*)?)", re.DOTALL)
_HIGHEST_PORT: Final = 65535
_LONGEST_URI: Final = 2000
_LONGEST_NAME: Final = 80


def digest_of(secret: str) -> str:
    """Return the SHA-256 under which a token or secret is kept; the text itself is not."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class RegisteredClient:
    """One program. ``secret_digest`` is empty for a public one."""

    id: str
    name: str
    redirect_uris: tuple[str, ...]
    auth_method: str = "none"
    grant_types: tuple[str, ...] = ("authorization_code", "refresh_token")
    secret_digest: str = ""
    registered_at: float = 0.0

    def secret_matches(self, secret: str) -> bool:
        """Compare in constant time."""
        return bool(self.secret_digest) and hmac.compare_digest(self.secret_digest, digest_of(secret))

    def may_answer_to(self, redirect_uri: str) -> bool:
        """Tell whether an answer may go there: exact text, a loopback address with any port."""
        wanted = _without_port(redirect_uri)
        for registered in self.redirect_uris:
            if redirect_uri == registered or (wanted is not None and wanted == _without_port(registered)):
                return True
        return False


def demo_client() -> RegisteredClient:
    """Return the public client that the demo knows from the start."""
    return RegisteredClient(
        id=DEMO_CLIENT_ID,
        name="OAuth Desk",
        redirect_uris=("http://127.0.0.1/callback", "http://[::1]/callback", "http://localhost/callback"),
        grant_types=tuple(grant for grant in DEMO_GRANT_TYPES if grant != "client_credentials"),
    )


def _without_port(uri: str) -> tuple[str, str] | None:
    """Return host and the rest of a loopback address, the port left out; None for any other address."""
    match = _LOOPBACK.fullmatch(uri)
    if match is None:
        return None
    host, port, rest = match.groups()
    if port is not None and not 0 < int(port) <= _HIGHEST_PORT:
        return None
    return host, rest


class Clients:
    """The register of programs. ``mint`` makes ids and secrets."""

    def __init__(self, mint: Callable[[], str]) -> None:
        self._mint = mint
        self._clients: dict[str, RegisteredClient] = {DEMO_CLIENT_ID: demo_client()}

    def get(self, client_id: str | None) -> RegisteredClient | None:
        """Return a program by its id."""
        return None if client_id is None else self._clients.get(client_id)

    def registered(self) -> tuple[RegisteredClient, ...]:
        """Return the programs that registered themselves, oldest first."""
        return tuple(client for client in self._clients.values() if client.id != DEMO_CLIENT_ID)

    def restore(self, clients: tuple[RegisteredClient, ...]) -> None:
        """Put back programs that were saved."""
        self._clients.update((client.id, client) for client in clients)

    def register(self, metadata: Mapping[str, object], now: float) -> tuple[RegisteredClient, str | None]:
        """Add a program; return it with its secret if it has one (RFC 7591 §3.2.1)."""
        if len(self._clients) >= CLIENT_LIMIT:
            raise Refusal("invalid_client_metadata", "Too many programs are registered. Restart the demo.")
        auth_method = metadata.get("token_endpoint_auth_method", "client_secret_basic")
        if auth_method not in DEMO_AUTH_METHODS:
            raise Refusal("invalid_client_metadata", "token_endpoint_auth_method is not offered.")
        grant_types = _grant_types(metadata)
        if auth_method == "none" and "client_credentials" in grant_types:
            raise Refusal("invalid_client_metadata", "client_credentials needs a client secret.")
        secret = None if auth_method == "none" else self._mint()
        client = RegisteredClient(
            id=f"demo-client-{self._mint()[:16]}",
            name=_client_name(metadata),
            redirect_uris=_redirect_uris(metadata, needed="authorization_code" in grant_types),
            auth_method=str(auth_method),
            grant_types=grant_types,
            secret_digest="" if secret is None else digest_of(secret),
            registered_at=now,
        )
        self._clients[client.id] = client
        return client, secret


def _strings(metadata: Mapping[str, object], key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    value = metadata.get(key)
    if value is None:
        return default
    if not isinstance(value, list) or len(value) > 20 or not all(isinstance(item, str) for item in value):  # noqa: PLR2004
        raise Refusal("invalid_client_metadata", f"{key} must be a short list of strings.")
    return tuple(value)


def _grant_types(metadata: Mapping[str, object]) -> tuple[str, ...]:
    """Keep what the demo offers; what is returned counts, not what was asked."""
    asked = _strings(metadata, "grant_types", ("authorization_code",))
    kept = tuple(grant for grant in DEMO_GRANT_TYPES if grant in asked)
    if not kept:
        raise Refusal("invalid_client_metadata", "None of the grant types is offered.")
    return kept


def _client_name(metadata: Mapping[str, object]) -> str:
    name = metadata.get("client_name")
    if not isinstance(name, str):
        return "An unnamed program"
    shown = "".join(letter for letter in name if letter.isprintable())[:_LONGEST_NAME].strip()
    return shown or "An unnamed program"


def _redirect_uris(metadata: Mapping[str, object], *, needed: bool) -> tuple[str, ...]:
    uris = _strings(metadata, "redirect_uris", ())
    if needed and not uris:
        raise Refusal("invalid_redirect_uri", "At least one redirect URI is needed.")
    if not all(_acceptable(uri) for uri in uris):
        raise Refusal("invalid_redirect_uri", "Redirect URIs must be https, loopback http or a private-use scheme.")
    return uris


def _acceptable(uri: str) -> bool:
    """Judge a redirect URI: no fragment, no user part, a safe scheme (RFC 8252 §7)."""
    if len(uri) > _LONGEST_URI or not uri.isascii() or not uri.isprintable() or " " in uri or "#" in uri:
        return False
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return False
    if parts.username is not None or port == 0:
        return False
    if parts.scheme == "http":
        return _without_port(uri) is not None
    return bool(parts.hostname) if parts.scheme == "https" else "." in parts.scheme
