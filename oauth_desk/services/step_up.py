"""More permission for a request that was refused for lack of it (RFC 6750 §3.1; NORMS C65)."""

from collections.abc import Iterable
from typing import Final

from oauth_desk.domain.connection import Connection

_KEEPING: Final = frozenset({"openid", "offline_access"})
"""What a service may leave out when it lists what it gave, and what is lost where it is not asked for again."""


def wanted(connection: Connection, missing: Iterable[str]) -> tuple[str, ...]:
    """Return the permissions to sign in for: those that the connection has, and those that are missing."""
    asked, granted = connection.scopes_asked, connection.tokens.scopes
    kept = granted or asked
    keeping = (scope for scope in asked if scope in _KEEPING)
    return tuple(dict.fromkeys((*kept, *keeping, *missing)))


def is_the_same_again(asked: Iterable[str], missing: Iterable[str]) -> bool:
    """Tell whether all that is missing was asked for just now: to ask once more would never end."""
    return frozenset(missing) <= frozenset(asked)
