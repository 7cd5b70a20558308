"""Copies of all connections, and going back to one."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.secret import Secret
from oauth_desk.services.archive import Archive
from oauth_desk.services.archive_words import made, told_of
from oauth_desk.services.ports import Protection, VaultCopy, VaultError, VaultFault, VaultHeader
from tests.fakes.keystore import MemoryKeyStore
from tests.fakes.vault_copies import MemoryVaultCopies
from tests.services.world import Process, World, connection

KEY = bytes(32)


class Shelf:
    """A copy of the program with connections and an archive."""

    def __init__(self, world: World, process: Process, passphrase: str | None = None) -> None:
        self.world, self.process = world, process
        world.file.vault_header = world.file.vault_header or VaultHeader("vault-1", Protection.KEYRING, 1)
        world.file.key = KEY
        self.keys = MemoryKeyStore()
        self.keys.keys["vault-1"] = KEY
        self.copies = MemoryVaultCopies(world.file, world.clock)
        self.archive = Archive(
            copies=self.copies, keys=self.keys, locks=world.locks, book=process.book, read_passphrase=self._read
        )
        self.passphrase = passphrase

    async def _read(self) -> Secret | None:
        return None if self.passphrase is None else Secret(self.passphrase)


async def shelf(world: World, count: int = 2) -> Shelf:
    """Start a copy of the program with ``count`` connections."""
    return Shelf(world, await world.process(*(connection(world.clock, number=number) for number in range(count))))


async def error_of(archive: Archive, path: Path | None = None, passphrase: Secret | None = None) -> DeskError:
    """Return what going back ends with."""
    with pytest.raises(DeskError) as caught:
        await archive.restore(path, passphrase)
    return caught.value


async def test_going_back_is_seen_at_once(world: World) -> None:
    """A deleted connection is back in the book; one that was made since is only in the file set aside."""
    made = await shelf(world)
    await made.archive.make()
    await made.process.book.remove("c1")
    await made.process.book.add(connection(world.clock, number=5))
    done = await made.archive.restore()
    assert {each.id for each in made.process.book.all()} == {"c0", "c1"}
    assert done.left_out == ("Acme 5",)
    words = " ".join(told_of(done))
    assert "“Acme 5”" in words
    assert "kept as" in words


async def test_newer_tokens_stay(world: World) -> None:
    """What was renewed since the copy is not made old again."""
    made = await shelf(world)
    await made.archive.make()
    await made.process.book.change("c0", lambda current: replace(current, generation=7))
    done = await made.archive.restore()
    assert done.kept_newer == ("Acme",)
    assert made.process["c0"].generation == 7


async def test_without_a_copy(world: World) -> None:
    """Nothing to go back to is told as not found."""
    made = await shelf(world)
    assert (await error_of(made.archive)).kind is Kind.NOT_FOUND


async def test_another_vaults_copy_is_no_choice(world: World) -> None:
    """The newest copy is the newest of this vault; another's is refused with the way to use it."""
    made = await shelf(world)
    ours = await made.archive.make()
    await world.clock.advance(10)
    theirs = await made.archive.make(Path("/usb/theirs.db"))
    kept = made.copies.kept[theirs.path]
    kept.copy = replace(theirs, header=theirs.header._replace(vault_id="vault-9"))
    assert (await made.archive.find()).path == ours.path
    error = await error_of(made.archive, theirs.path)
    assert (error.code, error.kind) == ("another_vault", Kind.USAGE)
    assert "--data-dir" in error.terminal_advice
    assert "--data-dir" not in error.advice


async def test_a_passphrase_copy_asks_for_its_passphrase(world: World) -> None:
    """None, a wrong one and the right one."""
    world.file.vault_header = VaultHeader("vault-1", Protection.PASSPHRASE, 1)
    world.file.passphrase = Secret("right")
    made = await shelf(world)
    await made.archive.make()
    assert (await error_of(made.archive)).code == "passphrase_needed"
    assert (await error_of(made.archive, passphrase=Secret("wrong"))).code == "wrong_passphrase"
    assert (await made.archive.restore(passphrase=Secret("right"))).connections == 2


async def test_the_protection_was_changed_since(world: World) -> None:
    """A copy that was taken elsewhere is guarded the old way; the vault's own guard gives the same key."""
    made = await shelf(world)
    copy = await made.archive.make()
    kept = made.copies.kept[copy.path]
    behind_passphrase = copy.header._replace(protection=Protection.PASSPHRASE)
    kept.copy, kept.passphrase = replace(copy, header=behind_passphrase), Secret("old")
    assert (await made.archive.restore(copy.path)).connections == 2
    kept.copy = copy
    world.file.vault_header, world.file.passphrase = behind_passphrase, Secret("new")
    made.keys.keys.clear()
    assert (await error_of(made.archive, copy.path)).code == "key_missing"
    assert (await made.archive.restore(copy.path, Secret("new"))).connections == 2


async def test_a_missing_key_changes_nothing(world: World) -> None:
    """The keyring does not have the key: told, and everything stays."""
    made = await shelf(world)
    await made.archive.make()
    made.keys.keys.clear()
    await made.process.book.remove("c1")
    assert (await error_of(made.archive)).code == "key_missing"
    assert {each.id for each in made.process.book.all()} == {"c0"}


@pytest.mark.parametrize("fault", [each for each in VaultFault if each is not VaultFault.ANOTHER])
async def test_every_fault_of_a_copy_has_words(world: World, fault: VaultFault) -> None:
    """A copy's trouble is told as the copy's; the advice never says to restore what cannot be restored."""
    made = await shelf(world)
    copy = await made.archive.make()
    made.copies.fault = VaultError(fault, "scripted")
    error = await error_of(made.archive, copy.path)
    assert error.title
    assert error.code != "vault_damaged"


async def test_a_file_that_is_there_is_not_overwritten(world: World) -> None:
    """A copy to a file asks for another name."""
    made = await shelf(world)
    await made.archive.make(Path("/usb/copy.db"))
    with pytest.raises(DeskError) as caught:
        await made.archive.make(Path("/usb/copy.db"))
    assert (caught.value.code, caught.value.kind) == ("file_exists", Kind.USAGE)


def test_when_a_copy_was_made() -> None:
    """Of a copy whose file's time was lost the day is told, and no hour is made up."""
    now = time.mktime((2026, 11, 24, 16, 0, 0, 0, 0, -1))
    copy = VaultCopy(Path("a.db"), now - 3600, VaultHeader("v", Protection.KEYRING, 1), 1, 1)
    assert made(copy, now) == "today at 15:00"
    assert made(replace(copy, made_at=now - 50 * 86400), now) == "5 October at 16:00"
    assert made(replace(copy, made_at=now - 50 * 86400, day_only=True), now) == "5 October"
