"""Locks left over, folders that cannot be written, a vault kept busy: told clearly, and nothing is sent."""

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.e2e.desk import Done
from tests.e2e.mounts import can_mount, read_only
from tests.faults.conftest import Effort, Record
from tests.faults.kept import eventually
from tests.faults.stand import Stand

needs_mounts = pytest.mark.skipif(not can_mount(), reason="this machine lets nobody mount a disk that can be spoiled")

BUSY = "Another program is holding the file of your connections."
READ_ONLY = "The folder of your connections cannot be written."


def test_a_lock_file_left_over_means_nothing(stand: Stand, figure: Record, effort: Effort) -> None:
    """After SIGKILL the file of the lock is there, whatever is in it: the next renewal does not wait for it."""
    stand.connect("work", grace=60)
    tried, longest = effort(1, 20), 0.0
    for number in range(tried):
        stand.server.set(hold="before")
        holder = stand.desk.start("refresh", "work")
        eventually(lambda number=number: stand.server.held() == number + 1)
        holder.kill()
        holder.wait()
        [lock] = (stand.desk.data / "locks").iterdir()
        lock.write_text("4194304\n", encoding="utf-8")
        began = time.monotonic()
        assert stand.desk.run("refresh", "work").code == 0
        longest = max(longest, time.monotonic() - began)
    figure("lock file left over", tried=tried, held=tried, saw=f"the next command took at most {longest:.1f} s in all")
    assert longest < 30  # of the 60 s that a lock held by somebody is waited for


@needs_mounts
def test_a_data_folder_on_a_read_only_mount(stand: Stand, figure: Record) -> None:
    """What is saved is read and a living token handed out; what would have to be saved is not begun."""
    stand.connect("work", "spare", left=600, lifetime=600)

    wanted = {
        ("list",): 0,
        ("show", "work"): 0,
        ("events",): 0,
        ("token", "work"): 0,
        ("request", "work", "GET", "/me"): 0,
        ("refresh", "work"): 1,
        ("token", "work", "--min-valid", "700"): 0,  # one that lives is handed out, whatever became of the renewal
        ("disconnect", "work", "--keep-remote"): 1,
    }
    lines = {command: read_only(stand.desk.data, stand.desk.command(*command)) for command in wanted}
    started = {command: stand.desk.start_command(line) for command, line in lines.items()}
    ended = {command: stand.desk.finish(process) for command, process in started.items()}
    told = {command: clear(done, READ_ONLY) if wanted[command] else done.err == "" for command, done in ended.items()}
    held = sum(ended[command].code == wanted[command] and told[command] for command in wanted)
    figure("data folder on a read-only mount", tried=len(wanted), held=held, saw="nothing was sent")
    assert {command: done.code for command, done in ended.items()} == wanted
    assert all(told.values()), ended
    assert stand.server.uses() == []
    assert stand.desk.run("refresh", "work").code == 0


@needs_mounts
def test_an_agent_on_a_read_only_mount(stand: Stand, figure: Record) -> None:
    """What is due is not begun: the agent says why, once, and takes next to no time until it can."""
    stand.connect("work")
    command = read_only(stand.desk.data, stand.desk.command("agent"))
    agent = stand.desk.start_command(command)
    assert agent.stderr is not None
    lines = [agent.stderr.readline() for _ in range(2)]
    before = seconds_used(agent.pid)
    time.sleep(3)  # the span that is measured
    used = seconds_used(agent.pid) - before
    agent.send_signal(signal.SIGTERM)
    done = stand.desk.finish(agent)
    held = lines[1].startswith(f"oauth-desk: {READ_ONLY}") and done.err == "Stopped.\n" and used < 0.3
    saw = f"told once; {used:.2f} s of work in 3 s; nothing was sent"
    figure("agent on a read-only mount", tried=1, held=int(held), saw=saw)
    assert held, (lines, done, used)
    assert done.code == 0
    assert stand.server.uses() == []


def seconds_used(pid: int) -> float:
    """Return the processor time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@needs_mounts
@pytest.mark.long
def test_a_folder_that_became_read_only_after_a_kill(stand: Stand, figure: Record) -> None:
    """What a killed process left half-way is read as it stands, and the renewal goes on once it can be saved."""
    stand.connect("work", grace=60)
    stand.server.set(hold="after")
    holder = stand.desk.start("refresh", "work")
    eventually(lambda: stand.server.held() == 1)
    holder.kill()
    holder.wait()
    listing = read_only(stand.desk.data, stand.desk.command("list", "--json"))
    done = stand.desk.finish(stand.desk.start_command(listing))
    after = stand.desk.run("refresh", "work")
    held = done.code == 0 and [row["name"] for row in done.json()] == ["work"] and after.code == 0
    figure("killed, then a read-only mount", tried=1, held=int(held), saw="listed; renewed once it could be written")
    assert held, (done, after)


def clear(done: Done, title: str) -> bool:
    """Tell whether one line says what is wrong and what to do."""
    return done.err.startswith(f"oauth-desk: {title} ") and len(done.err.splitlines()) == 1


@contextmanager
def kept_busy(stand: Stand, *, readers_too: bool) -> Iterator[sqlite3.Connection]:
    """Hold the vault as another program may: for writing, or for itself alone."""
    with closing(sqlite3.connect(stand.desk.data / "vault.db", isolation_level=None)) as sql:
        if readers_too:
            sql.execute("PRAGMA locking_mode = EXCLUSIVE")
        sql.execute("BEGIN EXCLUSIVE")
        if readers_too:
            sql.execute("UPDATE meta SET value = value WHERE key = 'revision'")
        yield sql


@pytest.mark.long
@pytest.mark.timeout(300)
def test_a_vault_that_is_busy_for_long(stand: Stand, figure: Record) -> None:
    """BEGIN EXCLUSIVE elsewhere: reading goes on, a renewal is not begun after ten seconds, and works afterwards."""
    stand.connect("work", left=600, lifetime=600)
    with kept_busy(stand, readers_too=False):
        renewing = stand.desk.start("refresh", "work")
        began = time.monotonic()
        reading = [stand.desk.run("list"), stand.desk.run("token", "work"), stand.desk.run("show", "work")]
        done = stand.desk.finish(renewing)
        waited = time.monotonic() - began
    held = [each.code == 0 for each in reading] + [done.code == 1 and clear(done, BUSY)]
    figure("vault busy for ten seconds", tried=4, held=sum(held), saw=f"told after {waited:.0f} s; nothing was sent")
    assert all(held), (reading, done)
    assert waited >= 9
    assert stand.server.uses() == []
    assert stand.desk.run("refresh", "work").code == 0


@pytest.mark.timeout(300)
def test_a_vault_that_is_busy_for_a_while(stand: Stand, figure: Record, effort: Effort) -> None:
    """A writer that ends within ten seconds is waited for, and nobody hears of it."""
    stand.connect("work", left=600, lifetime=600)
    with kept_busy(stand, readers_too=False) as sql:
        renewing = stand.desk.start("refresh", "work")
        time.sleep(effort(2, 6))  # the length of the trouble
        assert renewing.poll() is None
        sql.execute("COMMIT")
        done = stand.desk.finish(renewing)
    figure("vault busy for some seconds", tried=1, held=int(done.code == 0), saw="waited for")
    assert done.code == 0
    assert stand.server.counts() == {"rotated": 1}


@pytest.mark.long
@pytest.mark.timeout(300)
def test_a_vault_that_nobody_else_may_read(stand: Stand, figure: Record) -> None:
    """Another program that has taken the file for itself: every command says so and what to do, and nothing is sent."""
    stand.connect("work", left=600, lifetime=600)
    commands = [("list",), ("token", "work"), ("refresh", "work"), ("request", "work", "GET", "/me"), ("agent",)]
    with kept_busy(stand, readers_too=True):
        started = [stand.desk.start(*command) for command in commands]
        ended = [stand.desk.finish(process) for process in started]
    held = sum(done.code == 1 and clear(done, BUSY) for done in ended)
    figure("vault taken by another program", tried=len(commands), held=held, saw="each command said so")
    assert held == len(commands), ended
    assert stand.server.uses() == []
    assert stand.desk.run("list").code == 0


@pytest.mark.long
@pytest.mark.timeout(300)
def test_busy_between_the_answer_and_its_saving(stand: Stand, figure: Record) -> None:
    """The pair waits in memory until the other program is done; the command ends well, and nothing is sent twice."""
    stand.connect("work", lifetime=600)
    stand.server.set(hold="after")
    renewing = stand.desk.start("refresh", "work", "--json")
    eventually(lambda: stand.server.held() == 1)
    with kept_busy(stand, readers_too=False) as sql:
        stand.server.release()
        time.sleep(13)  # longer than a write waits
        assert renewing.poll() is None
        sql.execute("COMMIT")
        done = stand.desk.finish(renewing)
    saved = stand.is_whole(stand.kept.connections()["work"])
    held = done.code == 0 and saved and stand.server.counts() == {"rotated": 1}
    figure("vault busy as a new pair is to be saved", tried=1, held=int(held), saw="saved as soon as it could be")
    assert held, done
    assert done.json()["generation"] == 2


@pytest.mark.long
@pytest.mark.timeout(300)
def test_an_agent_beside_a_busy_vault(stand: Stand, figure: Record) -> None:
    """The agent says that another program holds the vault, and renews by itself once that is over."""
    stand.connect("work")
    with kept_busy(stand, readers_too=False) as sql:
        agent = stand.desk.start("agent")
        assert agent.stderr is not None
        lines = [agent.stderr.readline() for _ in range(2)]
        assert stand.server.uses() == []
        sql.execute("COMMIT")
        lines.append(agent.stderr.readline())
    eventually(lambda: stand.kept.generation("work") == 2)
    agent.send_signal(signal.SIGTERM)
    assert stand.desk.finish(agent).code == 0
    held = lines[1].startswith(f"oauth-desk: {BUSY}") and lines[2] == "Saving works again.\n"
    figure("agent beside a busy vault", tried=1, held=int(held), saw="told; renewed by itself afterwards")
    assert held, lines
