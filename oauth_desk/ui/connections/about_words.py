"""What the overview says about a connection beyond its state, in plain words."""

from dataclasses import dataclass
from typing import Final

from oauth_desk.domain import ends
from oauth_desk.domain.api_key import wanted_by
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.wording import DAY, clock_time, day, duration
from oauth_desk.ui.connections.exact_time import moment

_OF_A_SIGN_IN: Final = frozenset({ends.EndOf.SIGN_IN, ends.EndOf.REGISTRATION})
_STANDARD: Final = frozenset({"openid", "offline_access", "offline"})
"""Permissions that mean nothing to a person where the service has no words for them."""


@dataclass(frozen=True, slots=True)
class Permission:
    """A line of what a connection may do; ``given`` tells it from what was asked and not granted."""

    text: str
    given: bool = True


def permissions(connection: Connection) -> list[Permission]:
    """Return what the connection may do; permissions nobody described keep the service's own names."""
    service, granted = connection.service, connection.tokens.scopes
    described = dict(service.scope_meaning)
    lines = [Permission(described[name]) for name in granted if name in described]
    unnamed = [name for name in granted if name not in described and name not in _STANDARD]
    if unnamed:
        lines.append(Permission(f"What {service.name} calls {', '.join(unnamed)}"))
    missing = [name for name in connection.scopes_asked if name not in granted and name not in _STANDARD]
    if granted:
        lines.extend(Permission(f"Not allowed: {described.get(name, name)}", given=False) for name in missing)
    return list(dict.fromkeys(lines))


def sign_in_lasts(connection: Connection, now: Instant) -> str:
    """Say how long this sign-in can last at most; of a key, when another one is wanted."""
    if connection.service.key is not None:
        wanted = wanted_by(connection.key_care, connection.tokens)
        return "" if wanted is None else day(wanted, now)
    ahead = [end.at for end in ends.known(connection) if end.what in _OF_A_SIGN_IN and not end.is_over(now)]
    if ahead:
        ends_at = ahead[0]
        return f"until {clock_time(ends_at, now)}" if ends_at - now < 2 * DAY else f"until {day(ends_at, now)}"
    if not connection.renews:
        return "as long as the service allows; it did not say"
    unused = ends.unused_limit(connection)
    if unused is not None:
        return f"as long as it is used at least every {duration(unused)}"
    return f"until you or {connection.service.name} end it"


def asks_when(connection: Connection) -> str:
    """Return what the menu says where there is something to ask; empty where nothing is."""
    client, locked = connection.service.client, connection.service.locked
    if connection.service.key is not None:
        return "When to replace its key…"
    own = client.client_secret is not None and not client.registered_dynamically
    return "When its secret ends…" if own and "client.client_secret_ends" not in locked else ""


def tooltip(connection: Connection, now: Instant) -> str:
    """Return what a card tells beside its own words: all of them, uncut, and the exact end."""
    expires_at = connection.tokens.expires_at
    over = expires_at is not None and expires_at <= now
    ends = "" if expires_at is None else f"{'Ended' if over else 'Good until'} {moment(expires_at)}"
    return "\n".join(part for part in (connection.name, connection.account.label, ends) if part)
