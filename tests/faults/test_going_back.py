"""The real program on damaged, older and newer files: told, nothing overwritten, and back with one command."""

import json
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.desk import Desk
from tests.faults.conftest import Effort, Record
from tests.faults.kept import Kept, eventually
from tests.faults.stand import Stand

RUBBISH = b"this is no vault" * 4096


def spoil(data: Path, how: str) -> bytes:
    """Damage the vault that nobody has open; return what stands there then."""
    vault = data / "vault.db"
    content = vault.read_bytes()
    spoiled = {
        "rubbish": RUBBISH,
        "half": content[: len(content) // 2],
        "empty": b"",
        "a page of zeros": content[:8192] + bytes(4096) + content[12288:],
    }[how]
    vault.write_bytes(spoiled)
    return spoiled


def back_with_one_command(desk: Desk, spoiled: bytes) -> bool:
    """Damage is told by every command until somebody decides; then one command brings everything back."""
    told = [desk.run(*command) for command in (("list",), ("token", "work"), ("list", "--json"))]
    [aside] = [path for path in desk.data.glob("vault.db.damaged-*") if not path.name.endswith(("-wal", "-shm"))]
    kept = aside.read_bytes() == spoiled and not (desk.data / "vault.db").exists()
    clear = all(done.code == 4 and str(aside) in done.err and "restore" in done.err for done in told)
    restored = desk.run("restore", "--json")
    listed = desk.run("list", "--json")
    names = [row["name"] for row in json.loads(listed.out)] if listed.code == 0 else []
    return kept and clear and restored.code == 0 and names == ["spare", "work"] and aside.read_bytes() == spoiled


@pytest.mark.timeout(300)
def test_damage_and_back(stand: Stand, figure: Record, effort: Effort) -> None:
    """Rubbish, half a file, an empty file, a lost page: exit 4 with the names of the files, then ``restore``."""
    stand.connect("work", "spare", lifetime=600, left=600)
    assert stand.desk.run("backup").code == 0
    ways = ["half", "rubbish", "empty", "a page of zeros"][: effort(1, 4)]
    held = []
    for how in ways:
        room = stand.copy(how.replace(" ", "-"))
        held.append(back_with_one_command(room.desk, spoil(room.desk.data, how)))
    figure(
        "damaged, then back by command line", tried=len(ways), held=sum(held), saw="every command told it until then"
    )
    assert all(held), dict(zip(ways, held, strict=True))


@pytest.mark.timeout(300)
def test_damage_under_a_running_agent(stand: Stand, figure: Record, tmp_path: Path) -> None:
    """The agent says so, sends nothing, and goes on by itself once a copy was put back by another process."""
    stand.connect("work", lifetime=4, left=3)
    agent = stand.desk.start("agent")
    eventually(lambda: stand.server.number("work") >= 1)
    assert stand.desk.run("backup").code == 0
    with closing(sqlite3.connect(stand.desk.data / "vault.db")) as sql, sql:
        sql.execute("UPDATE connections SET sealed = zeroblob(300)")
    assert agent.stderr is not None
    told = next(line for line in agent.stderr if "damaged" in line)
    before = stand.server.uses()
    assert stand.desk.run("restore").code == 0
    number = stand.server.number("work")
    eventually(lambda: stand.server.number("work") > number + 1, within=60)
    agent.send_signal(signal.SIGTERM)
    ended = stand.desk.finish(agent)
    counts = stand.server.counts()
    held = ended.code == 0 and stand.server.alive()["work"] and set(counts) == {"rotated"} and "restore" in told
    figure(
        "damaged under a running agent", tried=1, held=int(held), saw=f"{len(before)} renewals before, it went on after"
    )
    assert held, (ended, counts)


@pytest.mark.timeout(300)
def test_damage_as_new_tokens_come(stand: Stand, figure: Record) -> None:
    """The file is damaged between sending and saving: the new pair waits in memory and is saved into the older copy."""
    stand.connect("work", lifetime=600, left=0)
    assert stand.desk.run("backup").code == 0
    stand.server.set(hold="after")
    agent = stand.desk.start("agent")
    eventually(lambda: stand.server.held() == 1)
    with closing(sqlite3.connect(stand.desk.data / "vault.db")) as sql, sql:
        sql.execute("UPDATE connections SET sealed = zeroblob(300)")
    stand.server.release()
    assert agent.stderr is not None
    told = next(line for line in agent.stderr if "was renewed but cannot be saved" in line)
    restored = stand.desk.run("restore")
    eventually(lambda: stand.kept.generation("work") >= 2, within=60)
    agent.send_signal(signal.SIGTERM)
    ended = stand.desk.finish(agent)
    saved = stand.kept.connections()["work"]
    held = bool(told) and restored.code == 0 and ended.code == 0 and stand.is_whole(saved) and saved.in_flight is None
    figure("damaged as new tokens came", tried=1, held=int(held), saw="kept in memory, saved into the copy put back")
    assert held, (restored, ended, saved)
    assert stand.server.counts() == {"rotated": 1}


@pytest.mark.timeout(300)
def test_going_back_under_a_running_agent(stand: Stand, figure: Record, effort: Effort) -> None:
    """Copies put back while an agent renews: the newer pair stays each time, and no spent token is sent."""
    stand.connect("work", lifetime=4, left=0)
    assert stand.desk.run("backup").code == 0
    oldest = next((stand.desk.data / "backups").glob("*by-hand*"))
    agent = stand.desk.start("agent")
    eventually(lambda: stand.server.number("work") >= 1)
    tried = effort(2, 40)
    ended = [stand.desk.run("restore", str(oldest), "--json") for _ in range(tried)]
    number = stand.server.number("work")
    eventually(lambda: stand.server.number("work") > number, within=60)
    agent.send_signal(signal.SIGTERM)
    stopped = stand.desk.finish(agent)
    held = sum(done.code == 0 and done.json()["kept_newer"] == ["work"] for done in ended)
    figure("an old copy put back under a running agent", tried=tried, held=held, saw="the newer pair stayed")
    assert held == tried, ended
    assert stopped.code == 0
    assert set(stand.server.counts()) == {"rotated"}
    assert stand.server.alive() == {"work": True}


@pytest.mark.timeout(300)
def test_an_older_file_in_the_vaults_place(stand: Stand, figure: Record) -> None:
    """Put there by hand or by another backup: told once on stderr and in the log, and “restore” undoes it."""
    stand.connect("work", lifetime=600, left=0)
    vault, older = stand.desk.data / "vault.db", stand.desk.data / "older"
    shutil.copyfile(vault, older)
    assert stand.desk.run("refresh", "work").code == 0
    assert stand.desk.run("backup").code == 0
    shutil.copyfile(older, vault)
    first, second = stand.desk.run("list"), stand.desk.run("list")
    events = stand.desk.run("events").out
    undone = stand.desk.run("restore", "--json")
    refreshed = stand.desk.run("refresh", "work")
    held = [
        first.code == 0 and "older than the last one seen here" in first.err,
        second.code == 0 and second.err == "",
        "An older copy of the file was put in its place." in events,
        undone.code == 0,
        refreshed.code == 0 and stand.server.alive()["work"],
    ]
    figure(
        "older copy put in the vault's place", tried=1, held=int(all(held)), saw="told once; restored, the grant lives"
    )
    assert all(held), (held, first, second, undone, refreshed)


@pytest.mark.timeout(300)
def test_a_newer_format(stand: Stand, figure: Record, effort: Effort) -> None:
    """A file of a later release: told, not touched by any command, and gone back from only when asked."""
    stand.connect("work", "spare", lifetime=600, left=600)
    assert stand.desk.run("backup").code == 0
    vault = stand.desk.data / "vault.db"
    with closing(sqlite3.connect(vault)) as sql:
        sql.execute("PRAGMA user_version = 99")
    before = vault.read_bytes()
    commands = [
        ("list",),
        ("token", "work"),
        ("refresh", "work"),
        ("backup",),
        ("connect", "spotify", "--timeout", "1"),
    ]
    commands = commands[: effort(3, 5)]
    ended = [stand.desk.run(*command) for command in commands]
    untouched = vault.read_bytes() == before
    restored = stand.desk.run("restore", "--json")
    kept = Path(restored.json()["set_aside"]).read_bytes() == before
    listed = stand.desk.run("list", "--json").json()
    told = sum(done.code == 4 and "newer version" in done.err for done in ended)
    held = told if untouched and kept and len(listed) == 2 else 0
    figure(
        "newer format", tried=len(commands), held=held, saw="not a byte changed; kept aside when a copy was put back"
    )
    assert held == len(commands), (ended, untouched, kept, listed)
    assert stand.server.uses() == []


@pytest.mark.timeout(300)
def test_a_move_to_another_computer(stand: Stand, figure: Record, tmp_path: Path) -> None:
    """Moved while an agent renews: this side never sends again, the other goes on, and the grant lives."""
    stand.connect("work", lifetime=4, left=0)
    secret = tmp_path / "secret"
    secret.write_text("a passphrase for the way\n", encoding="utf-8")
    here, there = stand.desk, stand.room("there").desk
    agent = here.start("agent")
    eventually(lambda: stand.server.number("work") >= 1)
    passphrase = ("--export-passphrase-file", str(secret))
    sent = here.run("export", str(tmp_path / "parcel"), "work", "--move", *passphrase, "--json")
    number = stand.server.number("work")
    taken = there.run("import", str(tmp_path / "parcel"), *passphrase, "--json")
    refreshed = [there.run("refresh", "work") for _ in range(2)]
    agent.send_signal(signal.SIGTERM)
    stopped = here.finish(agent)
    held = [
        sent.code == 0 and sent.json()["moved"],
        taken.code == 0 and [row["outcome"] for row in taken.json()["connections"]] == ["imported"],
        all(done.code == 0 for done in refreshed),
        stopped.code == 0,
        here.run("list", "--json").json() == [],
        stand.server.number("work") == number + 2,
        set(stand.server.counts()) == {"rotated"},
    ]
    figure("moved to another computer", tried=1, held=int(all(held)), saw="the old side sent nothing more")
    assert all(held), (held, sent, taken, refreshed)


def test_the_window_goes_back_in_two_clicks(stand: Stand, figure: Record) -> None:
    """The real window on a damaged file: two clicks, and the connections are there."""
    stand.connect("work", "spare", lifetime=600, left=600)
    assert stand.desk.run("backup").code == 0
    spoil(stand.desk.data, "half")
    play = [sys.executable, "-m", "tests.faults.window_on_a_damaged_file", str(stand.desk.data), stand.desk.options[1]]
    done = stand.desk.finish(stand.desk.start_command(play, QT_QPA_PLATFORM="offscreen"))
    held = done.code == 0 and done.out.splitlines() == ["damaged", "back: spare, work"]
    kept = Kept(stand.desk.data).connections()
    held = held and set(kept) == {"spare", "work"}
    figure("damaged, then back by the window", tried=1, held=int(held), saw="two clicks and the passphrase")
    assert held, done


@pytest.mark.long
@pytest.mark.timeout(300)
def test_going_back_with_the_keyrings_key(keyring_desk: Desk, figure: Record, tmp_path: Path) -> None:
    """The key is found by the copy's own vault, after damage and in an empty folder; another's copy is refused."""
    assert keyring_desk.run("list").code == 0
    copy = tmp_path / "copy.db"
    assert keyring_desk.run("backup", str(copy)).code == 0
    elsewhere = Desk(tmp_path / "elsewhere", keyring_desk.environment, started=keyring_desk.started)
    elsewhere.folder.mkdir()
    moved_in = elsewhere.run("restore", str(copy))
    other = Desk(tmp_path / "other", keyring_desk.environment, started=keyring_desk.started)
    other.folder.mkdir()
    assert other.run("list").code == 0
    refused = other.run("restore", str(copy), "--json")
    spoil(keyring_desk.data, "rubbish")
    told, back = keyring_desk.run("list"), keyring_desk.run("restore", str(copy))
    held = [
        moved_in.code == 0 and elsewhere.run("list").code == 0,
        refused.code == 2 and refused.error()["code"] == "another_vault",
        told.code == 4 and back.code == 0 and keyring_desk.run("list").code == 0,
    ]
    figure("going back with the keyring's key", tried=3, held=sum(held), saw="another vault's copy was refused")
    assert all(held), (moved_in, refused, told, back)
