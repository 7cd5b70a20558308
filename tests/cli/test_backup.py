"""``backup``, ``restore``, ``export`` and ``import``."""

import sys
from pathlib import Path

import pytest

from oauth_desk.services.ports import VaultError, VaultFault
from tests.cli.stage import ME_URL, Stage
from tests.fakes.http import json_response
from tests.services.world import TOKEN_URL, granted


@pytest.fixture
def secret(tmp_path: Path) -> str:
    """Write a passphrase into a file and return its name."""
    path = tmp_path / "passphrase"
    path.write_text("correct horse battery\nnot this line\n", encoding="utf-8")
    return str(path)


async def test_backup_makes_a_copy_and_lists_all(connected: Stage) -> None:
    """The copy is named, with what it holds; --list makes none."""
    words = await connected.run("backup")
    assert words.code == 0
    assert "1 connection was made: " in words.out
    told = (await connected.run("backup", "--json")).json
    assert set(told) == {"path", "made_at", "connections", "protection", "revision", "copies"}
    assert [copy["connections"] for copy in told["copies"]] == [1, 1]
    listed = await connected.run("backup", "--list", "--json")
    assert listed.json == told["copies"]
    assert told["path"] in (await connected.run("backup", "--list")).out


async def test_backup_to_a_file_that_is_there(connected: Stage) -> None:
    """Nothing is overwritten: a usage error."""
    assert (await connected.run("backup", "/usb/copy.db")).code == 0
    done = await connected.run("backup", "/usb/copy.db", "--json")
    assert (done.code, done.error["code"]) == (2, "file_exists")


async def test_restore_goes_back_and_tells_what_it_did(connected: Stage) -> None:
    """A connection that was deleted is back, and stdout ends with what happened."""
    await connected.run("backup")
    await connected.run("disconnect", "Work", "--keep-remote")
    done = await connected.run("restore", "--json")
    assert done.code == 0
    assert set(done.json) == {
        "restored",
        "set_aside",
        "connections",
        "kept_newer",
        "rescued",
        "brought_back",
        "left_out",
    }
    assert (done.json["connections"], done.json["brought_back"]) == (1, ["Work"])
    assert [row["name"] for row in (await connected.run("list", "--json")).json] == ["Work"]
    words = await connected.run("restore")
    assert "Went back to the copy" in words.out


async def test_restore_after_damage(connected: Stage) -> None:
    """The damaged vault cannot be opened; going back needs no open vault."""
    await connected.run("backup")
    connected.file.open_fault = VaultError(VaultFault.DAMAGED, "x", set_aside=Path("/d/vault.db.damaged-1"))
    assert (await connected.run("list")).code == 4
    assert (await connected.run("restore")).code == 0
    assert "Work" in (await connected.run("list")).out


async def test_after_damage_nothing_starts_anew_unasked(stage: Stage) -> None:
    """The damaged file was set aside: every command says so until somebody decides."""
    stage.file.damage_left = VaultError(VaultFault.DAMAGED, "x", set_aside=Path("/d/vault.db.damaged-1"))
    for _ in range(2):
        done = await stage.run("list", "--json")
        assert (done.code, done.error["code"]) == (4, "vault_damaged")
    assert (await stage.run("restore", "--empty", "--json")).json == {"connections": 0}
    assert (await stage.run("list", "--json")).json == []


async def test_a_deleted_file_is_told_and_replaced_only_where_asked(stage: Stage) -> None:
    """Copies without their vault: no command begins an empty list by itself."""
    stage.file.damage_left = VaultError(VaultFault.GONE, "x", backup=Path("/d/backups/vault-1.db"))
    done = await stage.run("list", "--json")
    assert (done.code, done.error["code"]) == (4, "vault_gone")
    assert "/d/backups/vault-1.db" in done.err
    assert (await stage.run("restore", "--empty", "--json")).json == {"connections": 0}


async def test_restore_of_nothing(connected: Stage) -> None:
    """Without a copy the exit code is 7; so it is for a file that is not there."""
    assert (await connected.run("restore")).code == 7
    await connected.run("backup")
    assert (await connected.run("restore", "/nowhere/copy.db")).code == 7


async def test_export_and_import(connected: Stage, secret: str, tmp_path: Path) -> None:
    """The same account is recognised and left alone; asked for, it is taken beside the other."""
    sent = await connected.run("export", "/usb/m", "--export-passphrase-file", secret, "--json")
    assert sent.code == 0
    assert sent.json == {
        "path": "/usb/m",
        "moved": False,
        "connections": [{"name": "Work", "service": "acme", "account": "ana@example.com"}],
        "copy": None,
        "at_risk": ["Work"],
    }
    assert "Two computers must not both" in sent.err
    taken = await connected.run("import", "/usb/m", "--export-passphrase-file", secret, "--json")
    assert [row["outcome"] for row in taken.json["connections"]] == ["skipped"]
    both = await connected.run("import", "/usb/m", "--export-passphrase-file", secret, "--keep-both", "--json")
    assert [(row["outcome"], row["imported_as"]) for row in both.json["connections"]] == [("kept_both", "Work 2")]
    assert both.json["at_risk"] == ["Work"]
    assert "--keep-remote" in both.err
    words = await connected.run("import", "/usb/m", "--export-passphrase-file", secret)
    assert "left out: this account is connected here" in words.out


async def test_a_move_ends_it_here(connected: Stage, secret: str) -> None:
    """After a move the list is empty here, and importing brings it back without a warning."""
    sent = await connected.run("export", "/usb/m", "Work", "--move", "--export-passphrase-file", secret, "--json")
    assert (sent.json["moved"], sent.json["at_risk"], sent.err) == (True, [], "")
    assert sent.json["copy"] is not None
    assert connected.stored == []
    taken = await connected.run("import", "/usb/m", "work", "--export-passphrase-file", secret, "--json")
    assert [row["outcome"] for row in taken.json["connections"]] == ["imported"]
    assert (taken.json["moved"], taken.err) == (True, "")
    assert (await connected.run("token", "Work")).out == "A0\n"


async def test_only_those_named(connected: Stage, secret: str) -> None:
    """Names choose, on both sides; a name that is not there is exit 7 and nothing is written."""
    connected.http.reply(TOKEN_URL, granted("B0", "S0"))
    connected.http.always(ME_URL, json_response({"email": "bo@example.com", "id": 8}))
    assert (await connected.sign_in("connect", "acme", "--name", "Home")).code == 0
    missing = await connected.run("export", "/usb/m", "Nobody", "--export-passphrase-file", secret)
    assert (missing.code, connected.parcels.files) == (7, {})
    sent = await connected.run("export", "/usb/m", "home", "Home", "--export-passphrase-file", secret, "--json")
    assert [row["name"] for row in sent.json["connections"]] == ["Home"]
    done = await connected.run("import", "/usb/m", "Work", "--export-passphrase-file", secret, "--json")
    assert (done.code, done.error["code"]) == (7, "no_such_connection")


async def test_passphrases(connected: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file and nobody at the keyboard, an empty file, a short one, a wrong one: told, and nothing is written."""
    monkeypatch.setattr(sys, "stdin", Path("/dev/null").open(encoding="utf-8"))  # noqa: SIM115 - closed by pytest
    assert (await connected.run("export", "/usb/m")).code == 2
    file = tmp_path / "p"
    for text in ("\n", "short\n"):
        file.write_text(text, encoding="utf-8")
        assert (await connected.run("export", "/usb/m", "--export-passphrase-file", str(file))).code == 2
    assert connected.parcels.files == {}
    file.write_text("long enough\n", encoding="utf-8")
    assert (await connected.run("export", "/usb/m", "--export-passphrase-file", str(file))).code == 0
    file.write_text("long but wrong\n", encoding="utf-8")
    done = await connected.run("import", "/usb/m", "--export-passphrase-file", str(file), "--json")
    assert (done.code, done.error["code"]) == (4, "wrong_passphrase")
    sys.stdin.close()


async def test_an_export_of_nothing(stage: Stage, secret: str) -> None:
    """There is nothing to export: told."""
    assert (await stage.run("export", "/usb/m", "--export-passphrase-file", secret)).code == 1
