"""What a renewal does to a connection: pure changes, applied by the vault to the record in the file."""

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from oauth_desk.domain.connection import Connection, InFlight
from oauth_desk.domain.ends import end_moves
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.reason import cause_of
from oauth_desk.domain.schedule import REFUSED_DELAYS, REFUSED_TRIES, backoff
from oauth_desk.domain.status import Cause, Move
from oauth_desk.domain.tokens import Instant
from oauth_desk.domain.verdict import Misconfigured, Refused, Rejected, Renewed, Transient

_NOT_TAKEN: Final = MappingProxyType(
    {
        Grant.CLIENT_CREDENTIALS: Cause.CLIENT,
        Grant.JWT_BEARER: Cause.ASSERTION,
        Grant.TOKEN_EXCHANGE: Cause.SUBJECT,
    }
)
"""What ``invalid_grant`` is about where nobody signed in (RFC 7523 §3.1, RFC 8693 §2.2.2)."""


class StaleAnswer(Exception):
    """The record moved to another generation while the answer was under way; the answer is dropped."""


@dataclass(frozen=True, slots=True)
class Timing:
    """When a renewal ended and how long it took, in seconds; ``skew`` is server minus local clock, if told."""

    now: Instant
    duration: float
    skew: float | None = None


def started(current: Connection, now: Instant, *, replay: bool) -> Connection:
    """Leave the in-flight mark (rule 3). A mark found there means that an answer never came."""
    moved = current.moved(
        Move.RENEWAL_STARTED,
        cause=current.condition.cause,
        detail=current.condition.detail,
        failures=current.condition.failures,
    )
    unanswered = current.unanswered_since
    if current.in_flight is not None and unanswered is None:
        unanswered = current.in_flight.since
    return replace(moved, in_flight=InFlight(now, replayed=replay), unanswered_since=unanswered)


def renewed(current: Connection, verdict: Renewed, generation: int, timing: Timing) -> Connection:
    """Take over new tokens (rule 6); raise StaleAnswer where a newer generation stands.

    An older generation, or one without its mark, stands where an older copy of the
    vault was put back meanwhile: what the service gave last is then newer than all
    that is saved.
    """
    if current.generation > generation:
        raise StaleAnswer
    if current.generation < generation or current.in_flight is None:
        current = replace(current, generation=generation, in_flight=InFlight(timing.now))
    history = replace(
        current.history,
        renewals_in_a_row=current.history.renewals_in_a_row + 1,
        last_renewed_at=timing.now,
        last_duration=timing.duration,
        clock_skew=timing.skew if timing.skew is not None else current.history.clock_skew,
        end_moves=end_moves(current, verdict.tokens.obtained_at, verdict.tokens.refresh_expires_at),
    )
    return replace(
        current.moved(Move.RENEWED),
        tokens=verdict.tokens,
        generation=current.generation + 1,
        in_flight=None,
        unanswered_since=None,
        history=history,
    )


def rejected(current: Connection, verdict: Rejected, generation: int, now: Instant) -> Connection:
    """Clear the access token and ask for a sign-in; name, settings, scopes and history stay."""
    _check(current, generation)
    if current.asks_by_itself:
        # Nobody could sign in again: what the program asks with is refused, and may be asked with once it is mended.
        refusal = Misconfigured(_NOT_TAKEN[current.service.grant], verdict.error, verdict.description)
        return misconfigured(current, refusal, generation)
    return replace(
        current.moved(Move.REJECTED, cause=cause_of(current, verdict, now), detail=_said(verdict)),
        tokens=current.tokens.without_access(),
        in_flight=None,
        unanswered_since=None,
        history=replace(current.history, renewals_in_a_row=0),
    )


def misconfigured(current: Connection, verdict: Misconfigured, generation: int) -> Connection:
    """Keep the tokens and ask for the settings to be checked."""
    _check(current, generation)
    return replace(
        current.moved(
            Move.MISCONFIGURED,
            cause=verdict.cause,
            detail=_said(verdict),
            failures=current.condition.failures + 1,
        ),
        in_flight=None,
    )


def delayed(current: Connection, verdict: Transient, generation: int, now: Instant, draw: float) -> Connection:
    """Keep the tokens and try again later."""
    _check(current, generation)
    failures = current.condition.failures + 1
    moved = current.moved(
        Move.DELAYED,
        cause=verdict.cause,
        detail=verdict.detail,
        failures=failures,
        next_try_at=now + backoff(failures, draw, verdict.retry_after),
    )
    unanswered = current.unanswered_since
    if verdict.cause is Cause.UNANSWERED and unanswered is None and current.in_flight is not None:
        unanswered = current.in_flight.since
    return replace(moved, in_flight=None, unanswered_since=unanswered)


def refused(current: Connection, verdict: Refused, generation: int, now: Instant, *, counted: bool) -> Connection:
    """Try three times spread over minutes, then ask for a sign-in; the tokens are kept.

    Only the background's tries are ``counted``.
    """
    _check(current, generation)
    before = current.condition.failures if current.condition.cause is Cause.REFUSING else 0
    tries = before + 1 if counted else before
    detail = _said(verdict) or f"HTTP {verdict.status}"
    if tries >= REFUSED_TRIES and current.asks_by_itself:
        return replace(current.moved(Move.MISCONFIGURED, cause=Cause.REFUSED, detail=detail), in_flight=None)
    if tries >= REFUSED_TRIES:
        return replace(current.moved(Move.REJECTED, cause=Cause.REFUSED, detail=detail), in_flight=None)
    wait = REFUSED_DELAYS[max(tries - 1, 0)]
    moved = current.moved(Move.DELAYED, cause=Cause.REFUSING, detail=detail, failures=tries, next_try_at=now + wait)
    return replace(moved, in_flight=None)


def ran_out(current: Connection, now: Instant) -> Connection:
    """Ask for a sign-in where nothing can be renewed and the time is over.

    The access token stays: nobody refused it, and the clock that says so may be wrong.
    """
    if current.renews or current.tokens.lives(now):
        raise StaleAnswer
    return current.moved(Move.RAN_OUT, cause=Cause.EXPIRED)


def came_back(current: Connection, now: Instant) -> Connection:
    """Take back that the time is over, where the clock was set back and says otherwise."""
    if not current.came_back(now):
        raise StaleAnswer
    return current.moved(Move.CLOCK_SET_BACK)


def _check(current: Connection, generation: int) -> None:
    if current.generation != generation or current.in_flight is None:
        raise StaleAnswer


def _said(verdict: Rejected | Misconfigured | Refused) -> str:
    return ": ".join(part for part in (verdict.error, verdict.description) if part)
