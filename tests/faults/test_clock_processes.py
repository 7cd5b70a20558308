"""Real programs whose clock is set, which are put to sleep and which wake without a network."""

import datetime as dt
import itertools
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.conftest import Effort, Record
from tests.faults.kept import Kept, eventually, signed_in
from tests.faults.moved_clock import MovedClock, library
from tests.faults.rotating import Use
from tests.faults.stand import Stand, stand
from tests.faults.wire import Wire

__all__ = ["stand"]

pytestmark = pytest.mark.skipif(not library(), reason="needs libfaketime (packaging/test.sh installs it)")

HOUR = 3600.0
MANY = 200
LIFETIME = 3.0
BERLIN_WINTER = dt.datetime(2026, 10, 25, 1, 0, tzinfo=dt.UTC).timestamp()
"""When clocks in Berlin go from 03:00 back to 02:00."""
BERLIN_SUMMER = dt.datetime(2027, 3, 28, 1, 0, tzinfo=dt.UTC).timestamp()


@dataclass
class Keeping:
    """An agent that keeps its connections renewed by a clock of its own, over a wire of its own."""

    stand: Stand
    clock: MovedClock
    wire: Wire
    names: list[str]
    agent: "subprocess.Popen[str]"

    @classmethod
    def start(cls, stand: Stand, name: str, number: int, lifetime: float, **more: str) -> "Keeping":
        """Connect, and start the agent with a clock that is right."""
        room = stand.room(name)
        clock = MovedClock(room.desk.folder)
        wire = Wire(stand.server.address)
        names = [f"{name}-{index}" for index in range(number)]
        stand.server.grant(*names)
        room.kept.make(*(signed_in(each, wire.address, lifetime=lifetime, left=lifetime) for each in names))
        agent = room.desk.start("agent", **clock.environment, **more)
        return cls(room, clock, wire, names, agent)

    def uses(self, since: float = 0.0) -> list[Use]:
        """Return the renewals of this agent that reached the server."""
        return [use for use in self.stand.server.uses() if use.grant in self.names and use.at >= since]

    def renewed_each(self, times: int, since: float) -> bool:
        """Tell whether each connection was renewed that often."""
        seen = [use.grant for use in self.uses(since)]
        return all(seen.count(name) >= times for name in self.names)

    def longest_gap(self) -> float:
        """Return the longest time that a connection went without a renewal, in seconds of the server's clock."""
        moments = {name: [use.at for use in self.uses() if use.grant == name] for name in self.names}
        return max(after - before for each in moments.values() for before, after in itertools.pairwise(each))

    def notices(self) -> list[str]:
        """Return who has to sign in again."""
        kept = Kept(self.stand.desk.data).connections().values()
        return [each.name for each in kept if each.condition.status == "sign_in_needed"]

    def clock_as_shown(self) -> tuple[float, str]:
        """Return by how much ``show`` says the server's clock is ahead, and the words for it."""
        name, clock = self.names[0], self.clock.environment
        skew = self.stand.desk.run("show", name, "--json", **clock).json()["clock_skew"]
        lines = self.stand.desk.run("show", name, **clock).out.splitlines()
        return float(skew), next((line for line in lines if "This computer’s clock" in line), "")

    def stop(self) -> str:
        """End the agent in order and return what it told."""
        self.agent.send_signal(signal.SIGTERM)
        done = self.stand.desk.finish(self.agent)
        assert done.code == 0, done
        return done.out


@pytest.fixture
def keeping(stand: Stand) -> Iterator[list[Keeping]]:
    """Collect what is started, and cut its wires at the end."""
    started: list[Keeping] = []
    yield started
    for each in started:
        each.wire.close()


@pytest.mark.timeout(240)
def test_a_program_whose_clock_is_set_goes_on(
    stand: Stand, keeping: list[Keeping], figure: Record, effort: Effort
) -> None:
    """Set by hours or a day, either way: by the server's log each token is renewed in time, and no grant is lost."""
    stand.server.set(access_ttl=LIFETIME)
    shifts = [-4 * HOUR, 24 * HOUR, 4 * HOUR, -24 * HOUR, -60.0][: effort(1, 5)]
    keeping += [Keeping.start(stand, f"shift{shift:+.0f}", 3, LIFETIME) for shift in shifts]
    began = time.time()
    eventually(lambda: all(each.renewed_each(1, began) for each in keeping))
    for each, shift in zip(keeping, shifts, strict=True):
        each.clock.set(shift)
    moved = time.time()
    eventually(lambda: all(each.renewed_each(2, moved) for each in keeping), within=60)
    told = [each.stop() for each in keeping]
    measured = [each.clock_as_shown() for each in keeping[: effort(1, 5)]]
    gaps = [each.longest_gap() for each in keeping]
    lost = [each.notices() for each in keeping]
    for each, shift, gap, gone in zip(keeping, shifts, gaps, lost, strict=True):
        saw = f"{len(each.uses())} renewals, at most {gap:.1f} s apart"
        figure(f"clock of a running agent set {shift / HOUR:+.2g} h", tried=3, held=3 - len(gone), saw=saw)
    # An answer that was long under way proves less: what the way explains is no skew.
    right = [abs(skew + shift) <= 60 for (skew, _words), shift in zip(measured, shifts, strict=False)]
    figure("clock of the server, as measured and shown", tried=len(right), held=sum(right), saw=measured[0][1])
    assert not any(lost), told
    assert all(right), measured
    assert "4 h behind that of Counting" in measured[0][1]
    assert set(stand.server.counts()) == {"rotated"}


@pytest.mark.long
@pytest.mark.timeout(240)
def test_summer_time_changes_nothing(stand: Stand, keeping: list[Keeping], figure: Record) -> None:
    """Clocks on the wall go an hour back, or ahead: renewals go on, and are told with the new time."""
    stand.server.set(access_ttl=LIFETIME)
    for moment in (BERLIN_WINTER, BERLIN_SUMMER):
        each = Keeping.start(stand, f"berlin-{moment:.0f}", 2, LIFETIME, TZ="Europe/Berlin")
        keeping.append(each)
        each.clock.set_to(moment - 20)
    began = time.time()
    eventually(lambda: all(each.renewed_each(10, began) for each in keeping), within=120)
    winter, summer = (each.stop() for each in keeping)
    assert "02:59:" in winter
    assert "02:00:" in winter
    assert "01:59:" in summer
    assert "03:00:" in summer
    for each, what in zip(keeping, ("ends", "begins"), strict=True):
        saw = f"{len(each.uses())} renewals, at most {each.longest_gap():.1f} s apart"
        figure(f"summer time {what}", tried=2, held=2 - len(each.notices()), saw=saw)
        assert each.notices() == []
    assert set(stand.server.counts()) == {"rotated"}


def busiest_second(uses: list[Use]) -> int:
    """Return the most requests within a second."""
    moments = sorted(use.at for use in uses)
    return max(sum(begin <= at < begin + 1 for at in moments) for begin in moments)


@pytest.mark.long
@pytest.mark.timeout(420)
@pytest.mark.parametrize("offline", [0, 120], ids=["with network", "two minutes without"])
def test_a_night_asleep(stand: Stand, keeping: list[Keeping], figure: Record, tmp_path: Path, offline: int) -> None:
    """Stopped, eight hours later, let go on: the server's log shows one ahead and the others spread."""
    stand.server.set(access_ttl=HOUR)
    night = Keeping.start(stand, "night", MANY, HOUR)
    keeping.append(night)
    assert night.agent.stderr is not None
    assert "Keeping 200" in night.agent.stderr.readline()
    time.sleep(1)  # the agent is in its first sleep
    night.agent.send_signal(signal.SIGSTOP)
    night.clock.set(8 * HOUR)
    if offline:
        night.wire.cut()
    night.agent.send_signal(signal.SIGCONT)
    woke = time.time()
    if offline:
        time.sleep(offline)
        night.wire.mend()
    back = time.time()
    eventually(lambda: night.renewed_each(1, woke), within=150, pause=0.5)
    uses = night.uses(woke)
    first, last, peak = uses[0].at - back, uses[-1].at - back, busiest_second(uses)
    tries = night.stop().count("cannot be reached")
    well = first <= 40 and peak <= MANY / 5 and not night.notices()
    figure(
        f"8 h asleep, {MANY} connections, network {offline} s late",
        tried=MANY,
        held=MANY * well,
        saw=f"first after {first:.0f} s, last after {last:.0f} s, at most {peak} in one second, {tries} tries offline",
    )
    assert first <= 40
    assert peak <= MANY / 5
    assert tries <= 12
    assert night.notices() == []
    assert stand.server.counts() == {"rotated": MANY}
