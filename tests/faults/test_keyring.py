"""The keyring that holds the vault's key: away, locked, emptied, exchanged, cancelled, hanging, not one at all."""

import base64
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.desk import Desk
from tests.faults.conftest import Effort, Record
from tests.faults.keyrings import KeyedDesk
from tests.faults.watched import Seen, WatchedWindow, files_with

TRY_AGAIN = "unlock_button"
OTHER_KEY = base64.b64encode(bytes(32))


@pytest.fixture
def keyed(tmp_path: Path, folders: dict[str, str]) -> Iterator[KeyedDesk]:
    """Give the program a keyring's place, empty."""
    made = KeyedDesk.at(tmp_path, folders)
    yield made
    made.desk.stop_all()
    made.bus.stop()


def title(seen: Seen) -> str:
    """Return the heading of the page that stands in for the connections."""
    return str(seen.get("words", {}).get("title", ""))


def says(words: str) -> Any:
    """Return what looks for a heading, on a page that can be left again."""
    return lambda seen: words in title(seen) and TRY_AGAIN in seen["buttons"]


def is_open(seen: Seen) -> bool:
    """Tell whether the connections can be seen."""
    return seen["state"] == "open" and len(seen["connections"]) == 2


def both(keyed: KeyedDesk, window: WatchedWindow, words: str) -> tuple[str, Seen]:
    """Ask the command line and the window at once; return what each says."""
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(keyed.error)
        seen = window.shows(says(words) if words else is_open)
        return asked.result(), seen


@pytest.mark.timeout(240)
def test_each_state_has_its_name_and_its_way_out(keyed: KeyedDesk, figure: Record) -> None:
    """One window, alive throughout: no bus, locked, no entry, another key, and the right one again."""
    keyed.bus.start()
    keyed.bus.start_gnome_keyring()
    keyed.fill()
    keyed.bus.stop()
    told = {}
    window = WatchedWindow(keyed.desk)
    told["absent"] = both(keyed, window, "is not running")
    window.heart()
    keyed.bus.start()
    keyed.bus.start_gnome_keyring(locked=True)
    told["locked"] = both(keyed, window, "is locked")
    keyed.bus.stop()
    keyed.bus.without(keyed.vault_id)
    keyed.bus.start()
    keyed.bus.start_gnome_keyring()
    told["deleted"] = both(keyed, window, "does not have the key")
    keyed.bus.put(keyed.vault_id, OTHER_KEY)
    told["wrong"] = both(keyed, window, "does not open")
    keyed.bus.put(keyed.vault_id, keyed.key)
    window.press(TRY_AGAIN)
    last, _ = both(keyed, window, "")
    beat = window.heart()
    window.close()
    codes = {state: code for state, (code, _) in told.items()}
    headings = {title(seen) for _, seen in told.values()}
    plain = files_with(keyed.desk.folder, *keyed.secrets())
    held = sum((len(set(codes.values())) == 4, len(headings) == 4, last == "", keyed.is_the_same_vault(), not plain))
    figure(
        "keyring absent, locked, emptied, with another key: told apart, and back",
        tried=5,
        held=held,
        saw=f"window's loop: longest pause {beat['longest']} ms, 99 % under {beat['p99']} ms",
    )
    assert codes == {
        "absent": "keyring_absent",
        "locked": "keyring_locked",
        "deleted": "key_missing",
        "wrong": "wrong_key",
    }
    assert len(headings) == 4
    assert last == ""
    assert keyed.is_the_same_vault()
    assert plain == []
    offered = [set(seen["buttons"]) for _, seen in told.values()]
    assert all(TRY_AGAIN in each for each in offered)
    # A vault that is there has its key in a keyring: a passphrase would not open it.
    assert not any("use_passphrase_button" in each for each in offered)


@pytest.mark.timeout(240)
def test_unlocked_later(keyed: KeyedDesk, figure: Record, effort: Effort) -> None:
    """Window and agent start before the keyring is there: unlocked, both go on within seconds, and nobody is asked."""
    keyed.bus.start()
    keyed.bus.start_gnome_keyring()
    keyed.fill()
    times, tried = [], effort(1, 5)
    for _ in range(tried):
        keyed.bus.stop()
        window, agent = WatchedWindow(keyed.desk), keyed.desk.start("agent")
        window.shows(says("is not running"))
        keyed.bus.start()
        keyed.bus.start_gnome_keyring(locked=True)
        window.shows(says("is locked"))
        keyed.bus.unlock()
        unlocked_at = time.monotonic()
        window.shows(is_open)
        times.append(time.monotonic() - unlocked_at)
        assert agent.stderr is not None
        lines = [agent.stderr.readline()]
        while lines[-1] and not lines[-1].startswith("Keeping 2 connections"):
            lines.append(agent.stderr.readline())
        assert lines[-1], lines
        assert "is not running. Renewing begins as soon" in lines[0]
        agent.terminate()
        assert agent.wait(60) == 0
        window.close()
    figure(
        "keyring away, then locked, then unlocked: window and agent go on by themselves",
        tried=2 * tried,
        held=2 * len(times),
        saw=f"the window {min(times):.1f} to {max(times):.1f} s after it was unlocked",
    )
    assert max(times) < 35
    assert keyed.is_the_same_vault()


@pytest.mark.timeout(120)
def test_waiting_for_a_keyring_asks_nobody(keyed: KeyedDesk, figure: Record, tmp_path: Path) -> None:
    """After the one question of the start, declined, it is looked at again and again, and no second one is put."""
    mood, questions = tmp_path / "mood", tmp_path / "questions"
    mood.write_text("{}")
    keyed.bus.start()
    keyed.bus.start_moody(mood)
    keyed.fill()
    keyed.desk.environment["DISPLAY"] = ":beside-the-point"
    mood.write_text(json.dumps({"locked": True, "prompt": "cancel", "after": 1}))
    window = WatchedWindow(keyed.desk)
    window.shows(says("was not unlocked"))
    time.sleep(8)  # three looks and more
    still = title(window.now)
    mood.write_text("{}")
    window.shows(is_open)
    window.close()
    asked = questions.read_text().count("asked")
    figure("keyring declined, then unlocked elsewhere: questions put", tried=1, held=int(asked == 1), saw=f"{asked}")
    assert asked == 1
    assert "was not unlocked" in still


@pytest.mark.timeout(120)
def test_a_key_that_is_gone_for_good(keyed: KeyedDesk, figure: Record) -> None:
    """Only where asked a new list begins; the old file is kept whole, and opens again with its key."""
    keyed.bus.start()
    keyed.bus.start_gnome_keyring()
    keyed.fill()
    keyed.bus.drop(keyed.vault_id)
    assert keyed.error() == "key_missing"
    assert keyed.is_the_same_vault()
    begun = keyed.desk.run("restore", "--empty", "--json")
    [aside] = [path for path in keyed.desk.data.glob("vault.db.*") if not path.name.endswith(("-wal", "-shm"))]
    empty = keyed.desk.run("list", "--json")
    keyed.bus.put(keyed.vault_id, keyed.key)
    (keyed.desk.data / "elsewhere").mkdir()
    aside.rename(keyed.desk.data / "elsewhere" / "vault.db")
    there = Desk(keyed.desk.folder, keyed.desk.environment, ("--data-dir", str(keyed.desk.data / "elsewhere")))
    back = there.run("list", "--json")
    held = (begun.code, empty.json(), len(back.json())) == (0, [], 2)
    figure("key gone for good: an empty list where asked, the old one kept", tried=1, held=int(held), saw=aside.name)
    assert held, (begun, empty, back)


@pytest.mark.timeout(240)
def test_a_question_that_is_cancelled_and_a_keyring_that_hangs(
    keyed: KeyedDesk, figure: Record, effort: Effort, tmp_path: Path
) -> None:
    """Cancelled is not locked, and a keyring that says nothing for long stops nobody: the window runs on."""
    mood = tmp_path / "mood"
    mood.write_text("{}")
    keyed.bus.start()
    keyed.bus.start_moody(mood)
    keyed.fill()
    keyed.desk.environment["DISPLAY"] = ":beside-the-point"
    mood.write_text(json.dumps({"locked": True, "prompt": "cancel", "after": 1}))
    window = WatchedWindow(keyed.desk)
    cancelled = window.shows(says("was not unlocked"))
    said_cancelled = keyed.error()
    seconds = effort(12, 30)
    mood.write_text(json.dumps({"locked": True, "prompt": "accept", "after": 0.1, "hang": seconds}))
    window.heart()
    window.press(TRY_AGAIN)
    said_hanging, hanging = both(keyed, window, "does not answer")
    beat = window.heart()
    mood.write_text(json.dumps({"locked": True, "prompt": "accept", "after": 0.1}))
    keyed.bus.catch_up(seconds)
    window.press(TRY_AGAIN)
    window.shows(is_open)
    last = keyed.error()
    window.close()
    alive = beat["longest"] < 5000
    figure(
        f"keyring cancelled, then silent for {seconds} s, then there",
        tried=4,
        held=sum((said_cancelled == "keyring_refused", said_hanging == "keyring_hanging", last == "", alive)),
        saw=f"window's loop meanwhile: longest pause {beat['longest']} ms, 99 % under {beat['p99']} ms",
    )
    assert (said_cancelled, said_hanging, last) == ("keyring_refused", "keyring_hanging", "")
    assert title(cancelled) != title(hanging)
    # The keyring was silent for ten seconds and more; had the loop waited for it, this would be as long.
    assert alive, beat
    assert keyed.is_the_same_vault()
    assert files_with(keyed.desk.folder, *keyed.secrets()) == []


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "backend",
    ["keyrings.alt.file.PlaintextKeyring", pytest.param("keyring.backends.null.Keyring", marks=pytest.mark.long)],
)
def test_a_keyring_that_protects_nothing_is_not_used(
    keyed: KeyedDesk, figure: Record, tmp_path: Path, backend: str
) -> None:
    """Null and plain text are refused before anything is made; without a vault a passphrase is offered."""
    plain = tmp_path / "site" / "keyrings" / "alt"
    plain.mkdir(parents=True)
    (plain / "file.py").write_text(PLAIN_TEXT, encoding="utf-8")
    path = os.pathsep.join((str(tmp_path / "site"), keyed.desk.environment["PYTHONPATH"]))
    more = {"PYTHON_KEYRING_BACKEND": backend, "PYTHONPATH": path}
    desk = Desk(keyed.desk.folder, {**keyed.desk.environment, **more}, started=keyed.desk.started)
    window = WatchedWindow(desk)
    done = desk.run("list", "--json")
    seen = window.shows(says("does not protect"))
    window.close()
    made = sorted(path.name for path in desk.data.glob("vault*"))
    told = done.code == 4 and done.error()["code"] == "keyring_disallowed"
    offered = "use_passphrase_button" in seen["buttons"]
    figure(
        f"keyring is {backend}",
        tried=3,
        held=sum((told, offered, not made and not (tmp_path / "written").exists())),
        saw=title(seen),
    )
    assert told, done
    assert offered
    assert made == []
    assert not (tmp_path / "written").exists()


PLAIN_TEXT = """
from pathlib import Path
from keyring.backend import KeyringBackend
class PlaintextKeyring(KeyringBackend):
    priority = 1
    def get_password(self, service, username):
        return None
    def set_password(self, service, username, password):
        (Path(__file__).parents[3] / "written").write_text(password)
"""
