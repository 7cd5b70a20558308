"""A person's account at a service, with its tokens and how it stands."""

from dataclasses import dataclass, field, replace

from oauth_desk.domain.api_key import KeyCare
from oauth_desk.domain.browser_choice import BrowserChoice
from oauth_desk.domain.grant import Source
from oauth_desk.domain.next_token import NextToken, next_token
from oauth_desk.domain.place import Place
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.status import Cause, Condition, Move, Status, after
from oauth_desk.domain.tokens import Instant, Kept, Tokens

IN_FLIGHT_LIMIT = 60.0
"""Seconds after which a renewal that left its mark is known to have been cut off."""

CUT_OFF_PAUSE = 2.0
"""Seconds between a mark that a dead process left and the one replay."""

USED_GRAIN = 300.0
"""Seconds; the last use is told no finer than this, so that not every call writes the record anew."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who signed in. ``label`` is for people, ``subject`` identifies; either may be empty."""

    label: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class InFlight:
    """Committed before a renewal is sent: the refresh token of this generation may be spent."""

    since: Instant
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """What the overview tells about past renewals.

    ``end_moves`` is whether the last renewal moved the end that the service tells of
    the sign-in; None where it tells none, or nothing was renewed yet.
    """

    renewals_in_a_row: int = 0
    last_renewed_at: Instant | None = None
    last_duration: float | None = None
    last_used_at: Instant | None = None
    clock_skew: float | None = None
    end_moves: bool | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """One record of the vault.

    ``generation`` moves with every change of tokens, 1 at sign-in. An answer that
    belongs to an older generation is dropped. ``service`` is the snapshot of
    sign-in; later changes of the catalogue do not reach it by themselves.
    ``unanswered_since`` remembers a renewal whose answer never came, until the next
    success: a rejection then means "the last renewal was cut off". ``source`` is the
    connection whose tokens are exchanged for this one's. ``copied_at`` is when a copy
    of this sign-in was made for another computer, which may renew it as well.
    ``declined`` is the mark of the newer settings that its owner did not want. ``browser`` is
    what signs in on this computer; None where the system decides. ``place`` is what was
    chosen of the service's ``places``; no renewal touches it.
    """

    id: str
    name: str
    service: Service
    tokens: Tokens
    created_at: Instant
    signed_in_at: Instant
    generation: int = 1
    account: Account = field(default_factory=Account)
    scopes_asked: tuple[str, ...] = ()
    condition: Condition = field(default_factory=Condition)
    in_flight: InFlight | None = None
    unanswered_since: Instant | None = None
    history: History = field(default_factory=History)
    dpop_key: Secret | None = None
    key_care: KeyCare | None = None
    source: Source | None = None
    copied_at: Instant | None = None
    notes: tuple[str, ...] = ()
    declined: str = ""
    browser: BrowserChoice | None = None
    place: Place | None = None

    @property
    def renews(self) -> bool:
        """Tell whether the program can renew this connection by itself."""
        return self.next_token in {NextToken.RENEWED, NextToken.ASKED_ANEW}

    @property
    def next_token(self) -> NextToken:
        """Return how it gets its next access token."""
        return next_token(self.service, self.tokens)

    @property
    def kept(self) -> Kept:
        """Return what is known for requests beside the tokens: what answers told, and the chosen place."""
        return self.tokens.kept if self.place is None else (*self.tokens.kept, *self.place.kept)

    @property
    def lacks_place(self) -> bool:
        """Tell whether the service has places and none is chosen."""
        return self.service.places is not None and self.place is None

    def place_at(self, service: Service) -> Place | None:
        """Return the chosen place if it is a choice by the settings of ``service``, too."""
        same = service.places is not None and service.places.offers_the_same(self.service.places)
        return self.place if same else None

    @property
    def asks_by_itself(self) -> bool:
        """Tell whether the program gets access with nobody signing in: signing in again would not help."""
        return self.next_token is NextToken.ASKED_ANEW

    def condition_at(self, now: Instant) -> Condition:
        """Return how the connection stands at ``now``: the stored condition, judged by the clock."""
        stored = self.condition
        if self.came_back(now):
            return Condition()
        if stored.status is Status.SIGN_IN_NEEDED:
            return stored
        if self.in_flight is not None:
            under_way = 0 <= now - self.in_flight.since < IN_FLIGHT_LIMIT
            return replace(stored, status=Status.RENEWING) if under_way else self.cut_off().condition
        if not self.renews and not self.tokens.lives(now):
            return Condition(Status.SIGN_IN_NEEDED, Cause.EXPIRED)
        return stored

    def cut_off(self) -> "Connection":
        """Return the connection as it stands once the process that left the mark is known to be dead."""
        if self.in_flight is None:
            return self
        again_at = self.in_flight.since + CUT_OFF_PAUSE
        condition = Condition(Status.RETRYING, Cause.CUT_OFF, failures=self.condition.failures, next_try_at=again_at)
        return replace(self, condition=condition, in_flight=None, unanswered_since=self.in_flight.since)

    def came_back(self, now: Instant) -> bool:
        """Tell whether the connection counts as over only because the clock was wrong when that was judged."""
        over = self.condition.status is Status.SIGN_IN_NEEDED and self.condition.cause is Cause.EXPIRED
        return over and not self.renews and self.tokens.lives(now)

    def used(self, now: Instant) -> "Connection":
        """Return the connection with the moment of a call that was made with it; itself where it knows one nearby."""
        last = self.history.last_used_at
        if last is not None and abs(now - last) < USED_GRAIN:
            return self
        return replace(self, history=replace(self.history, last_used_at=now))

    def moved(self, move: Move, **condition: object) -> "Connection":
        """Return the connection after ``move``, with the given fields of its new condition."""
        current = Status.RENEWING if self.in_flight is not None else self.condition.status
        status = after(current, move)
        return replace(self, condition=Condition(status=status, **condition))  # type: ignore[arg-type]
