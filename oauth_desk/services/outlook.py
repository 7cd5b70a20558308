"""What to expect of a connection that was just made: whether it renews by itself, and if not, why and until when."""

from dataclasses import dataclass
from typing import Final

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.phrases import clock_time

ASSUMED: Final = "The service does not say what it granted; what was asked for is assumed."

_ASKING: Final = frozenset({("access_type", "offline"), ("token_access_type", "offline"), ("duration", "permanent")})
"""Parameters that ask for a refresh token (Google, Dropbox, Reddit)."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """``warning``: this is less than was asked for, and there is something to do about it."""

    text: str
    warning: bool = False


def outlook(connection: Connection, now: Instant) -> Outlook:
    """Return what happens from now on, in plain sentences."""
    service = connection.service
    if service.key is not None:
        return Outlook("Your key is kept on this computer, encrypted. The list shows when it is time for another one.")
    if connection.asks_by_itself:
        return Outlook("It renews by itself from now on. Nobody has to sign in.")
    if connection.renews:
        return Outlook("It renews by itself from now on.")
    until = _until(connection, now)
    left_out = _left_out(connection)
    if left_out:
        why = f"It will not renew by itself: “{left_out}” was not asked for."
        return Outlook(f"{why} {until} Connect again with that ticked, if you want it to.", warning=True)
    if _is_expected(connection):
        why = f"It will not renew by itself: {service.name} gave no permission for that."
        return Outlook(f"{why} {until} {_remedy(connection)}", warning=True)
    return Outlook(until)


def _until(connection: Connection, now: Instant) -> str:
    expires_at = connection.tokens.expires_at
    if expires_at is None:
        return f"{connection.service.name} does not say for how long it is connected."
    return f"It is connected until {clock_time(expires_at, now)}; then you sign in again."


def _is_expected(connection: Connection) -> bool:
    """Tell whether something asked for a refresh token, or the profile knows how long one lives."""
    service, quirks = connection.service, connection.service.quirks
    lives = quirks.refresh_idle_seconds or quirks.refresh_absolute_seconds or service.endpoints.refresh
    asked = any(pair in _ASKING for pair in service.parameters.authorization)
    return bool(lives) or asked or any(map(_asks, connection.scopes_asked))


def _left_out(connection: Connection) -> str:
    """Return what the permission to renew is called, where the service has one and it was not ticked."""
    known = (*connection.service.scopes, *(name for name, _ in connection.service.scope_meaning))
    names = [name for name in dict.fromkeys(known) if _asks(name)]
    if not names or any(map(_asks, connection.scopes_asked)):
        return ""
    return connection.service.meaning(names[0])


def _asks(scope: str) -> bool:
    """Tell whether a permission is the one to renew: ``offline_access``, ``offline.access``, Salesforce’s own."""
    return "offline" in scope.casefold() or scope == "refresh_token"


def _remedy(connection: Connection) -> str:
    service, tokens = connection.service, connection.tokens
    denied = [name for name in connection.scopes_asked if _asks(name) and name not in tokens.scopes]
    if denied and tokens.scopes:
        return f"Connect again, and allow “{service.meaning(denied[0])}” when {service.name} asks."
    return f"Remove this program’s access {_place(service)}, then connect again: many services give it only once."


def _place(service: Service) -> str:
    return f"at {service.revocation.page}" if service.revocation.page else f"on {service.name}’s own page"
