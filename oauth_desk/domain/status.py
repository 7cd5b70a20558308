"""The state of a connection, and the moves between states, as one table."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from oauth_desk.domain.tokens import Instant


class Status(StrEnum):
    """What a person is told first. ``LOCKED`` belongs to the vault: then all are."""

    VALID = "valid"
    RENEWING = "renewing"
    RETRYING = "retrying"
    SIGN_IN_NEEDED = "sign_in_needed"
    SETTINGS_PROBLEM = "settings_problem"
    LOCKED = "locked"


class Cause(StrEnum):
    """Why a connection is not simply valid."""

    # retrying
    NETWORK = "network"
    BUSY = "busy"
    SERVER_ERROR = "server_error"
    CAPTIVE_PORTAL = "captive_portal"
    UNANSWERED = "unanswered"
    REFUSING = "refusing"
    NOT_SAVED = "not_saved"
    # either: a renewal was cut off and is asked for once more, or the service then ended the connection
    CUT_OFF = "cut_off"
    CLOCK = "clock"
    SOURCE = "source"
    # sign_in_needed
    REJECTED = "rejected"
    IDLE = "idle"
    TOO_OLD = "too_old"
    EXPIRED = "expired"
    REFUSED = "refused"
    REVOKED = "revoked"
    PASSWORD = "password"
    POLICY = "policy"
    REUSED = "reused"
    # settings_problem
    CLIENT = "client"
    CERTIFICATE = "certificate"
    PERMISSIONS = "permissions"
    GRANT_TYPE = "grant_type"
    RESOURCE = "resource"
    ASSERTION = "assertion"
    SUBJECT = "subject"
    SOURCE_GONE = "source_gone"


REASONS: Final = (
    Cause.REVOKED,
    Cause.PASSWORD,
    Cause.POLICY,
    Cause.REUSED,
    Cause.IDLE,
    Cause.TOO_OLD,
    Cause.EXPIRED,
    Cause.CLIENT,
)
"""Why a service may have ended a sign-in, as far as its own words can tell."""


class Move(StrEnum):
    """What can happen to a connection."""

    SIGNED_IN = "signed_in"
    RENEWAL_STARTED = "renewal_started"
    RENEWED = "renewed"
    ADOPTED = "adopted"
    DELAYED = "delayed"
    REJECTED = "rejected"
    MISCONFIGURED = "misconfigured"
    RAN_OUT = "ran_out"
    CLOCK_SET_BACK = "clock_set_back"


@dataclass(frozen=True, slots=True)
class Condition:
    """The stored part of a status.

    ``detail`` is text a service sent, already cleaned for showing (NORMS C30).
    ``failures`` counts tries since the last success; ``next_try_at`` is when the
    background tries again.
    """

    status: Status = Status.VALID
    cause: Cause | None = None
    detail: str = ""
    failures: int = 0
    next_try_at: Instant | None = None


_ACTIVE: Final = (Status.VALID, Status.RETRYING, Status.SETTINGS_PROBLEM)

MOVES: Final = MappingProxyType(
    {
        **{(status, Move.SIGNED_IN): Status.VALID for status in (*_ACTIVE, Status.SIGN_IN_NEEDED, Status.RENEWING)},
        **{(status, Move.RENEWAL_STARTED): Status.RENEWING for status in (*_ACTIVE, Status.RENEWING)},
        **{(status, Move.ADOPTED): Status.VALID for status in (*_ACTIVE, Status.RENEWING, Status.SIGN_IN_NEEDED)},
        **{(status, Move.RAN_OUT): Status.SIGN_IN_NEEDED for status in (*_ACTIVE, Status.RENEWING)},
        (Status.SIGN_IN_NEEDED, Move.CLOCK_SET_BACK): Status.VALID,
        (Status.RENEWING, Move.RENEWED): Status.VALID,
        (Status.RENEWING, Move.DELAYED): Status.RETRYING,
        (Status.RENEWING, Move.REJECTED): Status.SIGN_IN_NEEDED,
        (Status.RENEWING, Move.MISCONFIGURED): Status.SETTINGS_PROBLEM,
    }
)


class ImpossibleMove(Exception):
    """A move that the table does not have: a mistake in the program."""


def after(status: Status, move: Move) -> Status:
    """Return the status that follows ``move``; raise ImpossibleMove where there is none."""
    try:
        return MOVES[status, move]
    except KeyError:
        raise ImpossibleMove(f"{move} in {status}") from None
