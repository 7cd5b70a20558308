"""What ``doctor`` sees."""

from pathlib import Path

import pytest

from oauth_desk.adapters.checks import SystemChecks
from oauth_desk.config import Settings
from oauth_desk.services.company import Company
from oauth_desk.services.ports import Check, KeyringState
from tests.adapters.browsers.homes import chromium_data, program
from tests.adapters.vault_on_disk import OnDisk
from tests.fakes.clock import FakeClock
from tests.fakes.keystore import MemoryKeyStore
from tests.fakes.managed import FakePlaces

ROUTES = "Iface\tDestination\tGateway\neth0\t{}\t0100A8C0\n"


async def checked(folder: Path, state: KeyringState | None = None, clock: FakeClock | None = None) -> dict[str, Check]:
    """Return the checks by name; the machine's clock stands far in the future unless a test gives one."""
    checks = SystemChecks(
        Settings(folder),
        keys=MemoryKeyStore(state),
        clock=clock or FakeClock(4_000_000_000.0),
        routes=folder.parent / "routes",
    )
    return {check.name: check for check in await checks.run()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder of data that nobody made yet, on a machine with a network."""
    (tmp_path / "routes").write_text(ROUTES.format("00000000"))
    return tmp_path / "data"


async def test_all_is_well(folder: Path) -> None:
    """Where nothing is wrong nothing is said to mend, and looking makes no file."""
    checks = await checked(folder)
    assert list(checks) == ["screen", "keyring", "vault", "browser", "network", "clock"]
    assert all(checks[name].ok for name in ("screen", "keyring", "vault", "network", "clock"))
    assert not folder.exists()


async def test_the_browsers_to_choose_from_are_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the usual one, those that a connection may sign in with, and how many profiles they have."""
    programs, home = folder.parent / "bin", folder.parent / "home"
    usual = program(programs / "usual")
    program(programs / "chromium")
    chromium_data(home / ".config/chromium")
    for name, value in (("BROWSER", usual), ("PATH", str(programs)), ("HOME", str(home)), ("XDG_CONFIG_HOME", "")):
        monkeypatch.setenv(name, value)
    detail = (await checked(folder))["browser"].detail
    assert detail.startswith(f"{usual}; to choose from: ")
    assert "Chromium (3 profiles)" in detail


@pytest.mark.parametrize("state", list(KeyringState))
async def test_a_keyring_that_gives_nothing(folder: Path, state: KeyringState) -> None:
    """Each state of the keyring has its remedy; it is needed unless a passphrase opens the vault."""
    check = (await checked(folder, state))["keyring"]
    assert (check.ok, check.needed, bool(check.remedy)) == (False, True, True)
    checks = SystemChecks(Settings(folder, passphrase_file=folder / "p"), keys=MemoryKeyStore(state))
    assert not next(check for check in await checks.run() if check.name == "keyring").needed


async def test_a_damaged_vault_is_left_alone(folder: Path) -> None:
    """Looking at a damaged vault changes nothing."""
    disk = OnDisk(folder)
    await disk.filled()
    disk.path.write_bytes(b"")
    before = disk.names()
    check = (await checked(folder))["vault"]
    assert not check.ok
    assert "backups" in check.remedy
    assert disk.names() == before


async def test_a_damaged_vault_that_was_set_aside(folder: Path) -> None:
    """No vault where a damaged one was set aside is no first start."""
    disk = OnDisk(folder)
    await disk.filled()
    disk.path.write_bytes(b"rubbish" * 1000)
    assert await disk.fault() is not None
    check = (await checked(folder))["vault"]
    assert not check.ok
    assert "damaged-" in check.detail
    assert "restore" in check.remedy


async def test_a_newer_vault(folder: Path) -> None:
    """A vault of a newer release is told as such."""
    disk = OnDisk(folder)
    await disk.filled()
    with disk.sql() as sql:
        sql.execute("PRAGMA user_version = 9")
    assert "newer" in (await checked(folder))["vault"].detail


async def test_what_the_company_set(folder: Path) -> None:
    """The file is named with what it sets; each mistake is a row of its own with who has to correct it."""
    places = FakePlaces({"locked": {"proxy": "none", "demo": "no"}, "defaults": {"lock_with_screen": True}, "x": 1})
    checks = SystemChecks(Settings(folder), keys=MemoryKeyStore(), company=Company(places))
    rows = [check for check in await checks.run() if check.name == "company"]
    assert [(row.ok, row.needed, row.detail) for row in rows] == [
        (True, False, "lock_with_screen, proxy set in /etc/managed.json"),
        (False, False, "/etc/managed.json, “locked.demo”: must be true or false"),
        (False, False, "/etc/managed.json, “x”: must stand under “defaults” or “locked”"),
    ]
    assert all("correct it" in row.remedy for row in rows[1:])


async def test_no_network(folder: Path) -> None:
    """Without a default route there is no way out; nothing is sent to find out."""
    (folder.parent / "routes").write_text(ROUTES.format("0000A8C0"))
    check = (await checked(folder))["network"]
    assert (check.ok, check.needed) == (False, False)


async def test_a_clock_in_the_past(folder: Path) -> None:
    """A clock that stands before the program was made is wrong."""
    assert not (await checked(folder, clock=FakeClock(1_000_000_000.0)))["clock"].ok
