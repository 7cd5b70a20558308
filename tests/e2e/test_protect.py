"""What protects the connections, changed by the real program with a real keyring."""

import json
import os
import pty
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.desk import Desk, environment
from tests.e2e.secret_service import SecretService
from tests.faults.kept import PASSPHRASE, Kept, signed_in

NEW = "another staple of horses"


@pytest.fixture
def kept_desk(tmp_path: Path, folders: dict[str, str], secret_service: SecretService) -> Iterator[Desk]:
    """Give the program a passphrase vault with a connection, and a keyring beside it."""
    (tmp_path / "old").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    (tmp_path / "new").write_text(f"{NEW}\n", encoding="utf-8")
    desk = Desk(tmp_path, environment(folders, DBUS_SESSION_BUS_ADDRESS=secret_service.address))
    Kept(desk.data).make(signed_in("Work", "http://127.0.0.1:9", lifetime=3600, left=3600))
    yield desk
    desk.stop_all()


def names(desk: Desk, *options: str) -> list[str]:
    """Return the connections' names as ``list`` tells them."""
    return [row["name"] for row in desk.run(*options, "list", "--json").json()]


def entries(desk: Desk) -> int:
    """Return how many keys the keyring holds for this program."""
    script = (
        "import secretstorage; bus = secretstorage.dbus_init();"
        "print(len(list(secretstorage.search_items(bus, {'service': 'OAuth Desk'}))))"
    )
    done = desk.finish(desk.start_command([*desk.command()[:1], "-c", script]))
    return int(done.out)


def test_to_the_keyring_and_back(kept_desk: Desk, tmp_path: Path) -> None:
    """By files alone, both ways: the connection is there, and the keyring keeps no key that it shall not."""
    old, new = ("--passphrase-file", str(tmp_path / "old")), ("--passphrase-file", str(tmp_path / "new"))
    assert kept_desk.run(*old, "protect", "--json").json()["protection"] == "passphrase"
    changed = kept_desk.run(*old, "protect", "--keyring", "--json").json()
    assert (changed["protection"], changed["keyring"], changed["changed"]) == ("keyring", "Secret Service", True)
    assert (names(kept_desk), entries(kept_desk)) == (["Work"], 1)
    refused = kept_desk.run(*old, "list", "--json")
    assert (refused.code, refused.error()["code"]) == (2, "not_a_passphrase_vault")
    changed = kept_desk.run("protect", "--passphrase", "--new-passphrase-file", str(tmp_path / "new"), "--json").json()
    assert (changed["protection"], changed["copies_left"], changed["key_left"]) == ("passphrase", 0, None)
    assert (names(kept_desk, *new), entries(kept_desk)) == (["Work"], 0)
    assert kept_desk.run("list").code == 4
    assert kept_desk.run(*old, "list").code == 4


def test_a_passphrase_is_asked_for_on_a_terminal(kept_desk: Desk) -> None:
    """At a terminal the passphrase is typed, unseen; it is in no process list and on no screen."""
    answers = [("New passphrase", NEW), ("Once more", NEW), ("of now", PASSPHRASE)]
    done = typed(kept_desk, ["protect", "--passphrase"], answers)
    assert "A passphrase protects your connections." in done
    done = typed(kept_desk, ["list"], [("Passphrase of your connections", NEW)])
    assert "Work" in done
    assert NEW not in done


def test_an_agent_that_runs_meanwhile_goes_on(kept_desk: Desk, tmp_path: Path) -> None:
    """The vault's key stays the same, so whoever has the vault open works on, under the new protection, too."""
    agent = kept_desk.start("--passphrase-file", str(tmp_path / "old"), "agent")
    assert agent.stderr is not None
    assert "Keeping 1 connection renewed" in agent.stderr.readline()
    assert kept_desk.run("--passphrase-file", str(tmp_path / "old"), "protect", "--keyring").code == 0
    assert agent.poll() is None
    agent.terminate()
    done = kept_desk.finish(agent)
    assert (done.code, names(kept_desk)) == (0, ["Work"])


def typed(desk: Desk, command: list[str], answers: list[tuple[str, str]]) -> str:
    """Run a command on a terminal, answer its questions, and return all that the terminal showed."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        desk.command(*command),
        env=desk.environment,
        cwd=desk.folder,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = ""
    for question, answer in answers:
        while question not in shown:
            shown += os.read(ours, 4096).decode()
        os.write(ours, f"{answer}\n".encode())
        shown = shown.replace(question, "")
    try:
        while piece := os.read(ours, 4096):
            shown += piece.decode()
    except OSError:  # the other side has closed the terminal
        pass
    assert process.wait(timeout=60) == 0, shown
    os.close(ours)
    return shown


def test_says_so_in_words(kept_desk: Desk, tmp_path: Path) -> None:
    """Without --json one plain sentence."""
    done = kept_desk.run("--passphrase-file", str(tmp_path / "old"), "protect")
    assert (done.code, done.out, done.err) == (0, "A passphrase protects your connections.\n", "")
    error = kept_desk.run("protect", "--keyring", "--json")
    assert (error.code, json.loads(error.out)["error"]["code"]) == (4, "passphrase_needed")
