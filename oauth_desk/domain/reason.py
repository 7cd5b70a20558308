"""Why a service ended a sign-in: decided once, at the rejection, from what the record knows and the service said."""

import re
from typing import Final

from oauth_desk.domain import ends
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.service import Pairs
from oauth_desk.domain.status import Cause
from oauth_desk.domain.tokens import Instant
from oauth_desk.domain.verdict import Rejected

_EVERYTHING: Final = re.compile(r"invalid, expired, revoked.{0,200}?another client", re.IGNORECASE)
"""RFC 6749 §5.2 as servers copy it: it names every reason, so it names none."""

_EITHER: Final = re.compile(
    r"(?:invalid|incorrect|unknown|malformed|expired|revoked)\W+or\W+(?:\w+\W+){0,2}"
    r"(?:invalid|incorrect|malformed|expired|revoked)",
    re.IGNORECASE,
)
"""“Invalid or expired”, “malformed, expired or otherwise invalid”: said whatever happened."""

_SURE: Final = (
    (Cause.REUSED, r"re-?used?\b", r"already (?:been )?(?:used|redeemed|rotated)", r"previously used", r"stale token"),
    (
        Cause.PASSWORD,
        r"password\W+(?:\w+\W+){0,4}(?:chang|reset|expir|updat)",
        r"(?:chang|reset|expir|updat)\w*\W+(?:\w+\W+){0,3}password",
    ),
    (
        Cause.POLICY,
        r"conditional access|multi-?factor|two-factor|\bmfa\b|sign-?in frequency",
        r"reauth related|invalid_rapt|interaction_required|ip restricted|\bpolic(?:y|ies)\b",
        r"(?:user|account)\W+(?:\w+\W+){0,2}(?:disabled|deactivated|suspended|locked|deleted|inactive)",
        r"inactive (?:user|account)|account_inactive",
    ),
    (Cause.IDLE, r"inactivity|\bidle\b|not (?:been )?used for"),
)
"""Words that leave no doubt, the most telling first."""

_ALONE: Final = (
    (
        Cause.REVOKED,
        r"revoked|revocation|withdrawn|uninstalled",
        r"(?:has not|hasn.t) (?:approved|consented|authorized)",
    ),
    (Cause.EXPIRED, r"expired|not active|no longer active"),
    (
        Cause.CLIENT,
        r"(?:another|other|different|wrong) client|not issued (?:to|for) this client",
        r"client.{0,30}(?:mismatch|(?:do not|don.t|does not) match)",
    ),
)
"""Words that tell something where they stand alone: many services say “expired or revoked” whatever happened."""


_Words = tuple[tuple[Cause, re.Pattern[str]], ...]


def _compiled(table: tuple[tuple[Cause | str, ...], ...]) -> _Words:
    patterns = (("|".join(words).replace("_", r"[\W_]"), Cause(cause)) for cause, *words in table)
    return tuple((cause, re.compile(pattern, re.IGNORECASE)) for pattern, cause in patterns)


_SURE_WORDS: Final = _compiled(_SURE)
_ALONE_WORDS: Final = _compiled(_ALONE)


def cause_of(current: Connection, verdict: Rejected, now: Instant) -> Cause:
    """Tell why the grant is gone, as far as the record, the service's known rules and its own words say."""
    if current.unanswered_since is not None:
        return Cause.CUT_OFF
    said = said_cause(f"{verdict.error} {verdict.description}", current.service.quirks.reasons)
    if said not in {None, Cause.EXPIRED, Cause.REVOKED}:
        return said
    return _by_time(current, now) or said or _by_copies(current) or verdict.cause


def said_cause(said: str, known: Pairs = ()) -> Cause | None:
    """Return what the service's own words tell; None where they tell nothing, or everything at once.

    ``known`` are words and numbers of this very service, with what each means.
    """
    for word, cause in known:
        if word.casefold() in said.casefold():
            return Cause(cause)
    said = _EVERYTHING.sub(" ", said)
    for cause, words in _SURE_WORDS:
        if words.search(said):
            return cause
    alone = [] if _EITHER.search(said) else [cause for cause, words in _ALONE_WORDS if words.search(said)]
    return alone[0] if len(alone) == 1 else None


def _by_time(current: Connection, now: Instant) -> Cause | None:
    """Tell which limit had been reached: what the service told, or the rule in its profile."""
    told, limit, end = current.tokens.refresh_expires_at, ends.unused_limit(current), ends.sign_in_end(current)
    if told is not None and now > told:
        return Cause.IDLE if current.history.end_moves else Cause.TOO_OLD
    if limit is not None and now - ends.last_used(current) > limit:
        return Cause.IDLE
    return Cause.TOO_OLD if end is not None and now > end else None


def _by_copies(current: Connection) -> Cause | None:
    """Blame the other computer where a copy of this sign-in went to one, and each renewal spends the one before."""
    if current.copied_at is None:
        return None
    given, renewed = current.tokens.refresh_obtained_at, current.tokens.obtained_at
    keeps = current.generation > 1 and given is not None and given < renewed
    return None if keeps else Cause.REUSED
