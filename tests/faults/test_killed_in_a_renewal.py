"""SIGKILL at every step of a renewal: the newest saved pair is there, the truth is told, one replay is sent."""

import signal
import subprocess
from collections.abc import Callable

import pytest

from oauth_desk.domain.status import Cause, Status
from tests.faults import tracing
from tests.faults.conftest import Effort, Record
from tests.faults.kept import eventually, pair_of
from tests.faults.stand import Stand

needs_strace = pytest.mark.skipif(not tracing.can_trace(), reason="strace is not here, or may not be used")

WRITES = ("pwrite64", "fdatasync")
COMMANDS = {
    "refresh": ("refresh", "work"),
    "token": ("token", "work"),
    "request": ("request", "work", "GET", "/me"),
    "agent": ("agent",),
    "window": (),
}

Step = Callable[[Stand, tuple[str, ...]], None]


def kept_waiting(stand: Stand, when: str, command: tuple[str, ...]) -> "subprocess.Popen[str]":
    """Start a command whose request the server keeps waiting, ``before`` its work or ``after`` it."""
    before = stand.server.held()
    stand.server.set(hold=when)
    process = stand.desk.start(*command)
    eventually(lambda: stand.server.held() > before or process.poll() is not None)
    assert process.poll() is None, stand.desk.finish(process)
    return process


def dead(stand: Stand, process: "subprocess.Popen[str]") -> None:
    """Wait for a process that was killed."""
    assert stand.desk.finish(process).code == -signal.SIGKILL


def before_sending(stand: Stand, command: tuple[str, ...]) -> None:
    """Kill as soon as the mark is saved."""
    process = stand.desk.start(*command)
    eventually(lambda: stand.kept.revision() > 2, pause=0)
    process.kill()
    dead(stand, process)
    assert stand.server.uses() == []


def before_the_work(stand: Stand, command: tuple[str, ...]) -> None:
    """Kill while the request waits at the server, with nothing done."""
    process = kept_waiting(stand, "before", command)
    process.kill()
    dead(stand, process)


def before_the_answer(stand: Stand, command: tuple[str, ...]) -> None:
    """Kill while the answer waits at the server: the pair is spent."""
    process = kept_waiting(stand, "after", command)
    process.kill()
    dead(stand, process)


def at_the_first_byte(stand: Stand, command: tuple[str, ...]) -> None:
    """Kill once the answer is there, as the first byte of the new pair is to be saved."""
    within_the_commit(stand, command, (WRITES[0], 1))


def within_the_commit(stand: Stand, command: tuple[str, ...], call: tracing.Call) -> None:
    """Kill at one of the calls that save the new pair."""
    process = kept_waiting(stand, "after", command)
    tracer = tracing.kill_later(process, call)
    stand.server.release()
    dead(stand, process)
    tracer.wait()


def after_the_commit(stand: Stand, command: tuple[str, ...]) -> None:
    """Kill as soon as the new pair is saved."""
    process = stand.desk.start(*command)
    eventually(lambda: stand.kept.generation("work") == 2, pause=0)
    process.kill()
    dead(stand, process)


STEPS: dict[str, Step] = {
    "before sending": before_sending,
    "after sending, before the server's work": before_the_work,
    "after the server's work, before the answer": before_the_answer,
    "after the answer, before the first byte is saved": at_the_first_byte,
    "after the commit": after_the_commit,
}


def heals(stand: Stand) -> bool:
    """Look into the vault, ask the program how it stands, and renew; tell whether the killed renewal spent the pair.

    On a forgiving server the renewal succeeds, on a strict one a spent pair ends the
    grant: then, and only then, the person is asked to sign in again, with the reason.
    """
    record = stand.kept.connections()["work"]
    assert stand.is_whole(record)
    spent = pair_of(record)[1] < stand.server.number("work")
    lost = spent and not stand.server.grace("work")
    [row] = stand.desk.run("list", "--json").json()
    assert row["status"] == ("retrying" if record.in_flight else "valid")
    assert ("cut off" in row["detail"]) == bool(record.in_flight)
    done = stand.desk.run("refresh", "work")
    assert done.code == (3 if lost else 0), done
    assert ("cut off" in done.err) == lost
    counts = stand.server.counts()
    assert (counts["reuse"], counts["again"], counts["refused"]) == (lost, spent and not lost, 0)
    after = stand.kept.connections()["work"]
    assert (after.condition.status, after.condition.cause) == (
        (Status.SIGN_IN_NEEDED, Cause.CUT_OFF) if lost else (Status.VALID, None)
    )
    assert after.in_flight is None
    assert lost or stand.is_whole(after)
    return spent


@needs_strace
@pytest.mark.timeout(300)
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_step(stand: Stand, figure: Record, effort: Effort, step: str) -> None:
    """Before, between and after: by each way to a renewal, on a strict server and on a forgiving one."""
    ways = [(command, grace) for grace in (0.0, 60.0) for command in COMMANDS][: effort(1, 10)]
    healed: list[bool] = []
    try:
        for command, grace in ways:
            room = stand.room(f"{command}-{grace:.0f}")
            room.connect("work", grace=grace)
            STEPS[step](room, COMMANDS[command])
            healed.append(heals(room))
    finally:
        saw = f"{sum(healed)} had spent the pair; one replay each"
        figure(f"killed {step}", tried=len(ways), held=len(healed), saw=saw)


def writes_of_the_pair(stand: Stand) -> list[tracing.Call]:
    """Rehearse on a copy, and return the calls that save a new pair and close the vault."""
    copy, notes = stand.copy("rehearsal"), stand.desk.folder / "calls"
    process = kept_waiting(copy, "after", COMMANDS["refresh"])
    tracer = tracing.note_from_now(process, WRITES, notes)
    stand.server.release()
    assert copy.desk.finish(process).code == 0
    tracer.wait()
    return tracing.in_order(notes)


@needs_strace
@pytest.mark.timeout(300)
def test_killed_in_the_commit(stand: Stand, figure: Record, effort: Effort) -> None:
    """At the writes and syncs that save a new pair, one by one."""
    stand.connect("work")
    calls = writes_of_the_pair(stand)
    chosen = calls[:: max(1, len(calls) // effort(2, len(calls)))]
    healed: list[bool] = []
    try:
        for call in chosen:
            room = stand.copy("copy")
            stand.server.grant("work")
            within_the_commit(room, COMMANDS["refresh"], call)
            healed.append(heals(room))
    finally:
        saw = f"of {len(calls)} writes and syncs; the pair was saved in {len(healed) - sum(healed)}"
        figure("killed in the commit of a new pair", tried=len(chosen), held=len(healed), saw=saw)


@needs_strace
@pytest.mark.long
@pytest.mark.timeout(900)
def test_killed_anywhere_in_a_command(stand: Stand, figure: Record) -> None:
    """At every write and sync of a whole ``refresh``: opening, mark, new pair, closing."""
    stand.connect("work")
    copy, notes = stand.copy("rehearsal"), stand.desk.folder / "calls"
    whole = tracing.noted(WRITES, notes, copy.desk.command(*COMMANDS["refresh"]))
    assert copy.desk.finish(copy.desk.start_command(whole)).code == 0
    calls = tracing.in_order(notes)
    healed: list[bool] = []
    try:
        for call in calls:
            room = stand.copy("copy")
            stand.server.grant("work")
            command = tracing.killed_at(call, room.desk.command(*COMMANDS["refresh"]))
            dead(room, room.desk.start_command(command))
            healed.append(heals(room))
    finally:
        saw = f"{sum(healed)} had spent the pair; one replay each"
        figure("killed at each write of a command", tried=len(calls), held=len(healed), saw=saw)
