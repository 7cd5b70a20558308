"""Changing what protects the vault: the order of things, and what is told when one of them fails."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import KeyringState, Protection, Unsettled, VaultError, VaultFault
from oauth_desk.services.protector import Standing
from oauth_desk.services.vault_session import SessionState
from tests.fakes.keystore import MemoryKeyStore
from tests.services.copy import Copy, a_copy
from tests.services.world import World, connection

OLD, NEW = Secret("old passphrase"), Secret("new passphrase")


@pytest.fixture
async def by_keyring(world: World) -> AsyncIterator[Copy]:
    """Start a copy whose key is in the keyring."""
    made = a_copy(world)
    await made.put(connection(world.clock))
    yield made
    await made.close()


@pytest.fixture
async def by_passphrase(world: World) -> AsyncIterator[Copy]:
    """Start a copy whose vault a passphrase protects."""
    made = a_copy(world, passphrase="old passphrase")
    await made.put(connection(world.clock))
    yield made
    await made.close()


async def opened(copy: Copy, passphrase: Secret | None) -> SessionState:
    """Open the vault as a new process would."""
    fresh = a_copy(copy.world, copy.keys)
    try:
        await fresh.session.open(passphrase)
        return fresh.session.state
    finally:
        await fresh.close()


async def test_from_the_keyring_to_a_passphrase(by_keyring: Copy) -> None:
    """The passphrase opens, the keyring has forgotten the key, the open vault stays open."""
    standing = await by_keyring.protector.use_passphrase(NEW)
    assert standing == Standing(Protection.PASSPHRASE)
    assert by_keyring.keys.keys == {}
    assert await by_keyring.world.file.unsettled() is None
    assert by_keyring.session.protection is Protection.PASSPHRASE
    assert by_keyring.book.require("c0").name == "Acme"
    assert await opened(by_keyring, NEW) is SessionState.OPEN


async def test_from_a_passphrase_to_the_keyring(by_passphrase: Copy) -> None:
    """The keyring holds the key and has shown it before the header moves."""
    standing = await by_passphrase.protector.use_keyring(OLD)
    assert standing == Standing(Protection.KEYRING, "Memory")
    assert list(by_passphrase.keys.keys.values()) == [by_passphrase.world.file.key]
    assert await opened(by_passphrase, None) is SessionState.OPEN


async def test_another_passphrase_asks_no_keyring(by_passphrase: Copy) -> None:
    """On a server without a keyring a passphrase can be changed."""
    by_passphrase.keys.state = KeyringState.ABSENT
    standing = await by_passphrase.protector.use_passphrase(NEW, OLD)
    assert standing == Standing(Protection.PASSPHRASE)
    assert await opened(by_passphrase, NEW) is SessionState.OPEN
    with pytest.raises(DeskError) as caught:
        await opened(by_passphrase, OLD)
    assert caught.value.code == "wrong_passphrase"


@pytest.mark.parametrize(("given", "code"), [(None, "passphrase_needed"), (NEW, "wrong_passphrase")])
async def test_the_passphrase_of_now_is_asked_for(by_passphrase: Copy, given: Secret | None, code: str) -> None:
    """Whoever finds the window open cannot change its protection."""
    for change in (by_passphrase.protector.use_passphrase(NEW, given), by_passphrase.protector.use_keyring(given)):
        with pytest.raises(DeskError) as caught:
            await change
        assert (caught.value.code, caught.value.kind) == (code, Kind.LOCKED)
    assert await by_passphrase.world.file.unsettled() is None
    assert by_passphrase.keys.keys == {}
    assert await opened(by_passphrase, OLD) is SessionState.OPEN


async def test_a_short_passphrase_is_refused(by_keyring: Copy) -> None:
    """Eight characters at least; nothing is changed."""
    with pytest.raises(DeskError) as caught:
        await by_keyring.protector.use_passphrase(Secret("seven77"))
    assert (caught.value.code, caught.value.kind) == ("passphrase_short", Kind.USAGE)
    assert await opened(by_keyring, None) is SessionState.OPEN


@pytest.mark.parametrize("state", list(KeyringState))
async def test_a_keyring_that_keeps_nothing_changes_nothing(by_passphrase: Copy, state: KeyringState) -> None:
    """The passphrase still opens, and no key is left where it should not be."""
    by_passphrase.keys.state = state
    with pytest.raises(DeskError) as caught:
        await by_passphrase.protector.use_keyring(OLD)
    assert caught.value.code == f"keyring_{state}"
    by_passphrase.keys.state = None
    await by_passphrase.protector.settle()
    assert await by_passphrase.world.file.unsettled() is None
    assert by_passphrase.keys.keys == {}
    assert await opened(by_passphrase, OLD) is SessionState.OPEN


async def test_a_keyring_that_cannot_forget_is_told_and_asked_again(by_keyring: Copy) -> None:
    """The change stands; what the keyring may still hold is told, and taken away as soon as it can be."""

    class Forgetless(MemoryKeyStore):
        stuck = True

        async def delete(self, vault_id: str) -> None:
            if self.stuck:
                self.state = KeyringState.LOCKED
                await self._answer()
            await super().delete(vault_id)

    keys = Forgetless()
    keys.keys = by_keyring.keys.keys
    copy = a_copy(by_keyring.world, keys)
    standing = await copy.protector.use_passphrase(NEW)
    assert standing == Standing(Protection.PASSPHRASE, key_left=KeyringState.LOCKED)
    assert not standing.settled
    assert await copy.world.file.unsettled() is Unsettled.KEYRING
    keys.stuck, keys.state = False, None
    assert (await copy.protector.settle()).settled
    assert keys.keys == {}


async def test_copies_that_could_not_follow_are_counted(by_keyring: Copy) -> None:
    """Backups that still open the older way are told, and tried again."""
    by_keyring.world.file.copies_left = 2
    standing = await by_keyring.protector.use_passphrase(NEW)
    assert standing == Standing(Protection.PASSPHRASE, copies_left=2)
    assert await by_keyring.world.file.unsettled() is Unsettled.COPIES
    by_keyring.world.file.copies_left = 0
    assert (await by_keyring.protector.settle()).settled


async def test_killed_after_the_keyring_took_the_key(by_passphrase: Copy) -> None:
    """A key that reached the keyring before the header moved is taken away again."""
    file, keys = by_passphrase.world.file, by_passphrase.keys
    assert file.vault_header is not None
    assert file.key is not None
    await file.note_unsettled(Unsettled.KEYRING)
    await keys.store(file.vault_header.vault_id, file.key)
    assert (await by_passphrase.protector.settle()).settled
    assert keys.keys == {}
    assert await opened(by_passphrase, OLD) is SessionState.OPEN


async def test_a_full_disk_changes_nothing(by_keyring: Copy) -> None:
    """The header moves whole or not at all."""
    by_keyring.world.file.fault = VaultError(VaultFault.FULL, "no space left on device")
    with pytest.raises(DeskError) as caught:
        await by_keyring.protector.use_passphrase(NEW)
    assert caught.value.code == "disk_full"
    by_keyring.world.file.fault = None
    assert await opened(by_keyring, None) is SessionState.OPEN


async def test_one_change_at_a_time(by_keyring: Copy) -> None:
    """A second process waits, and says after a while for whom."""
    async with await by_keyring.world.locks.taken_elsewhere("vault-protection"):
        changing = asyncio.ensure_future(by_keyring.protector.use_passphrase(NEW))
        await by_keyring.world.clock.advance(31)
        with pytest.raises(DeskError) as caught:
            await changing
    assert caught.value.code == "vault_busy"


async def test_unlocking_after_a_change(world: World) -> None:
    """The passphrase's file of the start does not lock its owner out once the keyring protects."""
    copy = a_copy(world, passphrase="old passphrase")
    await copy.put(connection(world.clock))
    await copy.protector.use_keyring(OLD)
    await copy.session.lock()
    await copy.session.open()
    assert copy.session.state is SessionState.OPEN
    await copy.close()
    with pytest.raises(DeskError) as caught:
        await opened(copy, OLD)
    assert caught.value.code == "not_a_passphrase_vault"


async def test_nothing_to_protect(world: World) -> None:
    """Before the first vault there is nothing to change, and nothing to settle."""
    copy = a_copy(world)
    assert await copy.protector.standing() == Standing(None)
    assert await copy.protector.settle() == Standing(None)
