"""One renewal of one connection, from the lock to the saved tokens: the transaction.

The order is what keeps a grant alive: take the lock, read again, adopt what another
process renewed, prove that the vault can be written, send, judge, save, and only then
let anybody see the new access token.
"""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

from oauth_desk.domain import renewal
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.schedule import is_fresh
from oauth_desk.domain.status import Cause, Status
from oauth_desk.domain.tokens import Instant
from oauth_desk.domain.verdict import (
    Misconfigured,
    Refused,
    Rejected,
    Renewed,
    Transient,
    Unknown,
    Verdict,
)
from oauth_desk.protocol import server_clock
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.services.book import Book
from oauth_desk.services.faults import trust_of
from oauth_desk.services.next_step import NextSteps, Subject, without_source
from oauth_desk.services.ports import (
    Chance,
    Change,
    Clock,
    HttpClient,
    Limits,
    LockBusy,
    Locks,
    TransportError,
    TransportFault,
    VaultError,
)
from oauth_desk.services.renewal_wish import RenewalResult, Wish
from oauth_desk.services.renewal_words import NOT_THE_REGISTRATION, cannot_renew, lock_busy, log_line, trouble
from oauth_desk.services.safekeeping import Safekeeping
from oauth_desk.services.sources import Sources
from oauth_desk.services.vault_words import vault_trouble

LOCK_WAIT = 60.0
WHOLE = 58.0
FIRST_SEND = 40.0
REPLAY_PAUSE = 1.0


@dataclass(frozen=True, slots=True)
class _Answer:
    verdict: Verdict
    timing: renewal.Timing


class Renewal:
    """Runs the transaction. One instance serves all connections; sharing is the Renewer's."""

    def __init__(
        self,
        *,
        book: Book,
        http: HttpClient,
        locks: Locks,
        clock: Clock,
        chance: Chance,
        safe: Safekeeping,
        sources: Sources,
    ) -> None:
        self._steps = NextSteps(sources=sources, clock=clock, chance=chance)
        self._book = book
        self._http = http
        self._locks = locks
        self._clock = clock
        self._chance = chance
        self._safe = safe

    async def run(self, connection_id: str, wish: Wish) -> RenewalResult:
        """Renew or adopt; raise DeskError. The tokens of the result are saved."""
        subject = await self._steps.subject(self._book.require(connection_id))
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(self._locks.hold(connection_id, wait=LOCK_WAIT))
                record = await self._book.reread(connection_id)
                if self._done_by_another(record, wish):
                    return await self._adopt(record)
                self._check_possible(record)
                return await self._renew(record, subject, wish, stack)
            except LockBusy:
                raise lock_busy(self._book.require(connection_id)) from None
            except VaultError as error:
                raise vault_trouble(error) from error

    def _done_by_another(self, record: Connection, wish: Wish) -> bool:
        """Rules 2 and 4: a newer fresh token, or another one than the one a 401 was about, is adopted."""
        tokens, now = record.tokens, self._clock.now()
        if not tokens.lives(now):
            return False
        if wish.rejected is not None:
            return tokens.access_token != wish.rejected
        if record.generation == wish.seen:
            return False
        return is_fresh(tokens, now, wish.min_valid) or tokens.obtained_at >= wish.asked_at

    def _check_possible(self, record: Connection) -> None:
        if record.condition.status is Status.SIGN_IN_NEEDED:
            raise trouble(record, self._clock.now())
        if not record.renews:
            raise cannot_renew(record)

    async def _adopt(self, record: Connection) -> RenewalResult:
        now = self._clock.now()
        await self._book.log(log_line(record, now, "adopted", "", 0.0))
        return RenewalResult(record, "adopted")

    # --- sending -------------------------------------------------------------

    async def _renew(self, record: Connection, subject: Subject, wish: Wish, stack: AsyncExitStack) -> RenewalResult:
        """Send, and where no answer comes send the same once more (rule 7, Unknown)."""
        cut_off_before = record.in_flight is not None
        began = self._clock.monotonic()
        record = await self._mark(record, again="cut_short" if cut_off_before else "")
        answer = await self._send(record, subject, FIRST_SEND)
        if isinstance(answer.verdict, Unknown) and not cut_off_before:
            await self._clock.sleep(REPLAY_PAUSE)
            record = await self._mark(record, again="unanswered")
            answer = await self._send(record, subject, max(5.0, WHOLE - (self._clock.monotonic() - began)))
        try:
            return await self._settle(record, answer, wish, stack)
        except DeskError as error:
            if isinstance(subject, DeskError) and error.code == "unreachable":
                error.kind = subject.kind
            raise

    async def _mark(self, record: Connection, *, again: str) -> Connection:
        """Commit the in-flight mark: the proof that the vault can be written (rule 3).

        ``again`` is why the same is sent once more, for the log; empty for the first time.
        """
        now = self._clock.now()
        entries = (log_line(record, now, again, "", 0.0),) if again else ()
        return await self._book.change(record.id, partial(renewal.started, now=now, replay=bool(again)), *entries)

    async def _send(self, record: Connection, subject: Subject, total: float) -> _Answer:
        sent_at, began = self._clock.now(), self._clock.monotonic()
        skew = None
        if isinstance(subject, DeskError):
            name = record.source.name if record.source is not None else ""
            return _Answer(without_source(subject, name), renewal.Timing(sent_at, 0.0))
        try:
            step = await self._steps.of(record, subject)
            response = await self._http.send(step.request, limits=Limits(total=total), trust=trust_of(record.service))
        except UnusableClient as error:
            verdict: Verdict = Misconfigured(Cause.CLIENT, "", str(error))
        except TransportError as error:
            verdict = _lost(error)
        else:
            verdict = step.judge(response, sent_at)
            skew = server_clock.skew(response, sent_at=sent_at, received_at=self._clock.now())
        return _Answer(verdict, renewal.Timing(self._clock.now(), self._clock.monotonic() - began, skew))

    # --- settling ------------------------------------------------------------

    async def _settle(self, record: Connection, answer: _Answer, wish: Wish, stack: AsyncExitStack) -> RenewalResult:
        timing, verdict = answer.timing, answer.verdict
        if isinstance(verdict, Unknown):
            verdict = Transient(Cause.UNANSWERED, verdict.detail)
        generation = record.generation
        if isinstance(verdict, Renewed):
            change: Change = partial(renewal.renewed, verdict=verdict, generation=generation, timing=timing)
            return await self._save(record, change, _rotation(record, verdict), timing, stack)
        change = self._failed(verdict, generation, timing.now, counted=wish.counted)
        return await self._store_failure(record, change, timing)

    def _failed(self, verdict: Verdict, generation: int, now: Instant, *, counted: bool) -> Change:
        match verdict:
            case Rejected():
                return partial(renewal.rejected, verdict=verdict, generation=generation, now=now)
            case Misconfigured():
                return partial(renewal.misconfigured, verdict=verdict, generation=generation)
            case Refused():
                return partial(renewal.refused, verdict=verdict, generation=generation, now=now, counted=counted)
            case Transient():
                draw = self._chance.fraction()
                return partial(renewal.delayed, verdict=verdict, generation=generation, now=now, draw=draw)
        raise AssertionError(verdict)

    async def _save(
        self, record: Connection, change: Change, detail: str, timing: renewal.Timing, stack: AsyncExitStack
    ) -> RenewalResult:
        """Rule 6: save before anyone sees the access token; where that fails, keep it and the lock."""
        entry = log_line(record, timing.now, "renewed", detail, timing.duration)
        try:
            return RenewalResult(await self._book.change(record.id, change, entry), "renewed")
        except renewal.StaleAnswer:
            return await self._superseded(record)
        except VaultError as error:
            raise self._safe.keep(record, change, entry, error, stack.pop_all()) from error

    async def _store_failure(self, record: Connection, change: Change, timing: renewal.Timing) -> RenewalResult:
        failed = change(record)
        cause = failed.condition.cause
        told = failed.condition.status is not Status.SETTINGS_PROBLEM or cause in NOT_THE_REGISTRATION
        outcome = str(cause) if told else "settings_problem"
        entry = log_line(record, timing.now, outcome, failed.condition.detail, timing.duration)
        try:
            stored = await self._book.change(record.id, change, entry)
        except renewal.StaleAnswer:
            return await self._superseded(record)
        raise trouble(stored, timing.now)

    async def _superseded(self, record: Connection) -> RenewalResult:
        """Drop this answer: a sign-in came in between, and its tokens count."""
        newer = await self._book.reread(record.id)
        if newer.tokens.lives(self._clock.now()):
            return RenewalResult(newer, "adopted")
        raise trouble(newer, self._clock.now())


def _lost(error: TransportError) -> Verdict:
    """Nothing sent: passing trouble. Perhaps sent: the refresh token may be spent."""
    if error.fault is TransportFault.CERTIFICATE:
        return Misconfigured(Cause.CERTIFICATE, "", error.detail)
    if error.fault is TransportFault.TOO_LARGE or not error.sent:
        if error.fault is TransportFault.TOO_LARGE:
            return Transient(Cause.SERVER_ERROR, "far more than an answer can be")
        return Transient(Cause.NETWORK, error.detail)
    return Unknown(error.detail)


def _rotation(record: Connection, verdict: Renewed) -> str:
    if verdict.tokens.refresh_token == record.tokens.refresh_token:
        return ""
    return "The service gave a new renewal key; saved."
