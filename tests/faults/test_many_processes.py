"""Many processes on one rotating token, and holders of its lock that die."""

import signal
import time

import pytest

from tests.faults.conftest import Effort, Record
from tests.faults.crowd import Crowd, Mix
from tests.faults.kept import eventually
from tests.faults.opened import watched
from tests.faults.stand import Stand

FEW = Mix(windows=1, agents=1, tokens=1, requests=1)
MANY = Mix(windows=2, agents=4, tokens=17, requests=17)
EARLIEST = 0.7
"""The share of its lifetime after which a token may be renewed: a quarter is the margin, a twentieth the jitter."""


@pytest.mark.timeout(400)
@pytest.mark.parametrize("lifetime", [2.0, pytest.param(20.0, marks=pytest.mark.long)])
@pytest.mark.parametrize("mix", [FEW, pytest.param(MANY, marks=pytest.mark.long)], ids=["4", "40"])
def test_one_renewal_for_all(stand: Stand, figure: Record, effort: Effort, mix: Mix, lifetime: float) -> None:
    """C60: windows, agents and callers: each refresh token is sent once, none before its time, and the grant lives."""
    stand.connect("work", lifetime=lifetime, left=0.0)
    crowd = Crowd(stand, mix)
    began = time.time()
    codes = crowd.work(effort(5, 60))
    uses = stand.server.uses()
    lasted = uses[-1].at - began
    most = lasted / (EARLIEST * lifetime) + 1
    counts = stand.server.counts()
    calls = ", ".join(f"{number} × {call}" for call, number in sorted(crowd.calls.items()))
    saw = f"{len(uses)} renewals in {lasted:.0f} s, at most {most:.0f} due; {counts['reuse']} reused; {calls}"
    whole = counts == {"rotated": len(uses)} and len(uses) <= most and stand.server.alive() == {"work": True}
    named = f"{mix.total} processes, lifetime {lifetime:.0f} s"
    figure(named, tried=len(uses), held=len(uses) if whole else 0, saw=saw)
    assert [use.number for use in uses] == list(range(len(uses)))
    assert whole, saw
    assert crowd.strange == []
    assert set(codes) == {0}
    assert set(crowd.calls) <= {"token 0", "request 200", "request 401"}
    assert stand.is_whole(stand.kept.connections()["work"])


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "next_one", [("token", "work"), pytest.param(("agent",), marks=pytest.mark.long)], ids=["token", "agent"]
)
def test_the_next_goes_on_when_the_holder_of_the_lock_dies(
    stand: Stand, figure: Record, effort: Effort, next_one: tuple[str, ...]
) -> None:
    """SIGKILL for the process whose renewal is under way: the one that waits for its lock goes on within a second."""
    waits = [killed_while_holding(stand.room(f"room{turn}"), next_one) for turn in range(effort(1, 20))]
    held = sum(wait < 1.0 for wait in waits)
    saw = f"the next had the lock and its mark saved after at most {max(waits):.2f} s; the grant lives"
    figure(f"holder of the lock killed, {next_one[0]} waits", tried=len(waits), held=held, saw=saw)
    assert held == len(waits), waits


def killed_while_holding(stand: Stand, next_one: tuple[str, ...]) -> float:
    """Kill one process between the server's work and the answer, while another waits; return for how long it did."""
    stand.connect("work", grace=60)
    before = stand.server.held()
    stand.server.set(hold="after")
    holder = stand.desk.start("refresh", "work")
    eventually(lambda: stand.server.held() > before)
    [lock] = (stand.desk.data / "locks").iterdir()
    with watched(lock) as openings:
        waiting = stand.desk.start(*next_one)
        openings.wait()  # it may have been the look for renewals that were cut off
        openings.wait()
    marked, killed_at = stand.kept.revision(), time.monotonic()
    holder.kill()
    eventually(lambda: stand.kept.revision() > marked, pause=0.005)
    waited = time.monotonic() - killed_at
    eventually(lambda: stand.kept.generation("work") == 2)
    if next_one[0] == "agent":
        waiting.send_signal(signal.SIGTERM)
    assert stand.desk.finish(waiting).code == 0
    assert [use.outcome for use in stand.server.uses()] == ["rotated", "again"]
    return waited
