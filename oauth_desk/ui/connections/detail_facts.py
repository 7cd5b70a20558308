"""What the details page lists: everything known of a connection, secrets apart, in the words of the standards."""

import json
import shlex
from dataclasses import dataclass
from typing import Final

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.ends import CERTIFICATE_AHEAD
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Security
from oauth_desk.domain.tokens import Instant
from oauth_desk.protocol.api_use import credential
from oauth_desk.protocol.client_auth import method_of
from oauth_desk.protocol.jwt_text import unverified_claims
from oauth_desk.services.outlook import ASSUMED
from oauth_desk.services.wording import clock_off, duration
from oauth_desk.ui.connections.exact_time import moment
from oauth_desk.ui.connections.fact import Fact
from oauth_desk.ui.connections.grant_facts import grant_facts, signs_in


@dataclass(frozen=True, slots=True)
class Group:
    """Facts under a heading."""

    title: str
    facts: tuple[Fact, ...]


_ENDPOINTS: Final = (
    ("Authorization", "authorization"),
    ("Token", "token"),
    ("Renewal", "refresh"),
    ("Revocation", "revocation"),
    ("Introspection", "introspection"),
    ("Device", "device_authorization"),
    ("Userinfo", "userinfo"),
    ("Registration", "registration"),
    ("Pushed request", "pushed_authorization_request"),
    ("Keys", "jwks_uri"),
)


def groups(connection: Connection, now: Instant, next_renewal_at: Instant | None) -> list[Group]:
    """Return the page's groups; facts without a value are left out."""
    found = (
        Group("Lifetime", _lifetime(connection, now, next_renewal_at)),
        Group("Scopes", _scopes(connection)),
        Group("Grant", grant_facts(connection)),
        Group("Client", _client(connection, now)),
        Group("Server", _server(connection)),
        Group("Record", _record(connection)),
    )
    told = (Group(group.title, tuple(fact for fact in group.facts if fact.value)) for group in found)
    return [group for group in told if group.facts]


def _lifetime(connection: Connection, now: Instant, next_renewal_at: Instant | None) -> tuple[Fact, ...]:
    tokens = connection.tokens
    remaining = tokens.remaining(now)
    left = "" if remaining is None else f"{duration(remaining)} left" if remaining > 0 else "over"
    refresh_since = tokens.refresh_obtained_at
    return (
        Fact("Token type", tokens.token_type),
        Fact("Obtained", moment(tokens.obtained_at)),
        Fact("Expires", f"{moment(tokens.expires_at)}   {left}" if tokens.expires_at else "no expiry given"),
        Fact("Next renewal", moment(next_renewal_at)),
        Fact("Refresh token since", f"{moment(refresh_since)}   {duration(now - refresh_since)} old")
        if refresh_since is not None
        else Fact("Refresh token", "" if connection.renews else "none"),
        Fact("Refresh token ends", moment(tokens.refresh_expires_at)),
    )


def _scopes(connection: Connection) -> tuple[Fact, ...]:
    return (
        Fact("Asked", " ".join(connection.scopes_asked)),
        Fact("Granted", " ".join(connection.tokens.scopes), copyable=True),
        Fact("Assumed", ASSUMED if connection.tokens.scopes_assumed else ""),
    )


def _client(connection: Connection, now: Instant) -> tuple[Fact, ...]:
    service, client = connection.service, connection.service.client
    return (
        Fact("Client ID", client.client_id or "", copyable=True),
        Fact("Client secret", "kept in the vault" if client.client_secret is not None else ""),
        Fact("Authentication", "" if client.client_id is None else method_of(service).value),
        Fact("Private key", "kept in the vault" if client.private_key is not None else client.private_key_file or ""),
        Fact("Name of the key", client.key_id or ""),
        Fact("Client certificate", _certificate(service.security)),
        Fact("Certificate ends", _ending(service.security, now)),
        Fact("Certificate authority", _authority(service.security)),
        Fact("Redirect URI", client.redirect_uri if signs_in(service) else "", copyable=True),
        Fact("Registered", "by this program, dynamically" if client.registered_dynamically else ""),
        Fact("Secret ends", moment(client.secret_expires_at)),
        Fact("Registration page", service.developer_console_url or "", copyable=True, link=True),
    )


def _certificate(security: Security) -> str:
    return "kept in the vault, with its key" if security.certificate is not None else security.client_certificate or ""


def _authority(security: Security) -> str:
    return "kept in the vault" if security.authorities is not None else security.ca_file or ""


def _ending(security: Security, now: Instant) -> str:
    """Return when the certificate ends, and how soon that is where it is soon."""
    ends_at = security.certificate_ends_at
    if ends_at is None:
        return ""
    if ends_at - now >= CERTIFICATE_AHEAD:
        return moment(ends_at)
    soon = f"{duration(ends_at - now)} left" if ends_at > now else "over"
    return f"{moment(ends_at)}   {soon}: put another in its place and connect again"


def _server(connection: Connection) -> tuple[Fact, ...]:
    service = connection.service
    endpoints = tuple(Fact(label, getattr(service.endpoints, name) or "", copyable=True) for label, name in _ENDPOINTS)
    return (
        Fact("Issuer", service.issuer or "", copyable=True),
        *endpoints,
        *(Fact("API", url, copyable=True) for url in service.api_base_urls),
        Fact("Also allowed", "  ".join(service.allowed_hosts)),
        Fact("Documentation", service.docs_url or "", copyable=True, link=True),
    )


def _record(connection: Connection) -> tuple[Fact, ...]:
    history, account = connection.history, connection.account
    skew, off = history.clock_skew, clock_off(history.clock_skew, connection.service.name)
    return (
        Fact("Connection id", connection.id, copyable=True),
        Fact("Generation", str(connection.generation)),
        Fact("Account", f"{account.label}   {account.subject}".strip()),
        Fact(*_place(connection)),
        Fact("Signed in" if signs_in(connection.service) else "Connected", moment(connection.signed_in_at)),
        Fact("Last renewal", moment(history.last_renewed_at)),
        Fact("Last used", moment(history.last_used_at)),
        Fact("Server’s clock", "" if skew is None else f"{skew:+.0f} s   {off}".rstrip()),
        Fact("State", f"{connection.condition.status} {connection.condition.cause or ''}".strip()),
        Fact("Service said", connection.condition.detail),
        Fact("Kept of answers", "\n".join(f"{name}: {value}" for name, value in connection.kept)),
        Fact("Notes", "\n".join(connection.notes)),
    )


def _place(connection: Connection) -> tuple[str, str]:
    """Return what the place that calls are for is called, and which it is."""
    places, place = connection.service.places, connection.place
    if places is None:
        return "Place", ""
    return places.label, "not chosen yet" if place is None else f"{place.name}   {place.id}".strip()


def decoded(token: Secret | None) -> str:
    """Return the header and payload of a JWT as JSON, unverified; empty where it is none."""
    claims = None if token is None else unverified_claims(token)
    return "" if claims is None else json.dumps(claims, indent=2, ensure_ascii=False)


def commands(connection: Connection) -> list[Fact]:
    """Return shell commands that use the connection; none holds a secret."""
    dash = "-- " if connection.name.startswith("-") else ""
    name = dash + shlex.quote(connection.name)
    base = next(iter(connection.service.api_base_urls), "https://api.example")
    account = connection.service.account
    url = shlex.quote(account.url if account is not None and account.url else base)
    header, before = credential(connection.service, connection.tokens.token_type)
    return [
        Fact("A live token", f"oauth-desk token {name}", copyable=True),
        Fact("An API call", f"oauth-desk request {name} GET {url}", copyable=True),
        Fact("With curl", f'curl -H "{header}: {before}$(oauth-desk token {name})" {url}', copyable=True),
    ]
