"""Whatever happens to a connection in whatever order: its tokens and its state stay in step."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from oauth_desk.domain import renewal
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.renewal import StaleAnswer, Timing
from oauth_desk.domain.schedule import LONGEST_RETRY_AFTER, REFUSED_TRIES
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.status import MOVES, Cause, ImpossibleMove, Move, Status
from oauth_desk.domain.tokens import Tokens
from oauth_desk.domain.verdict import Misconfigured, Refused, Rejected, Renewed, Transient
from tests.samples import NOW, connection

STORED = (Status.VALID, Status.RETRYING, Status.SIGN_IN_NEEDED, Status.SETTINGS_PROBLEM)
TRANSIENT = (Cause.NETWORK, Cause.BUSY, Cause.SERVER_ERROR, Cause.CAPTIVE_PORTAL, Cause.UNANSWERED)


class Life(RuleBasedStateMachine):
    """One connection. A renewal begins with its mark; its answer may come late, twice, or never."""

    @initialize(lifetime=st.sampled_from([None, 0.0, 90.0, 3600.0]), renews=st.booleans())
    def sign_in_first(self, lifetime: float | None, renews: bool) -> None:
        """Begin with tokens that can be renewed, or not."""
        self.now, self.given = NOW, 1
        self.lifetime, self.renews = lifetime, renews
        self.record = connection(tokens=self.tokens())
        self.answers: list[int] = []
        self.refusals = 0

    def tokens(self) -> Tokens:
        """Return new tokens."""
        ends = None if self.lifetime is None else self.now + self.lifetime
        return Tokens(Secret(f"a{self.given}"), self.now, ends, Secret(f"r{self.given}") if self.renews else None)

    def change(self, change: Callable[[Connection], Connection]) -> bool:
        """Apply a change; tell whether it took place."""
        before = self.record
        try:
            self.record = change(before)
        except (StaleAnswer, ImpossibleMove):
            return False
        assert self.record.generation >= before.generation
        assert (self.record.name, self.record.account, self.record.service) == (
            before.name,
            before.account,
            before.service,
        )
        return True

    @rule(seconds=st.sampled_from([0.5, 30.0, 5000.0, -3600.0]))
    def time_passes(self, seconds: float) -> None:
        """Move the clock, backwards too."""
        self.now += seconds

    @rule(replay=st.booleans())
    def begin(self, replay: bool) -> None:
        """Leave the mark and send; a dead connection sends nothing."""
        if self.renews and self.record.condition.status is not Status.SIGN_IN_NEEDED:
            assert self.change(lambda record: renewal.started(record, self.now, replay=replay))
            self.answers.append(self.record.generation)

    @rule(which=st.integers(0, 5))
    def renewed(self, which: int) -> None:
        """Take over new tokens, if the answer is not one of before."""
        if not self.answers:
            return
        generation = self.answers[which % len(self.answers)]
        if generation == self.record.generation and self.record.in_flight is None:
            return
        self.given += 1
        new, before = Renewed(self.tokens()), self.record
        if self.change(lambda record: renewal.renewed(record, new, generation, Timing(self.now, 0.1))):
            assert self.record.tokens == new.tokens
            assert self.record.generation == before.generation + 1
            assert self.record.condition.status is Status.VALID
            self.refusals = 0
        else:
            assert before.generation > generation

    @rule(which=st.integers(0, 5), cause=st.sampled_from(TRANSIENT), asked=st.sampled_from([None, 10.0, 1e9]))
    def delayed(self, which: int, cause: Cause, asked: float | None) -> None:
        """Keep everything, and try again within an hour."""
        before = self.record
        verdict = Transient(cause, "detail", asked)
        if self.answered(which, lambda record, number: renewal.delayed(record, verdict, number, self.now, 0.5)):
            assert self.record.tokens == before.tokens
            again = self.record.condition.next_try_at
            assert again is not None
            assert self.now < again <= self.now + LONGEST_RETRY_AFTER
            self.refusals = 0

    @rule(which=st.integers(0, 5))
    def rejected(self, which: int) -> None:
        """Clear what can be handed out, and keep what is known."""
        before = self.record
        verdict = Rejected("invalid_grant", "gone")
        if self.answered(which, lambda record, number: renewal.rejected(record, verdict, number, self.now)):
            assert self.record.condition.status is Status.SIGN_IN_NEEDED
            assert self.record.tokens.access_token is None
            cut_off = before.unanswered_since is not None
            assert (self.record.condition.cause is Cause.CUT_OFF) == cut_off

    @rule(which=st.integers(0, 5))
    def misconfigured(self, which: int) -> None:
        """Keep the tokens and ask for the settings."""
        before = self.record
        verdict = Misconfigured(Cause.CLIENT, "invalid_client")
        if self.answered(which, lambda record, number: renewal.misconfigured(record, verdict, number)):
            assert self.record.tokens == before.tokens
            assert self.record.condition.status is Status.SETTINGS_PROBLEM
            self.refusals = 0

    @rule(which=st.integers(0, 5), counted=st.booleans())
    def refused(self, which: int, counted: bool) -> None:
        """Keep the tokens; only three refusals in a row that the background met end it."""
        before = self.record
        verdict = Refused(403)

        def change(record: Connection, number: int) -> Connection:
            return renewal.refused(record, verdict, number, self.now, counted=counted)

        if self.answered(which, change):
            assert self.record.tokens == before.tokens
            self.refusals += counted
            over = self.record.condition.status is Status.SIGN_IN_NEEDED
            assert over == (self.refusals >= REFUSED_TRIES)

    def answered(self, which: int, change: Callable[[Connection, int], Connection]) -> bool:
        """Let an answer come to a renewal under way, or too late."""
        if not self.answers:
            return False
        generation = self.answers[which % len(self.answers)]
        if self.record.in_flight is None and generation == self.record.generation:
            return False
        changed = self.change(lambda record: change(record, generation))
        assert changed == (generation == self.record.generation)
        return changed

    @rule()
    def sign_in(self) -> None:
        """Sign in again: a new generation, and the answers of before count no more."""
        self.given += 1
        signed_in = replace(self.record.moved(Move.SIGNED_IN), tokens=self.tokens(), in_flight=None)
        self.record = replace(signed_in, generation=self.record.generation + 1, unanswered_since=None)
        self.refusals = 0

    @rule()
    def run_out(self) -> None:
        """Notice that the time is over, or that the clock had said so wrongly."""
        if not self.change(lambda record: renewal.ran_out(record, self.now)):
            self.change(lambda record: renewal.came_back(record, self.now))

    @invariant()
    def state_and_tokens_agree(self) -> None:
        """Keep the newest tokens that were taken over, in a stored state of the table."""
        status = self.record.condition.status
        assert status in STORED or (status is Status.RENEWING and self.record.in_flight is not None)
        assert status in MOVES.values()
        assert (self.record.tokens.refresh_token is not None) == self.renews
        shown = self.record.condition_at(self.now)
        assert shown.status is not Status.LOCKED
        if self.record.tokens.access_token is None:
            assert status is Status.SIGN_IN_NEEDED


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
