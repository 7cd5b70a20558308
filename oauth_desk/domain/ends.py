"""When a connection ends, and what of it: the one place that knows all ends ahead of time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from oauth_desk.domain.api_key import SOON
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.next_token import NextToken
from oauth_desk.domain.tokens import Instant

DAY: Final = 86400.0
REGISTRATION_AHEAD: Final = 7 * DAY
"""How long ahead of its end a registration is spoken of, and made anew with the next sign-in (NORMS C84)."""
CERTIFICATE_AHEAD: Final = 14 * DAY
"""Another certificate, or another secret, takes people days to get."""
LONGEST_AHEAD: Final = 7 * DAY
EVERYDAY: Final = 2 * DAY
"""What cannot be renewed and lives shorter than this counts down, and nobody is warned: it ends every day."""
_STEADY: Final = 10.0
"""Seconds; two renewals closer together do not show whether the second one moved the end."""


class EndOf(StrEnum):
    """What it is that ends."""

    SIGN_IN = "sign_in"
    """Whatever is done: only a person can begin anew."""
    UNUSED = "unused"
    """Unless it is renewed before; each renewal moves it."""
    REGISTRATION = "registration"
    SECRET = "client_secret"
    CERTIFICATE = "certificate"
    KEY = "key"
    REMINDER = "key_reminder"
    """The day that a person set for another key; the key itself goes on."""


LAPSING: Final = frozenset({EndOf.SIGN_IN, EndOf.UNUSED})
"""Ends that turned out wrong where the connection outlived them: the service was not so strict."""


@dataclass(frozen=True, slots=True)
class End:
    """One end. ``ahead`` is how many seconds before it people read of it, ``notice`` before it they are told once."""

    what: EndOf
    at: Instant
    ahead: float
    notice: float

    def is_over(self, now: Instant) -> bool:
        """Tell whether it has come."""
        return self.at <= now

    def is_near(self, now: Instant) -> bool:
        """Tell whether it is to be read of."""
        if self.is_over(now):
            return self.what not in LAPSING
        return self.at - now < self.ahead

    def is_told(self, now: Instant) -> bool:
        """Tell whether it is so near that somebody is told, while there is time."""
        return 0 < self.at - now < self.notice


def known(connection: Connection) -> list[End]:
    """Return all ends that are known, the soonest first."""
    found = list(_known(connection))
    # Most connections have none, or one: the list asks thousands of them at once.
    return sorted(found, key=lambda end: (end.at, end.what)) if len(found) > 1 else found


def near(connection: Connection, now: Instant) -> list[End]:
    """Return the ends that people read of at ``now``, the soonest first."""
    return [end for end in known(connection) if end.is_near(now)]


def sign_in_end(connection: Connection) -> Instant | None:
    """Return when renewing must end whatever is done: what the service told goes before the rule in its profile."""
    return _sign_in_end(connection, connection.next_token)


def unused_limit(connection: Connection) -> float | None:
    """Return after how many seconds without a renewal the service ends it, as far as it or its profile tells."""
    return _unused_limit(connection, connection.next_token)


def with_secret_end(connection: Connection, at: Instant | None) -> Connection:
    """Return the connection with the end of its client secret as a person knows it."""
    client = replace(connection.service.client, secret_expires_at=at)
    return replace(connection, service=replace(connection.service, client=client))


def last_used(connection: Connection) -> Instant:
    """Return when the sign-in was last used at the service: with a renewal, or to sign in."""
    return max(connection.signed_in_at, connection.history.last_renewed_at or connection.signed_in_at)


def end_moves(connection: Connection, at: Instant, told: Instant | None) -> bool | None:
    """Tell whether a renewal at ``at``, with ``told`` as the end in its answer, moved the end; None where unknown."""
    before, passed = connection.tokens.refresh_expires_at, at - connection.tokens.obtained_at
    if before is None or told is None:
        return None
    if passed < _STEADY:
        return connection.history.end_moves
    return told - before > passed / 2


def _known(connection: Connection) -> Iterator[End]:
    service, care = connection.service, connection.key_care
    if service.key is not None:
        if connection.tokens.expires_at is not None:
            yield _after(EndOf.KEY, connection.signed_in_at, connection.tokens.expires_at)
        if care is not None and care.replace_by is not None:
            yield End(EndOf.REMINDER, care.replace_by, SOON, DAY)
        return
    yield from _of_the_sign_in(connection)
    ends_at = service.client.secret_expires_at
    if ends_at is not None and service.client.registered_dynamically:
        yield End(EndOf.REGISTRATION, ends_at, REGISTRATION_AHEAD, DAY)
    elif ends_at is not None and service.client.client_secret is not None:
        yield End(EndOf.SECRET, ends_at, CERTIFICATE_AHEAD, 3 * DAY)
    if service.security.certificate_ends_at is not None:
        yield End(EndOf.CERTIFICATE, service.security.certificate_ends_at, CERTIFICATE_AHEAD, 3 * DAY)


def _sign_in_end(connection: Connection, follows: NextToken) -> Instant | None:
    if follows is NextToken.SIGN_IN:
        return connection.tokens.expires_at
    if follows is not NextToken.RENEWED:
        return None
    told, limit = connection.tokens.refresh_expires_at, connection.service.quirks.refresh_absolute_seconds
    if told is not None:
        return told if connection.history.end_moves is False else None
    return None if limit is None else connection.signed_in_at + limit


def _unused_limit(connection: Connection, follows: NextToken) -> float | None:
    if follows is not NextToken.RENEWED:
        # What is asked for anew was never given away.
        return None
    told, idle = connection.tokens.refresh_expires_at, connection.service.quirks.refresh_idle_seconds
    if told is not None and connection.history.end_moves:
        return told - connection.tokens.obtained_at
    return None if idle is None else float(idle)


def _of_the_sign_in(connection: Connection) -> Iterator[End]:
    follows = connection.next_token
    renews = follows is NextToken.RENEWED
    end, limit = _sign_in_end(connection, follows), _unused_limit(connection, follows)
    if end is not None:
        began = connection.signed_in_at if renews else connection.tokens.obtained_at
        yield _after(EndOf.SIGN_IN, began, end, everyday=0.0 if renews else EVERYDAY)
    if limit is not None:
        # The background renews at half the time: who reads of this is offline, or has paused it.
        at = connection.tokens.obtained_at + limit
        yield End(EndOf.UNUSED, at, min(limit / 4, LONGEST_AHEAD), DAY if limit >= EVERYDAY else 0.0)


def _after(what: EndOf, began: Instant, at: Instant, *, everyday: float = 0.0) -> End:
    """Return an end that is spoken of a quarter of the whole ahead, and a day at least where that is not all of it."""
    whole = max(at - began, 0.0)
    if whole < everyday:
        return End(what, at, 0.0, 0.0)
    ahead = min(LONGEST_AHEAD, max(whole / 4, min(DAY, whole / 2)))
    return End(what, at, ahead, min(ahead, DAY) if whole >= DAY else 0.0)
