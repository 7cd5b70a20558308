"""What a renewal that did not bring new tokens is called: errors for callers, lines for the log."""

from typing import Final

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.domain.tokens import Instant
from oauth_desk.services import own_words
from oauth_desk.services.detail_words import is_our_finding
from oauth_desk.services.registration_words import forgotten, is_forgotten
from oauth_desk.services.wording import sentence

_NOT_THE_SERVICE: Final = frozenset({Cause.NETWORK, Cause.UNANSWERED, Cause.CAPTIVE_PORTAL, Cause.SOURCE, Cause.CLOCK})
"""Troubles of which the service itself said nothing."""

NOT_THE_REGISTRATION: Final = frozenset({Cause.ASSERTION, Cause.SUBJECT, Cause.SOURCE_GONE})
"""Settings problems that the log tells by name: the program is known, what it asks with is not taken."""


def log_line(connection: Connection, now: Instant, outcome: str, detail: str, duration: float) -> ActivityEntry:
    """Return the log's entry for one renewal."""
    return ActivityEntry(now, connection.id, connection.name, ActivityKind.RENEWAL, outcome, detail, duration)


def trouble(connection: Connection, now: Instant) -> DeskError:
    """Return the error that a connection's condition means for somebody who wanted a token from it."""
    condition = connection.condition_at(now)
    text = sentence(connection, now).text
    match condition.status:
        case Status.SIGN_IN_NEEDED if connection.service.key is not None:
            return cannot_renew(connection)
        case Status.SIGN_IN_NEEDED:
            return _sign_in_needed(connection, text, condition.detail)
        case Status.SETTINGS_PROBLEM if connection.asks_by_itself:
            return own_words.settings_problem(connection, text, _quoted_own(condition), condition.cause)
        case Status.SETTINGS_PROBLEM:
            return _settings_problem(connection, text, now)
    if condition.cause is Cause.REFUSING:
        return DeskError(
            "refused", text, detail=_quoted(condition.detail), advice="Try again in a while.", remedy=Remedy.RETRY
        )
    return DeskError(
        "unreachable",
        text,
        kind=Kind.UNREACHABLE,
        detail=_ours(condition.detail) if condition.cause in _NOT_THE_SERVICE else _quoted(condition.detail),
        advice="Check the network if this goes on.",
        remedy=Remedy.RETRY,
    )


def _settings_problem(connection: Connection, text: str, now: Instant) -> DeskError:
    condition = connection.condition_at(now)
    if condition.cause is Cause.CERTIFICATE:
        return _certificate_refused(text, condition.detail)
    if is_forgotten(connection, now):
        return forgotten(connection.service, _quoted(condition.detail), name=connection.name)
    return DeskError(
        "settings_problem",
        text,
        kind=Kind.SETTINGS,
        detail=_quoted(condition.detail),
        advice="Check the client ID and secret at the service, then renew again.",
        remedy=Remedy.FIX_SETTINGS,
    )


def _certificate_refused(text: str, detail: str) -> DeskError:
    return DeskError(
        "settings_problem",
        text,
        kind=Kind.SETTINGS,
        detail=_ours(detail),
        advice="Put a certificate that the service knows in its place, and sign in again: it is read then.",
        remedy=Remedy.FIX_SETTINGS,
    )


def _sign_in_needed(connection: Connection, text: str, detail: str) -> DeskError:
    return DeskError(
        "sign_in_needed",
        text,
        kind=Kind.SIGN_IN_NEEDED,
        detail=_quoted(detail),
        advice=f"Sign in again on “{connection.name}”.",
        remedy=Remedy.SIGN_IN,
    )


def _quoted_own(condition: Condition) -> str:
    return _ours(condition.detail) if is_our_finding(condition) else _quoted(condition.detail)


def cannot_renew(connection: Connection) -> DeskError:
    """Return the error for renewing a connection that has nothing to renew with."""
    if connection.service.key is not None:
        return DeskError(
            "key_not_renewed",
            f"“{connection.name}” has a key, which nothing renews.",
            kind=Kind.SIGN_IN_NEEDED,
            advice=f"Make a new one at {connection.service.name} and put it in place of the old one.",
            terminal_advice="Make a new one at the service and put it in place with “oauth-desk replace-key”.",
            remedy=Remedy.SIGN_IN,
        )
    return DeskError(
        "cannot_renew",
        f"{connection.service.name} did not give this connection a way to renew by itself.",
        kind=Kind.SIGN_IN_NEEDED,
        advice=f"Sign in again on “{connection.name}” when its time is over.",
        remedy=Remedy.SIGN_IN,
    )


def not_saved(connection: Connection) -> DeskError:
    """Return the error while new tokens wait in memory for the disk."""
    return DeskError(
        "not_saved",
        f"“{connection.name}” was renewed, but the result cannot be saved on this computer.",
        detail="It is kept in memory and saving goes on.",
        advice="Free some disk space or check the folder, and do not quit yet.",
        remedy=Remedy.RETRY,
    )


def lock_busy(connection: Connection) -> DeskError:
    """Return the error where another copy of the program holds the lock for too long."""
    return DeskError(
        "renewal_busy",
        f"Another copy of the program is renewing “{connection.name}” and does not finish.",
        kind=Kind.UNREACHABLE,
        advice="Try again in a minute.",
        remedy=Remedy.RETRY,
    )


def _ours(detail: str) -> str:
    """Return what this program found, as a sentence."""
    return f"{detail[:1].upper()}{detail[1:].rstrip('.')}." if detail else ""


def _quoted(detail: str) -> str:
    return f"The service said: {detail.rstrip('.')}." if detail else ""
