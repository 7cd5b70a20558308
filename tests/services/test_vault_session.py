"""Where the key of a vault comes from, and what happens when it does not."""

from collections.abc import Awaitable, Callable

import pytest

from oauth_desk.domain.connection import CUT_OFF_PAUSE, InFlight
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.status import Cause, Status
from oauth_desk.services.book import Book
from oauth_desk.services.ports import KeyringState, VaultError, VaultFault
from oauth_desk.services.vault_session import SessionState, VaultSession
from tests.fakes.clock import FakeClock
from tests.fakes.keystore import MemoryKeyStore
from tests.fakes.locks import MemoryLocks
from tests.fakes.vault import MemoryVaultFile
from tests.services.world import connection


def giving(text: str | None) -> Callable[[], Awaitable[Secret | None]]:
    """Return what reads the passphrase file."""

    async def read() -> Secret | None:
        return None if text is None else Secret(text)

    return read


def session(file: MemoryVaultFile, keys: MemoryKeyStore, passphrase: str | None = None) -> VaultSession:
    """Build a session of a new process."""
    return VaultSession(file=file, keys=keys, locks=MemoryLocks(), book=Book(), read_passphrase=giving(passphrase))


async def test_the_first_start_makes_a_vault_with_its_key_in_the_keyring() -> None:
    """The key is in the keyring before anything is encrypted with it."""
    file, keys = MemoryVaultFile(), MemoryKeyStore()
    first = session(file, keys)
    await first.open()
    assert first.state is SessionState.OPEN
    assert file.vault_header is not None
    assert await keys.fetch(file.vault_header.vault_id) == file.key
    second = session(file, keys)
    await second.open()
    assert second.state is SessionState.OPEN


async def test_every_vault_has_a_random_key_of_its_own() -> None:
    """C103: 32 bytes, new for each vault, and never made of the passphrase that wraps them."""
    made: list[bytes | None] = []
    for passphrase in (None, None, "the same", "the same"):
        file = MemoryVaultFile()
        await session(file, MemoryKeyStore(), passphrase).open()
        made.append(file.key)
    assert [len(key or b"") for key in made] == [32] * 4
    assert len(set(made)) == 4


async def test_a_missing_key_never_makes_a_new_vault_over_the_old_one() -> None:
    """Nothing is overwritten; the error says that the connections are still there."""
    file, keys = MemoryVaultFile(), MemoryKeyStore()
    await session(file, keys).open()
    header, other = file.vault_header, session(file, MemoryKeyStore())
    with pytest.raises(DeskError) as caught:
        await other.open()
    assert (caught.value.code, caught.value.kind) == ("key_missing", Kind.LOCKED)
    assert file.vault_header is header
    assert other.state is SessionState.LOCKED


async def test_without_the_key_a_new_vault_is_made_only_where_asked() -> None:
    """What cannot be opened is set aside whole, and a list with its own key begins; locked is not “without key”."""
    file, keys = MemoryVaultFile(), MemoryKeyStore()
    await session(file, keys).open()
    whole = (file.vault_header, file.key, file.records)
    with pytest.raises(DeskError):
        await session(file, MemoryKeyStore(KeyringState.LOCKED)).open(anew=True)
    assert file.aside == {}
    other = session(file, MemoryKeyStore())
    await other.open(anew=True)
    assert other.state is SessionState.OPEN
    assert file.aside == {"without-key": whole}
    assert file.key != whole[1]


async def test_starting_anew_with_the_key_at_hand_just_opens() -> None:
    """Nothing is set aside that can be opened."""
    file, keys = MemoryVaultFile(), MemoryKeyStore()
    await session(file, keys).open()
    key = file.key
    await session(file, keys).open(anew=True)
    assert (file.aside, file.key) == ({}, key)


@pytest.mark.parametrize("state", list(KeyringState))
async def test_each_keyring_state_has_its_own_words_and_makes_no_vault(state: KeyringState) -> None:
    """Absent, locked, refused, disallowed, hanging: told apart, each with a way out; never plain text."""
    file, keys = MemoryVaultFile(), MemoryKeyStore(state)
    with pytest.raises(DeskError) as caught:
        await session(file, keys).open()
    assert caught.value.code == f"keyring_{state}"
    assert caught.value.kind is Kind.LOCKED
    assert caught.value.advice
    assert file.vault_header is None


async def test_a_passphrase_makes_and_opens_a_passphrase_vault() -> None:
    """No keyring is asked."""
    file, keys = MemoryVaultFile(), MemoryKeyStore(KeyringState.ABSENT)
    await session(file, keys, "correct horse").open()
    again = session(file, keys, "correct horse")
    await again.open()
    assert again.state is SessionState.OPEN


async def test_a_wrong_passphrase_changes_nothing_and_can_be_tried_again() -> None:
    """Exit 4, and the window asks anew."""
    file, keys = MemoryVaultFile(), MemoryKeyStore()
    await session(file, keys, "right").open()
    locked = session(file, keys)
    with pytest.raises(DeskError) as needed:
        await locked.open()
    with pytest.raises(DeskError) as wrong:
        await locked.open(Secret("wrong"))
    assert (needed.value.code, wrong.value.code) == ("passphrase_needed", "wrong_passphrase")
    await locked.open(Secret("right"))
    assert locked.state is SessionState.OPEN


async def test_a_passphrase_for_a_keyring_vault_is_an_error_in_use() -> None:
    """The two kinds are not mixed up silently."""
    file, keys = MemoryVaultFile(), MemoryKeyStore()
    await session(file, keys).open()
    with pytest.raises(DeskError) as caught:
        await session(file, keys, "secret").open()
    assert (caught.value.code, caught.value.kind) == ("not_a_passphrase_vault", Kind.USAGE)


async def test_damage_is_told_with_the_file_that_was_set_aside() -> None:
    """Nothing is restored unasked."""
    file = MemoryVaultFile()
    file.open_fault = VaultError(VaultFault.DAMAGED, "not a database")
    with pytest.raises(DeskError) as caught:
        await session(file, MemoryKeyStore()).open()
    assert (caught.value.code, caught.value.kind) == ("vault_damaged", Kind.LOCKED)


async def test_lock_closes_the_vault() -> None:
    """After a lock the session can be opened again."""
    file, keys = MemoryVaultFile(), MemoryKeyStore()
    made = session(file, keys)
    await made.open()
    await made.lock()
    assert made.state is SessionState.LOCKED
    await made.open()
    assert made.state is SessionState.OPEN


async def test_a_renewal_that_died_is_told_apart_from_one_under_way() -> None:
    """Both left their mark, and only one holds its lock: the other was cut off, and is asked for once more soon."""
    clock, locks = FakeClock(), MemoryLocks()
    file, book = MemoryVaultFile(), Book()
    made = VaultSession(file=file, keys=MemoryKeyStore(), locks=locks, book=book, read_passphrase=giving(None))
    await made.open()
    for number in (0, 1):
        await book.add(connection(clock, number=number, in_flight=InFlight(clock.now())))
    await made.lock()
    async with locks.hold("c1"):
        await made.open()
    stands = {each.id: each.condition_at(clock.now()) for each in book.all()}
    assert (stands["c0"].status, stands["c0"].cause) == (Status.RETRYING, Cause.CUT_OFF)
    assert stands["c0"].next_try_at == clock.now() + CUT_OFF_PAUSE
    assert stands["c1"].status is Status.RENEWING
    assert all(record.in_flight for record in file.records.values())
