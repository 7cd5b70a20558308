"""SIGKILL at random moments of a busy program, and at every write of one that saves without pause."""

import random
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.status import Cause, Status
from tests.faults import tracing
from tests.faults.conftest import Effort, Record
from tests.faults.kept import eventually, pair_of
from tests.faults.stand import Stand

SEED = 20261124
LIFETIME = 3.0
GRACE = 3600.0
STRICT = tuple(f"strict{number}" for number in range(15))
FORGIVING = tuple(f"forgiving{number}" for number in range(15))


@dataclass
class Watcher:
    """Checks the vault after every kill, and keeps what the checks at the end need."""

    stand: Stand
    newest: Counter[str] = field(default_factory=Counter)
    """The newest pair of each grant that was seen saved: an older one must never stand there again."""
    in_flight: Counter[tuple[str, int]] = field(default_factory=Counter)
    """How often a kill met the renewal of a pair."""
    sent: Counter[tuple[str, int]] = field(default_factory=Counter)
    told: int = 0

    def look(self) -> None:
        """Open the vault; sign in again where the person was rightly asked to, so that all goes on."""
        self._count()
        records = self.stand.kept.connections()
        numbers, alive = self.stand.server.numbers(), self.stand.server.alive()
        for name, record in records.items():
            grant, number = pair_of(record)
            assert number >= self.newest[grant], f"{name} went back from pair {self.newest[grant]} to {number}"
            self.newest[grant] = number
            if record.condition.status is Status.SIGN_IN_NEEDED:
                assert_told(record, alive=alive[grant])
                self.told += 1
                self._sign_in_again(name, grant)
                continue
            behind = numbers[grant] - number
            assert behind == 0 or (behind == 1 and record.in_flight), f"{name}: {behind} pairs were lost"
            if record.in_flight is not None:
                self.in_flight[grant, number] += 1

    def _count(self) -> None:
        """In one life of the program no pair is sent twice, and none that was sent before unless a kill met it."""
        sent = Counter((use.grant, use.number) for use in self.stand.server.uses())
        for pair, times in (sent - self.sent).items():
            assert times == 1
            assert not self.sent[pair] or self.in_flight[pair]
        self.sent = sent

    def _sign_in_again(self, name: str, grant: str) -> None:
        fresh = f"{grant}x"
        self.stand.server.grant(fresh)
        self.stand.kept.sign_in_again(name, fresh)


def work_until(stand: Stand, agent: "subprocess.Popen[str]", draw: random.Random) -> None:
    """Let an agent work until a random moment: after some number of renewals, at any point between two."""
    number = len(stand.server.uses()) + draw.randrange(25)
    assert agent.stderr is not None
    agent.stderr.readline()  # it has begun
    eventually(lambda: len(stand.server.uses()) >= number)
    time.sleep(draw.uniform(0.0, 0.2))


def assert_told(record: Connection, *, alive: bool) -> None:
    """Only a strict server's own refusal of a spent pair ends a sign-in, and that is what the person is told."""
    assert record.name in STRICT
    assert not alive
    assert record.condition.cause is Cause.CUT_OFF


def handed_out(caller: "subprocess.Popen[str]") -> str | None:
    """Return the token that a caller printed whole, if it came so far."""
    out, _ = caller.communicate()
    return out.strip() if out.endswith("\n") else None


@pytest.mark.timeout(1200)
def test_killed_at_random_moments(stand: Stand, figure: Record, effort: Effort) -> None:
    """An agent with thirty connections of three seconds and callers beside it; all are killed, again and again.

    Half of the grants are strict, half forgive. A pair is sent once, and once more
    for each kill that met its renewal; a token that was handed out is saved.
    """
    draw = random.Random(SEED)  # noqa: S311 - moments, no secrets
    kills = effort(3, 200)
    stand.connect(*FORGIVING, *STRICT, lifetime=LIFETIME, grace=GRACE)
    stand.server.grant(*STRICT)
    stand.server.set(slowest=0.4)
    watcher = Watcher(stand)
    held, out, began = 0, 0, time.monotonic()
    try:
        for _ in range(kills):
            agent = stand.desk.start("agent")
            callers = [stand.desk.start("token", draw.choice(STRICT + FORGIVING)) for _ in range(2)]
            work_until(stand, agent, draw)
            for process in (agent, *callers):
                process.kill()
            assert agent.wait() == -signal.SIGKILL
            tokens = [token for token in map(handed_out, callers) if token]
            agent.communicate()
            watcher.look()
            for token in tokens:
                _, grant, number = token.split(".")
                assert int(number) <= watcher.newest[grant], "a token was handed out before it was saved"
            out += len(tokens)
            held += 1
        all_heal(stand, watcher)
    finally:
        counts, sent = stand.server.counts(), watcher.sent
        saw = (
            f"{counts.total():,} renewals sent in {time.monotonic() - began:.0f} s, {len(watcher.in_flight)} cut off, "
            f"{sum(times > 1 for times in sent.values())} asked for again, "
            f"{sum(times > 2 for times in sent.values())} of them killed once more; "
            f"{counts['again']} were given again, {watcher.told} told as cut off; {out} tokens handed out"
        )
        figure("killed at random moments", tried=kills, held=held, saw=saw)
    assert counts["reuse"] == watcher.told


def all_heal(stand: Stand, watcher: Watcher) -> None:
    """Leave the program alone until nothing is left over from the last kill."""
    agent = stand.desk.start("agent")
    eventually(lambda: settled(stand), within=60, pause=0.5)
    agent.send_signal(signal.SIGTERM)
    assert stand.desk.finish(agent).code == 0
    watcher.look()
    assert all(stand.server.alive()[name] for name in FORGIVING)
    assert [record.name for record in stand.kept.connections().values() if record.in_flight] == []


def settled(stand: Stand) -> bool:
    """Ask the program whether every connection is renewed or told about."""
    rows = stand.desk.run("list", "--json").json()
    return not any("cut off" in row["detail"] and row["status"] == "retrying" for row in rows)


@pytest.mark.skipif(not tracing.can_trace(), reason="strace is not here, or may not be used")
@pytest.mark.timeout(1800)
def test_killed_while_saving(stand: Stand, figure: Record, effort: Effort) -> None:
    """At the first, second, … two hundredth write or sync of an agent that renews ten connections without pause."""
    stand.connect(*STRICT[:10], lifetime=1.0)
    points = [("pwrite64", number) for number in range(1, 161)] + [("fdatasync", number) for number in range(1, 41)]
    chosen = points[:: len(points) // effort(2, len(points))]
    held = behind = 0
    try:
        for call in chosen:
            room = stand.copy("copy")
            stand.server.grant(*STRICT[:10])
            agent = room.desk.start("agent")
            assert agent.stdout is not None
            agent.stdout.readline()  # the first renewal is saved: it is in the middle of its work
            tracer = tracing.kill_later(agent, call)
            assert agent.wait() == -signal.SIGKILL
            tracer.wait()
            agent.communicate()
            records = room.kept.connections().values()
            assert all(room.is_whole(record) for record in records)
            behind += sum(record.in_flight is not None for record in records)
            counts = room.server.counts()
            assert counts["rotated"] == counts.total()
            held += 1
    finally:
        saw = f"{behind} renewals were cut off; the last saved pair was there each time"
        figure("killed while saving", tried=len(chosen), held=held, saw=saw)
