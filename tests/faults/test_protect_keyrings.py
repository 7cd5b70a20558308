"""The key on its way into a keyring that is away, locked, says no, or says nothing at all."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from oauth_desk.adapters.vault.store import SqliteVaultFile
from oauth_desk.services.ports import Protection
from tests.e2e.desk import Desk
from tests.faults.conftest import Effort, Record
from tests.faults.kept import PASSPHRASE, Kept, signed_in
from tests.faults.keyrings import Bus, KeyedDesk

VAULT = "vault-1"


@pytest.fixture
def place(tmp_path: Path, folders: dict[str, str]) -> Iterator[KeyedDesk]:
    """Give the program a passphrase vault, and a bus that does not run yet."""
    made = KeyedDesk.at(tmp_path, folders)
    (tmp_path / "passphrase").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    Kept(made.desk.data).make(signed_in("Work", "http://127.0.0.1:9", lifetime=3600, left=3600))
    yield made
    made.desk.stop_all()
    made.bus.stop()


def tried(desk: Desk) -> str:
    """Try to hand the key to the keyring; return the error's code, empty where it worked."""
    done = desk.run("--passphrase-file", str(desk.folder / "passphrase"), "protect", "--keyring", "--json")
    if done.code == 0:
        return ""
    assert done.code == 4, done
    return str(done.error()["code"])


def is_untouched(desk: Desk) -> bool:
    """Tell whether the passphrase still opens, and nothing is left to be done."""
    listed = desk.run("--passphrase-file", str(desk.folder / "passphrase"), "list", "--json")
    file = SqliteVaultFile(desk.data / "vault.db")
    header = asyncio.run(file.header())
    return (
        [row["name"] for row in json.loads(listed.out)] == ["Work"]
        and header is not None
        and header.protection is Protection.PASSPHRASE
    )


def has_key(bus: Bus) -> bool:
    """Tell whether the keyring holds the vault's key."""
    return bus.entry(VAULT) is not None


@pytest.mark.timeout(300)
def test_the_key_goes_only_where_it_is_kept(place: KeyedDesk, figure: Record, effort: Effort, tmp_path: Path) -> None:
    """Each trouble has its own words and changes nothing; the keyring that works gets the key."""
    told, held = {}, 0
    told["absent"] = tried(place.desk)
    held += is_untouched(place.desk)
    place.bus.start()
    place.bus.start_gnome_keyring()
    place.bus.put("another", b"so that there is a collection")
    place.bus.lock()
    told["locked"] = tried(place.desk)
    held += is_untouched(place.desk)
    place.bus.stop()
    mood = tmp_path / "mood"
    mood.write_text(json.dumps({"locked": True, "prompt": "cancel", "after": 1}))
    place.bus.start()
    place.bus.start_moody(mood)
    place.desk.environment["DISPLAY"] = ":beside-the-point"
    told["refused"] = tried(place.desk)
    held += is_untouched(place.desk)
    seconds = effort(0, 15)
    if seconds:
        mood.write_text(json.dumps({"hang": seconds}))
        told["hanging"] = tried(place.desk)
        held += is_untouched(place.desk)
        mood.write_text("{}")
        place.bus.catch_up(seconds)
    mood.write_text("{}")
    assert not has_key(place.bus)
    assert tried(place.desk) == ""
    figure("key refused by the keyring it shall move to", tried=len(told), held=held, saw=", ".join(told))
    assert told == {state: f"keyring_{state}" for state in told}
    assert held == len(told)
    assert has_key(place.bus)
    assert [row["name"] for row in place.desk.run("list", "--json").json()] == ["Work"]
