"""The short way to a token: the same answer as the whole program's, or none and nothing done."""

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing

import pytest

from oauth_desk.adapters.vault.cipher import Sealer
from oauth_desk.domain.connection import InFlight
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.short_way import answered
from tests.contracts.keyring_vault import KEY, VAULT_ID, KeyringVault, kept, silent

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")

SIGN_IN_NEEDED = Condition(Status.SIGN_IN_NEEDED, Cause.REFUSED, "the service refuses")

ANSWERED = {
    "fresh": ({}, ["Work"]),
    "as JSON": ({}, ["Work", "--json"]),
    "the name in another case": ({"name": "Straße"}, ["STRASSE", "--json"]),
    "a name in other scripts": ({"name": "Ünïcødé — 東京 🗝"}, ["Ünïcødé — 東京 🗝", "--json"]),
    "enough for what is asked": ({"left": 100}, ["Work", "--min-valid", "20"]),
    "nobody knows how long": ({"left": None}, ["Work", "--json", "--min-valid=5"]),
    "a sign-in is needed, but the token lives": ({"condition": SIGN_IN_NEEDED}, ["Work"]),
    "a renewal left its mark": ({"in_flight": InFlight(1.0)}, ["Work"]),
    "an expiry that no calendar has": ({"left": 1e15, "lifetime": 2e15}, ["Work", "--json", "--min-valid", "1"]),
}


@pytest.mark.parametrize("case", ANSWERED)
def test_both_ways_say_the_same(case: str, vault: KeyringVault, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """The short way prints byte for byte what the program prints, with its exit code, and writes nothing."""
    made, asked = ANSWERED[case]
    vault.make(kept(**made))
    before = vault.files()
    code = answered(vault.arguments(asked))
    out, err = capfdbinary.readouterr()
    assert vault.files() == before
    whole = vault.whole_program(asked)
    assert (code, out, err) == (0, whole.out, whole.err)
    assert whole.code == 0
    assert out.strip()


UNANSWERED = {
    "the margin has begun": ({"left": 100}, ["Work"]),
    "too little for what is asked": ({}, ["Work", "--min-valid", "3500"]),
    "it has run out": ({"left": -1}, ["Work"]),
    "the clock was set back": ({"left": 9000}, ["Work"]),
    "no token any more": ({"token": None, "condition": SIGN_IN_NEEDED}, ["Work"]),
    "another name": ({}, ["Home"]),
    "no name": ({}, []),
    "its id": ({}, ["id-1"]),
    "no number of seconds": ({}, ["Work", "--min-valid", "soon"]),
    "no length of time": ({}, ["Work", "--min-valid", "nan"]),
    "a value is missing": ({}, ["Work", "--min-valid"]),
    "an option twice": ({}, ["Work", "--json", "--json"]),
    "an option that there is not": ({}, ["Work", "--jsonn"]),
    "too many words": ({}, ["Work", "Home"]),
    "a level for the log": ({}, ["Work", "--log-level", "debug"]),
    "the demo": ({}, ["Work", "--demo"]),
    "a passphrase": ({}, ["Work", "--passphrase-file", "/dev/null"]),
    "help": ({}, ["--help"]),
}


@pytest.mark.parametrize("case", UNANSWERED)
def test_what_is_not_plain_is_left_to_the_program(
    case: str, vault: KeyringVault, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The short way then says nothing and writes nothing; the program goes on as if it had not been tried."""
    made, asked = UNANSWERED[case]
    vault.make(kept(**made))
    silent(vault, asked, capfdbinary)


@pytest.mark.parametrize(("asked", "code"), [(["id-1"], 0), (["Home"], 7), (["Work", "Home"], 2)])
def test_the_program_goes_on_by_itself(asked: list[str], code: int, vault: KeyringVault) -> None:
    """As a process, what the short way has no answer to is answered all the same."""
    vault.make(kept())
    assert vault.program(asked) == vault.whole_program(asked)
    assert vault.program(asked).code == code


# --- spoiled vaults ---------------------------------------------------------------


def changed(statement: str, *values: object) -> Callable[[KeyringVault], None]:
    """Return what runs a statement on the vault's file."""

    def change(vault: KeyringVault) -> None:
        with closing(sqlite3.connect(vault.path, isolation_level=None)) as database:
            database.execute(statement, values)

    return change


def emptied(vault: KeyringVault) -> None:
    """Leave a file with nothing in it."""
    vault.path.write_bytes(b"")


def cut(vault: KeyringVault) -> None:
    """Leave the first half of the file."""
    with vault.path.open("r+b") as file:
        file.truncate(vault.path.stat().st_size // 2)


def overwritten(vault: KeyringVault) -> None:
    """Put something else into the file's place."""
    vault.path.write_bytes(b"this is no vault\n" * 500)


def opened_to_all(vault: KeyringVault) -> None:
    """Let everybody read the file, as after copying it back."""
    vault.path.chmod(0o644)


def of_a_later_release(vault: KeyringVault) -> None:
    """Write a record of a version that this release does not know."""
    sealed = Sealer(KEY, VAULT_ID).seal("connections", "id-1", b'{"version": 99, "data": {}}')
    changed("UPDATE connections SET sealed = ?", sealed)(vault)


def named_otherwise(vault: KeyringVault) -> None:
    """File the record under a name that is not its own."""
    changed("UPDATE connections SET name_key = ?", Sealer(KEY, VAULT_ID).name_key("Home"))(vault)


def gone(vault: KeyringVault) -> None:
    """Remove the vault."""
    vault.path.unlink()


SPOILED: dict[str, tuple[Callable[[KeyringVault], None], str]] = {
    "an empty file": (emptied, "Work"),
    "half a file": (cut, "Work"),
    "another file": (overwritten, "Work"),
    "a spoiled record": (changed("UPDATE connections SET sealed = zeroblob(200)"), "Work"),
    "another program's": (changed("PRAGMA application_id = 1"), "Work"),
    "a later format": (changed("PRAGMA user_version = 99"), "Work"),
    "an unknown format": (changed("PRAGMA user_version = 0"), "Work"),
    "a record of a later release": (of_a_later_release, "Work"),
    "a record under another name": (named_otherwise, "Home"),
    "no table": (changed("DROP TABLE connections"), "Work"),
    "no header": (changed("DELETE FROM meta WHERE key = 'vault_id'"), "Work"),
    "a key that is not there": (changed("UPDATE meta SET value = 'x' WHERE key = 'vault_id'"), "Work"),
    "a file for everybody": (opened_to_all, "Work"),
    "no vault": (gone, "Work"),
}


@pytest.mark.parametrize("case", SPOILED)
def test_what_is_wrong_is_left_to_the_program(
    case: str, vault: KeyringVault, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A vault that is damaged, newer, open to others or gone is not answered from, nor touched."""
    spoil, name = SPOILED[case]
    vault.make(kept())
    spoil(vault)
    silent(vault, [name], capfdbinary)


@pytest.mark.parametrize(("spoil", "code"), [(emptied, 4), (opened_to_all, 0)])
def test_the_program_finds_what_is_wrong(spoil: Callable[[KeyringVault], None], code: int, vault: KeyringVault) -> None:
    """As a process, damage is told with its exit code, and an open file made private again."""
    vault.make(kept())
    spoil(vault)
    assert vault.program(["Work"]).code == code
    assert not vault.path.exists() or vault.path.stat().st_mode & 0o077 == 0


def test_a_passphrase_goes_the_long_way(
    vault: KeyringVault, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A vault with a passphrase takes its time by design."""
    vault.make(kept(), passphrase=Secret("correct horse"))
    silent(vault, ["Work"], capfdbinary)
    monkeypatch.setenv("OAUTH_DESK_PASSPHRASE_FILE", "/dev/null")
    silent(vault, ["Work"], capfdbinary)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring"),
        ("XDG_CURRENT_DESKTOP", "KDE"),
        ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere"),
        ("DBUS_SESSION_BUS_ADDRESS", ""),
    ],
)
def test_another_keyring_goes_the_long_way(
    name: str,
    value: str,
    vault: KeyringVault,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where another keyring is meant, or none answers, the short way has no answer."""
    vault.make(kept())
    monkeypatch.setenv(name, value)
    silent(vault, ["Work"], capfdbinary)
