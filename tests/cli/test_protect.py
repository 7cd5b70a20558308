"""``protect``."""

from pathlib import Path

import pytest

from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import KeyringState, Protection, VaultError, VaultFault
from tests.cli.stage import Stage


def said(folder: Path, text: str) -> str:
    """Write a passphrase into a file and return its path."""
    path = folder / "new-passphrase"
    path.write_text(f"{text}\n", encoding="utf-8")
    return str(path)


def protection(stage: Stage) -> Protection:
    """Return what protects the vault."""
    assert stage.file.vault_header is not None
    return stage.file.vault_header.protection


async def test_says_what_protects(connected: Stage) -> None:
    """Without an option it says how things are, and changes nothing."""
    done = await connected.run("protect", "--json")
    assert (done.code, done.err) == (0, "")
    assert done.json == {
        "protection": "keyring",
        "keyring": "Memory",
        "changed": False,
        "copies_left": 0,
        "key_left": None,
    }
    assert (await connected.run("protect")).out == "The keyring (Memory) protects your connections.\n"


async def test_before_the_first_connection(stage: Stage) -> None:
    """Where there is nothing yet, it says so and makes nothing."""
    done = await stage.run("protect", "--json")
    assert done.json["protection"] is None
    assert stage.file.vault_header is None


async def test_to_a_passphrase_and_back(connected: Stage, tmp_path: Path) -> None:
    """Both ways, each with files alone, and the connections are there afterwards."""
    done = await connected.run("protect", "--passphrase", "--new-passphrase-file", said(tmp_path, "correct horse"))
    assert (done.code, done.out) == (0, "A passphrase protects your connections.\n")
    assert (protection(connected), connected.keys.keys) == (Protection.PASSPHRASE, {})
    connected.passphrase = Secret("correct horse")
    assert [row["name"] for row in (await connected.run("list", "--json")).json] == ["Work"]
    done = await connected.run("protect", "--keyring", "--json")
    assert (done.code, done.json["protection"], done.json["changed"]) == (0, "keyring", True)
    assert "leave out --passphrase-file" in done.err
    connected.passphrase = None
    assert [row["name"] for row in (await connected.run("list", "--json")).json] == ["Work"]


async def test_another_passphrase(connected: Stage, tmp_path: Path) -> None:
    """The file named at the start holds the passphrase of now."""
    connected.passphrase = Secret("first passphrase")
    assert (await connected.run("protect", "--passphrase")).code == 0
    done = await connected.run("protect", "--passphrase", "--new-passphrase-file", said(tmp_path, "second passphrase"))
    assert done.code == 0
    assert "has to hold the new passphrase" in done.err
    assert connected.file.passphrase == Secret("second passphrase")
    assert (await connected.run("list")).code == 4


@pytest.mark.parametrize(
    ("passphrase", "option", "code"),
    [
        (None, "--keyring", "passphrase_needed"),
        ("wrong passphrase", "--keyring", "wrong_passphrase"),
        ("wrong passphrase", "--passphrase", "wrong_passphrase"),
    ],
)
async def test_without_the_passphrase_of_now(
    connected: Stage, tmp_path: Path, passphrase: str | None, option: str, code: str
) -> None:
    """Locked out: 4, and nothing is changed."""
    connected.passphrase = Secret("first passphrase")
    await connected.run("protect", "--passphrase")
    connected.passphrase = None if passphrase is None else Secret(passphrase)
    more = ["--new-passphrase-file", said(tmp_path, "second passphrase")] if option == "--passphrase" else []
    done = await connected.run("protect", option, *more, "--json")
    assert (done.code, done.error["code"]) == (4, code)
    assert connected.file.passphrase == Secret("first passphrase")


async def test_nobody_to_ask(connected: Stage) -> None:
    """Without a terminal and without a file the new passphrase cannot be had: 2."""
    done = await connected.run("protect", "--passphrase", "--json")
    assert (done.code, done.error["code"]) == (2, "new_passphrase_needed")


async def test_a_short_passphrase(connected: Stage, tmp_path: Path) -> None:
    """Too short to protect: 2, and nothing is changed."""
    done = await connected.run("protect", "--passphrase", "--new-passphrase-file", said(tmp_path, "short"), "--json")
    assert (done.code, done.error["code"]) == (2, "passphrase_short")
    assert protection(connected) is Protection.KEYRING


async def test_a_keyring_that_is_not_there(connected: Stage) -> None:
    """No keyring: 4, and the passphrase goes on protecting."""
    connected.passphrase = Secret("first passphrase")
    await connected.run("protect", "--passphrase")
    connected.keys.state = KeyringState.ABSENT
    done = await connected.run("protect", "--keyring", "--json")
    assert (done.code, done.error["code"]) == (4, "keyring_absent")
    assert protection(connected) is Protection.PASSPHRASE


async def test_creates_where_there_is_nothing(stage: Stage, tmp_path: Path) -> None:
    """The first command on a new folder may choose the protection."""
    done = await stage.run(
        "protect", "--passphrase", "--new-passphrase-file", said(tmp_path, "correct horse"), "--json"
    )
    assert (done.code, done.json["protection"]) == (0, "passphrase")
    assert stage.file.passphrase == Secret("correct horse")


async def test_what_is_left_is_told(connected: Stage, tmp_path: Path) -> None:
    """Backups that could not follow are told on stderr, and the exit is 0: the change stands."""
    connected.file.copies_left = 2
    done = await connected.run("protect", "--passphrase", "--new-passphrase-file", said(tmp_path, "correct horse"))
    assert done.code == 0
    assert "2 backups could not be changed" in done.err
    connected.file.copies_left = 0
    assert (await connected.run("protect", "--json")).json["copies_left"] == 0


async def test_a_folder_that_cannot_be_written(connected: Stage) -> None:
    """What protects is said even where nothing can be finished; a change is not made."""
    connected.locks.fault = VaultError(VaultFault.READ_ONLY, "Read-only file system")
    done = await connected.run("protect")
    assert (done.code, done.out) == (0, "The keyring (Memory) protects your connections.\n")
    connected.passphrase = Secret("correct horse")
    refused = await connected.run("protect", "--passphrase", "--json")
    assert (refused.code, refused.error["code"]) == (1, "vault_read_only")
    assert protection(connected) is Protection.KEYRING
