"""The keyring gives its key later than the program starts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from oauth_desk.domain.errors import DeskError
from oauth_desk.services.book import Book
from oauth_desk.services.ports import KeyringState, VaultError, VaultFault
from oauth_desk.services.unlocking import LONGEST_PAUSE, Unlocking, may_pass
from oauth_desk.services.vault_session import SessionState, VaultSession
from tests.fakes.clock import FakeClock, settle
from tests.fakes.keystore import MemoryKeyStore
from tests.fakes.locks import MemoryLocks
from tests.fakes.vault import MemoryVaultFile
from tests.services.test_vault_session import giving, session


class Desktop:
    """A keyring that the program asks aloud, the same one asked quietly, and a vault whose key it has."""

    def __init__(self) -> None:
        self.file, self.clock, self.told = MemoryVaultFile(), FakeClock(), []
        self.aloud, self.quiet = MemoryKeyStore(), MemoryKeyStore()
        self.quiet.keys = self.aloud.keys
        self.may_look = True
        self.session = VaultSession(
            file=self.file,
            keys=self.aloud,
            quiet_keys=self.quiet,
            locks=MemoryLocks(),
            book=Book(),
            read_passphrase=giving(None),
        )
        self.unlocking = Unlocking(self.session, self.clock, may_look=lambda: self.may_look)

    def keyring(self, state: KeyringState | None) -> None:
        """Let the keyring be so, however it is asked."""
        self.aloud.state = self.quiet.state = state

    async def started(self, state: KeyringState) -> DeskError:
        """Start the program; return what kept it from opening."""
        self.keyring(state)
        with pytest.raises(DeskError) as caught:
            await self.session.open()
        return caught.value

    @asynccontextmanager
    async def waiting(self, error: DeskError) -> AsyncIterator["asyncio.Task[None]"]:
        """Wait in the background while the block runs."""
        task = asyncio.ensure_future(self.unlocking.wait(error, lambda other: self.told.append(other.code)))
        await settle()
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def desktop() -> Desktop:
    """Return a desktop with a vault that is closed."""
    made = Desktop()
    await session(made.file, made.aloud).open()
    return made


@pytest.mark.parametrize("state", list(KeyringState))
async def test_it_goes_on_by_itself(desktop: Desktop, state: KeyringState) -> None:
    """Whatever kept the keyring from giving the key: given, it opens the vault within seconds, unasked."""
    error = await desktop.started(state)
    assert may_pass(error)
    aloud = desktop.aloud.fetches
    async with desktop.waiting(error) as task:
        await desktop.clock.advance(1)
        desktop.keyring(None)
        await desktop.clock.advance(2)
        assert task.done()
        assert desktop.session.state is SessionState.OPEN
    assert desktop.aloud.fetches == aloud


async def test_nobody_is_asked_and_the_looks_grow_rare(desktop: Desktop) -> None:
    """A keyring that stays locked is asked quietly alone: some ten times in the first minute, then twice in each."""
    error = await desktop.started(KeyringState.LOCKED)
    aloud = desktop.aloud.fetches
    async with desktop.waiting(error):
        await desktop.clock.advance(60)
        first = desktop.quiet.fetches
        await desktop.clock.advance(600)
        later = desktop.quiet.fetches - first
    assert 5 <= first <= 12
    assert later <= 600 / LONGEST_PAUSE + 3
    assert desktop.aloud.fetches == aloud
    assert desktop.told == []


async def test_somebody_who_comes_back_does_not_wait(desktop: Desktop) -> None:
    """The next look may be half a minute off; told that somebody is there it is taken at once."""
    error = await desktop.started(KeyringState.LOCKED)
    async with desktop.waiting(error) as task:
        await desktop.clock.advance(600)
        desktop.keyring(None)
        desktop.unlocking.look_now()
        await settle()
        assert task.done()
    assert desktop.session.state is SessionState.OPEN


async def test_another_trouble_of_the_keyring_is_told(desktop: Desktop) -> None:
    """Absent, then there and locked: the words follow; “declined” is not talked over by “locked”."""
    error = await desktop.started(KeyringState.ABSENT)
    async with desktop.waiting(error):
        desktop.keyring(KeyringState.LOCKED)
        await desktop.clock.advance(10)
        desktop.keyring(KeyringState.HANGING)
        await desktop.clock.advance(10)
    assert desktop.told == ["keyring_locked", "keyring_hanging"]
    declined = await desktop.started(KeyringState.REFUSED)
    desktop.keyring(KeyringState.LOCKED)
    async with desktop.waiting(declined):
        await desktop.clock.advance(10)
    assert len(desktop.told) == 2


async def test_what_waiting_does_not_mend_ends_it(desktop: Desktop) -> None:
    """Damage is told like at the start; a file that is busy for a moment is no reason to stop."""
    error = await desktop.started(KeyringState.LOCKED)
    desktop.keyring(None)
    desktop.file.open_fault = VaultError(VaultFault.BUSY, "locked")
    async with desktop.waiting(error) as task:
        await desktop.clock.advance(10)
        assert not task.done()
        desktop.file.open_fault = VaultError(VaultFault.DAMAGED, "not a database")
        await desktop.clock.advance(30)
        assert task.done()
        with pytest.raises(DeskError) as caught:
            task.result()
    assert caught.value.code == "vault_damaged"
    assert not may_pass(caught.value)


async def test_a_key_that_is_missing_for_the_moment(desktop: Desktop) -> None:
    """A daemon that is up before its keyring is loaded has no key yet; a second vault is never made meanwhile."""
    keys, desktop.aloud.keys = desktop.aloud.keys, {}
    desktop.quiet.keys = {}
    with pytest.raises(DeskError) as caught:
        await desktop.session.open()
    header = desktop.file.vault_header
    async with desktop.waiting(caught.value) as task:
        await desktop.clock.advance(20)
        desktop.quiet.keys = keys
        await desktop.clock.advance(30)
        assert task.done()
    assert desktop.session.state is SessionState.OPEN
    assert desktop.file.vault_header is header


async def test_no_look_while_it_would_disturb(desktop: Desktop) -> None:
    """While a passphrase is being chosen nothing happens behind it."""
    error = await desktop.started(KeyringState.ABSENT)
    desktop.may_look = False
    quiet = desktop.quiet.fetches
    async with desktop.waiting(error):
        desktop.keyring(None)
        await desktop.clock.advance(60)
        assert desktop.quiet.fetches == quiet
        desktop.may_look = True
        await desktop.clock.advance(30)
    assert desktop.session.state is SessionState.OPEN


async def test_a_person_goes_first(desktop: Desktop) -> None:
    """While somebody opens it, a quiet look does nothing; one that is late undoes nothing."""
    await desktop.started(KeyringState.LOCKED)
    desktop.keyring(None)
    opening = asyncio.ensure_future(desktop.session.open())
    await asyncio.sleep(0)
    quiet = desktop.quiet.fetches
    await desktop.session.open_quietly()
    assert desktop.quiet.fetches == quiet
    await opening
    await desktop.session.lock()
    late = asyncio.ensure_future(desktop.session.open_quietly())
    await asyncio.sleep(0)
    await desktop.session.open()
    await asyncio.gather(late, return_exceptions=True)
    assert desktop.session.state is SessionState.OPEN


async def test_the_session_knows_what_was_locked_on_purpose(desktop: Desktop) -> None:
    """So that nobody opens that unasked."""
    await desktop.started(KeyringState.LOCKED)
    assert not desktop.session.locked_on_purpose
    desktop.keyring(None)
    await desktop.session.open()
    await desktop.session.lock()
    assert desktop.session.locked_on_purpose
    await desktop.session.open()
    assert not desktop.session.locked_on_purpose
