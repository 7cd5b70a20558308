"""Two processes renew, sign in and rename in any order, and die anywhere: the newest saved token is never lost."""

from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from oauth_desk.domain.status import Cause, Status
from oauth_desk.services.book import Book
from oauth_desk.services.renewal import Renewal
from oauth_desk.services.renewal_wish import Wish
from oauth_desk.services.safekeeping import Safekeeping
from oauth_desk.services.sources import Sources
from tests.fakes.chance import FakeChance
from tests.fakes.clock import FakeClock
from tests.faults.conftest import Effort, Record
from tests.faults.steps import (
    CHOICES,
    Earth,
    Grant,
    HandClock,
    Server,
    SharedLock,
    SharedVault,
    Strand,
    order,
    signed_in,
)
from tests.services.world import connection

PROCESSES = (0, 1)
WAYS = st.lists(st.integers(0, 11), min_size=1, max_size=6)
TALLY = dict.fromkeys(("stories", "steps", "killed", "lost", "unsaved", "sent", "ended", "kept"), 0)
SAW = "{steps:,} steps, {sent:,} sent, {lost:,} answers lost, {killed:,} killed, {unsaved:,} not saved, {ended:,} ended"


class Process:
    """One copy of the program: its memory and what it is doing."""

    def __init__(self, earth: Earth) -> None:
        self.earth = earth
        self.strands: list[Strand] = []
        self.book = Book()
        Strand(self.book.attach(SharedVault(earth))).finish()
        clock = HandClock(earth)
        self.safe = Safekeeping(book=self.book, clock=clock, tasks=self)
        self.renewal = Renewal(
            book=self.book,
            http=Server(earth, self),
            locks=SharedLock(earth),
            clock=clock,
            chance=FakeChance(0.5),
            safe=self.safe,
            sources=Sources(book=self.book, renewer=None, clock=clock),  # no connection here has another for a source
        )

    def start(self, work: Coroutine[Any, Any, Any], _name: str = "") -> Strand:
        """Begin something; also what the program itself starts in the background."""
        strand = Strand(work)
        self.strands.append(strand)
        return strand

    def renew(self, *, whatever: bool) -> Strand:
        """Begin a renewal as the background and the command line do."""
        known = self.book.require("c0")
        min_valid = None if whatever else 60.0
        return self.start(self.renewal.run("c0", Wish(known.generation, self.earth.time, min_valid=min_valid)))

    @property
    def busy(self) -> bool:
        """Tell whether anything is under way."""
        return any(not strand.done for strand in self.strands)

    def kill(self) -> None:
        """Die at once."""
        for strand in self.strands:
            if not strand.done:
                strand.kill()
        for use in self.earth.uses:
            use.over = use.over or use.owner is self


class Interleavings(RuleBasedStateMachine):
    """Any order of what two processes, their person and the world may do."""

    @initialize(grace=st.booleans())
    def begin(self, grace: bool) -> None:
        """Sign in for the first time."""
        record = connection(FakeClock(), number=0)
        self.grace = grace
        grant = Grant(0, grace=grace)
        now = record.created_at
        self.earth = Earth(signed_in(grant, now)(record), [grant], now)
        self.processes = [Process(self.earth) for _ in PROCESSES]
        self.name = record.name
        TALLY["stories"] += 1

    @rule(number=st.sampled_from(PROCESSES), whatever=st.booleans())
    def renew(self, number: int, whatever: bool) -> None:
        """Begin a renewal, unless this process has one under way: it would share it."""
        process = self.processes[number]
        if not process.busy and not process.safe.holds("c0"):
            process.renew(whatever=whatever)

    @rule(number=st.sampled_from(PROCESSES), ways=WAYS, further=st.integers(0, 2))
    def go_on(self, number: int, ways: list[int], further: int) -> None:
        """Move one process on: past as many moments of choice as there are ``ways``, and some steps further."""
        strand = next((strand for strand in self.processes[number].strands if not strand.done), None)
        while strand is not None and strand.waits_for is not None and (ways or further):
            choices = CHOICES.get(strand.waits_for.what, ())
            if not ways:
                further -= 1
            how = choices[ways.pop(0) % len(choices)] if choices and ways else (choices or ("go",))[0]
            TALLY["unsaved"] += how == "full"
            TALLY["steps"] += 1
            strand.move(how)
            self.check_result(strand)

    @rule(number=st.sampled_from(PROCESSES), ways=WAYS)
    def renew_so_far(self, number: int, ways: list[int]) -> None:
        """Begin a renewal and move it on."""
        self.renew(number, whatever=True)
        self.go_on(number, ways, 0)

    @rule(number=st.sampled_from(PROCESSES), seconds=st.sampled_from([1, 100, 4000]))
    def time_passes(self, number: int, seconds: int) -> None:
        """Let tokens grow old, and a process look at the file."""
        self.earth.time += seconds
        Strand(self.processes[number].book.sync()).finish()

    @rule(number=st.sampled_from(PROCESSES))
    def die(self, number: int) -> None:
        """Kill a process wherever it is, and start another."""
        TALLY["killed"] += self.processes[number].busy
        self.processes[number].kill()
        self.processes[number] = Process(self.earth)

    @precondition(lambda self: len(self.earth.grants) < 4)
    @rule(number=st.sampled_from(PROCESSES))
    def sign_in(self, number: int) -> None:
        """Sign in again, whatever is under way."""
        grant = Grant(len(self.earth.grants), grace=self.grace)
        self.earth.grants.append(grant)
        change = signed_in(grant, self.earth.time)
        Strand(self.processes[number].book.replace_sign_in("c0", change)).finish()

    @rule(number=st.sampled_from(PROCESSES), name=st.sampled_from(["Work", "Home"]))
    def rename(self, number: int, name: str) -> None:
        """Rename the connection, whatever is under way."""
        Strand(self.processes[number].book.rename("c0", name)).finish()
        self.name = name

    def check_result(self, strand: Strand) -> None:
        """Rule 6: nobody gets an access token that is not saved."""
        if strand.done and strand.result is not None:
            token = strand.result.connection.tokens.access_token
            assert token is not None
            assert token.reveal() in self.earth.saved

    @property
    def grant(self) -> Grant:
        """Return the newest sign-in."""
        return self.earth.grants[-1]

    @invariant()
    def the_record_tells_the_truth(self) -> None:
        """Where the server is ahead of the disk, the record says that an answer is owed."""
        record = self.earth.record
        assert record.name == self.name
        assert order(record.tokens)[0] == self.grant.number
        if order(record.tokens)[1] < self.grant.newest and not self.grant.ended:
            assert record.in_flight is not None or record.unanswered_since is not None

    @invariant()
    def a_forgiving_server_never_ends_it(self) -> None:
        """Whatever happened, the program never sent what such a server takes for a theft."""
        assert not (self.grace and self.grant.ended)

    def teardown(self) -> None:
        """Let everything under way end well: the connection lives, unless its server ended it."""
        if not hasattr(self, "earth"):
            return
        for _ in range(2):
            for process in self.processes:
                for strand in process.strands:
                    if strand.waits_for is not None and strand.waits_for.what != "lock":
                        strand.finish()
                        self.check_result(strand)
        for process in self.processes:
            for strand in list(process.strands):
                strand.finish()
        self.check_the_end()
        TALLY["lost"] += self.earth.lost
        TALLY["sent"] += len(self.earth.uses)
        TALLY["ended"] += self.grant.ended
        TALLY["kept"] += not self.grant.ended

    def check_the_end(self) -> None:
        """Renew once more, in a new process."""
        self.earth.time += 4000
        last = Process(self.earth)
        strand = last.renew(whatever=True)
        strand.finish()
        record = self.earth.record
        if self.grant.ended:
            assert (record.condition.status, record.condition.cause) == (Status.SIGN_IN_NEEDED, Cause.CUT_OFF)
            assert record.tokens.access_token is None
        else:
            assert strand.error is None
            assert record.condition.status is Status.VALID
            assert order(record.tokens) == (self.grant.number, self.grant.newest)


@pytest.mark.timeout(1500)
def test_any_interleaving(figure: Record, effort: Effort) -> None:
    """The last durable refresh token is the newest that the server gave and that was saved, in every order of steps."""
    TALLY.update(dict.fromkeys(TALLY, 0))
    held = 0
    try:
        run_state_machine_as_test(
            Interleavings,
            settings=settings(
                max_examples=effort(100, 1_500),
                stateful_step_count=effort(40, 60),
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        held = TALLY["stories"]
    finally:
        figure("two processes in any order", tried=TALLY["stories"], held=held, saw=SAW.format(**TALLY))
    assert TALLY["lost"]
    assert TALLY["killed"]
