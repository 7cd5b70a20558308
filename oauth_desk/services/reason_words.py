"""The words for why a service ended a sign-in: the same in the dialog, on the page, by command and in the log."""

from types import MappingProxyType
from typing import Final

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.ends import last_used, unused_limit
from oauth_desk.domain.status import Cause
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.phrases import day, duration

_SENTENCES: Final = MappingProxyType(
    {
        Cause.REJECTED: "{service} no longer accepts this connection. This usually happens after a password change, "
        "or when somebody removed the app’s access.",
        Cause.REVOKED: "Somebody took back this program’s access at {service}: you, whoever looks after your account, "
        "or {service} itself.",
        Cause.PASSWORD: "{service} ended this connection because the password of the account was changed, or has to "
        "be.",
        Cause.POLICY: "{service} wants you to sign in again because of a rule of your organisation, or of a change to "
        "your account.",
        Cause.REUSED: "Another program or computer with a copy of this connection renewed it, and {service} then "
        "closed it for safety.",
        Cause.CUT_OFF: "The last renewal was cut off half-way and {service} closed the connection for safety.",
        Cause.IDLE: "{service} ends connections that were not used for {limit}.{used}",
        Cause.TOO_OLD: "{service} ends connections after a fixed time{age}, however much they are used.",
        Cause.EXPIRED: "{service} gave this connection for a limited time, and that time is over.",
        Cause.REFUSED: "{service} refuses to renew this connection and gives no reason.",
        Cause.CLIENT: "{service} gave this connection to another registration of this program than the one that is "
        "used now.",
    }
)

_SHORT: Final = MappingProxyType(
    {
        Cause.REJECTED: "no reason given",
        Cause.REVOKED: "access was taken back",
        Cause.PASSWORD: "password change",
        Cause.POLICY: "a rule of your organisation",
        Cause.REUSED: "renewed from elsewhere",
        Cause.CUT_OFF: "a renewal was cut off",
        Cause.IDLE: "not used for too long",
        Cause.TOO_OLD: "too old",
        Cause.EXPIRED: "its time is over",
        Cause.REFUSED: "no reason given",
        Cause.CLIENT: "another registration",
    }
)


def reason(connection: Connection, cause: Cause | None, now: Instant) -> str:
    """Return in a sentence why somebody has to sign in again."""
    limit = unused_limit(connection)
    # What the service told goes before the rule in its profile.
    oldest = connection.service.quirks.refresh_absolute_seconds if _is_untold(connection) else None
    return _SENTENCES[cause or Cause.REJECTED].format(
        service=connection.service.name,
        limit="some time" if limit is None else duration(limit),
        used=_last_used(connection, limit, now),
        age="" if oldest is None else f" of {duration(oldest)}",
    )


def short_reason(cause: Cause | None) -> str:
    """Return it in two or three words, for a line of a table."""
    return _SHORT[cause or Cause.REJECTED]


def _last_used(connection: Connection, limit: float | None, now: Instant) -> str:
    """Name the last use, where it explains the end: a service may count by another clock, or by other uses."""
    last = last_used(connection)
    return "" if limit is None or now - last < limit else f" This one was used last on {day(last, now)}."


def _is_untold(connection: Connection) -> bool:
    return connection.tokens.refresh_expires_at is None
