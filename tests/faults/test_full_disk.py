"""The disk fills up while a service answers: the new tokens are kept in memory until there is room again."""

import asyncio
import shlex
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from oauth_desk.adapters.vault.store import SqliteVaultFile
from tests.e2e.mounts import can_mount
from tests.faults.conftest import Effort, Record
from tests.faults.kept import KEY, Kept, eventually
from tests.faults.small_disk import SmallDisk
from tests.faults.stand import Stand

pytestmark = pytest.mark.skipif(not can_mount(), reason="this machine lets nobody mount a disk that can be filled")


@pytest.fixture
def disk(stand: Stand, tmp_path: Path) -> SmallDisk:
    """Connect “work”, whose token has run out, and keep the data folder's content for a small disk."""
    stand.connect("work", lifetime=600)
    content = tmp_path / "content"
    stand.kept.copy(content)
    return SmallDisk(stand.desk.data, content)


def until(process: "subprocess.Popen[str]", words: str, *, errors: bool = False) -> str:
    """Read what a process says until it says this."""
    stream = process.stderr if errors else process.stdout
    assert stream is not None
    while line := stream.readline():
        if words in line:
            return line
    raise AssertionError(f"never said: {words}")


@pytest.mark.timeout(300)
def test_the_agent_keeps_what_it_cannot_save(
    stand: Stand, disk: SmallDisk, figure: Record, effort: Effort, tmp_path: Path
) -> None:
    """Filled between the mark and the answer, freed later: told, saved, nothing sent twice, the grant alive."""
    tried, held = effort(1, 10), 0
    for number in range(tried):
        stand.server.set(hold="after")
        agent = disk.watch(stand.desk.start_command(disk.command(stand.desk.command("agent"))))
        eventually(lambda number=number: stand.server.held() == number + 1)
        disk.fill()
        stand.server.release()
        told = until(agent, "was renewed but cannot be saved", errors=True)
        disk.free()
        until(agent, "Renewed.")
        saved = Kept(tmp_path / f"saved-{number}")
        saved.folder.mkdir()
        disk.save(saved.folder)
        agent.send_signal(signal.SIGTERM)
        ended = stand.desk.finish(agent)
        kept = saved.connections()["work"]
        held += ended.code == 0 and "work" in told and stand.is_whole(kept) and kept.in_flight is None
        disk.content = saved.folder
        _run_out(saved)
    figure(
        "disk full as new tokens came, then freed",
        tried=tried,
        held=held,
        saw="told at once, saved once there was room",
    )
    assert held == tried
    assert stand.server.counts() == {"rotated": tried}
    assert stand.server.alive() == {"work": True}


@pytest.mark.timeout(300)
def test_the_agent_that_is_stopped_meanwhile_saves_first(
    stand: Stand, disk: SmallDisk, figure: Record, tmp_path: Path
) -> None:
    """SIGTERM on a full disk: the agent waits for room as long as it may, and saves before it ends."""
    stand.server.set(hold="after")
    agent = disk.watch(stand.desk.start_command(disk.command(stand.desk.command("agent"))))
    eventually(lambda: stand.server.held() == 1)
    disk.fill()
    stand.server.release()
    until(agent, "cannot be saved", errors=True)
    agent.send_signal(signal.SIGTERM)
    disk.free()
    until(agent, "Renewed.")
    held = agent.wait(timeout=90) == 0
    figure("agent stopped while the disk was full", tried=1, held=int(held), saw="ended once it had saved")
    assert held


@pytest.mark.long
@pytest.mark.timeout(400)
def test_an_agent_that_must_end_on_a_full_disk_says_what_is_lost(stand: Stand, disk: SmallDisk, figure: Record) -> None:
    """Nobody makes room: after more than a minute it ends with 1 and names what could not be saved."""
    stand.server.set(hold="after")
    agent = disk.watch(stand.desk.start_command(disk.command(stand.desk.command("agent"))))
    eventually(lambda: stand.server.held() == 1)
    disk.fill()
    stand.server.release()
    until(agent, "cannot be saved", errors=True)
    agent.send_signal(signal.SIGTERM)
    ended = stand.desk.finish(agent, timeout=300)
    held = ended.code == 1 and "“work” was renewed, but the result could not be saved." in ended.err
    figure("agent ended on a disk that stayed full", tried=1, held=int(held), saw="waited over a minute, then said so")
    assert held, ended


@pytest.mark.timeout(300)
def test_a_full_disk_from_the_start_sends_nothing(stand: Stand, disk: SmallDisk, figure: Record) -> None:
    """Where the mark cannot be saved, no token is spent: told, and nothing changed."""
    script = 'dd if=/dev/zero of="$1/filling" bs=4096 2>/dev/null || true; shift; exec "$@"'
    filled = ["sh", "-ec", script, "sh", str(disk.data), *stand.desk.command("refresh", "work")]
    done = stand.desk.finish(stand.desk.start_command(disk.command(filled)))
    held = done.code == 1 and "The disk is full" in done.err and len(done.err.splitlines()) == 1
    figure("disk full before a renewal", tried=1, held=int(held), saw="nothing was sent")
    assert held, done
    assert stand.server.uses() == []


@pytest.mark.timeout(300)
def test_copies_and_moves_on_a_full_disk(stand: Stand, disk: SmallDisk, figure: Record, tmp_path: Path) -> None:
    """A copy, going back, an export, a move: each says that the disk is full, and leaves everything as it was."""
    assert stand.desk.run("backup").code == 0
    shutil.rmtree(disk.content)
    stand.kept.copy(disk.content)
    secret = tmp_path / "secret"
    secret.write_text("a passphrase for the way\n", encoding="utf-8")
    export = ["export", str(disk.data / "parcel"), "--export-passphrase-file", str(secret)]
    commands = [["backup"], ["restore"], export, [*export, "--move"]]
    lines = [f"{shlex.join(stand.desk.command(*each))}; echo code $?" for each in commands]
    after = shlex.join(stand.desk.command("list"))
    filling = f"dd if=/dev/zero of={disk.data}/filling bs=4096 2>/dev/null || true"
    script = "; ".join([filling, *lines, f"rm {disk.data}/filling", after, f"ls -A {disk.data} {disk.data}/backups"])
    done = stand.desk.finish(stand.desk.start_command(disk.command(["sh", "-c", script])))
    codes = [line for line in done.out.splitlines() if line.startswith("code ")]
    told = [line for line in done.err.splitlines() if "disk is full" in line or "cannot be written" in line]
    clean = not any(left in done.out for left in ("parcel", ".draft", ".new", "damaged", "before-restore"))
    held = sum(code == "code 1" for code in codes) if clean and "work" in done.out else 0
    figure("copies and moves on a full disk", tried=len(commands), held=held, saw="nothing half made was left")
    assert (held, len(told)) == (len(commands), len(commands)), done


@pytest.mark.timeout(300)
def test_the_window_says_so_until_it_is_saved(stand: Stand, disk: SmallDisk, figure: Record, tmp_path: Path) -> None:
    """The window's red banner stands while the tokens are only in memory, and goes when they are saved."""
    stand.server.set(hold="after")
    play = [sys.executable, "-m", "tests.faults.window_on_a_full_disk", str(stand.desk.data), stand.desk.options[1]]
    window = disk.watch(stand.desk.start_command(disk.command(play), QT_QPA_PLATFORM="offscreen"))
    eventually(lambda: stand.server.held() == 1)
    disk.fill()
    stand.server.release()
    told = until(window, "banner: ")
    disk.free()
    until(window, "gone")
    saved = Kept(tmp_path / "saved")
    saved.folder.mkdir()
    disk.save(saved.folder)
    window.send_signal(signal.SIGTERM)
    held = stand.is_whole(saved.connections()["work"]) and "cannot be saved" in told
    figure("disk full as the window renewed", tried=1, held=int(held), saw="banner until it was saved")
    assert held
    assert stand.server.counts() == {"rotated": 1}


def _run_out(kept: Kept) -> None:
    """Let the access token of “work” be over, so that the next agent renews at once."""

    async def change() -> None:
        vault = await SqliteVaultFile(kept.folder / "vault.db").open(KEY)
        await vault.update("id-work", lambda each: replace(each, tokens=replace(each.tokens, expires_at=0.0)))
        await vault.close()

    asyncio.run(change())
