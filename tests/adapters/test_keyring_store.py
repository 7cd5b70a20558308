"""The system's keyring: which one is used, and what is said where it gives nothing."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

from oauth_desk.adapters.keyring_store import KeyringStore
from oauth_desk.adapters.ring import SERVICE_NAME, Asking, Ring
from oauth_desk.adapters.rings import LibraryRing, allowed, choose_ring
from oauth_desk.services.ports import KeyringError, KeyringState
from tests.adapters.library_keyring import (
    BrokenKeyring,
    DictKeyring,
    ForgetfulKeyring,
    HangingKeyring,
    LockedKeyring,
    RefusingKeyring,
    UnreachableKeyring,
)
from tests.e2e.secret_service import SecretService
from tests.private_folders import private_folders

KEY = bytes(range(32))
HERE = "tests.adapters.library_keyring"


def through(backend: KeyringBackend) -> KeyringStore:
    """Return a store on a backend."""
    return KeyringStore(choose=lambda: LibraryRing(backend))


class Chain(chainer.ChainerBackend):
    """A chain of given members."""

    backends: list[KeyringBackend] = []  # type: ignore[assignment]  # noqa: RUF012


def chain_of(*members: KeyringBackend) -> KeyringBackend:
    """Return a chain."""
    return type("ThisChain", (Chain,), {"backends": list(members)})()


@pytest.mark.parametrize(
    ("backend", "state"),
    [
        (LockedKeyring(), KeyringState.REFUSED),
        (UnreachableKeyring(), KeyringState.ABSENT),
    ],
)
async def test_a_failed_fetch_is_not_a_missing_key(backend: KeyringBackend, state: KeyringState) -> None:
    """C103: a keyring that refuses or is away is told apart from one without the key."""
    with pytest.raises(KeyringError) as caught:
        await through(backend).fetch("vault-1")
    assert caught.value.state is state
    assert "CANARY" not in str(caught.value)


@pytest.mark.parametrize("backend", [ForgetfulKeyring(), RefusingKeyring(), BrokenKeyring()])
async def test_a_store_is_read_back(backend: KeyringBackend) -> None:
    """A keyring that does not keep the key fails the storing, and the error does not hold the key."""
    with pytest.raises(KeyringError) as caught:
        await through(backend).store("vault-1", KEY)
    assert caught.value.state is KeyringState.REFUSED
    assert "AAECAwQF" not in str(caught.value)


async def test_another_text_is_no_key() -> None:
    """An entry that is not base64 counts as no key."""
    backend = DictKeyring()
    backend.set_password(SERVICE_NAME, "vault-1", "not a key!")
    assert await through(backend).fetch("vault-1") is None


async def test_entries_can_be_found_by_people() -> None:
    """The key is filed under the program's name and the vault's id, as base64."""
    backend = DictKeyring()
    await through(backend).store("vault-1", KEY)
    assert backend.texts == {("OAuth Desk", "vault-1"): "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}


async def test_the_loops_thread_never_calls_a_keyring() -> None:
    """C103: choosing, storing, fetching, naming and deleting run on a thread of their own; the window goes on."""
    threads: list[str] = []

    class Watched(DictKeyring):
        """Writes down on which thread it is called."""

        def __getattribute__(self, name: str) -> object:
            if name.endswith("_password"):
                threads.append(threading.current_thread().name)
            return super().__getattribute__(name)

    backend = Watched()

    def choose() -> Ring:
        threads.append(threading.current_thread().name)
        return LibraryRing(backend)

    store = KeyringStore(choose=choose)
    await store.store("vault-1", KEY)
    assert await store.fetch("vault-1") == KEY
    await store.delete("vault-1")
    assert len(threads) >= 5
    assert threading.current_thread().name not in threads


async def test_a_keyring_that_hangs() -> None:
    """C103: a keyring that does not answer is told as such in time, and the next call does not wait behind it."""
    backend = HangingKeyring()
    store = KeyringStore(choose=lambda: LibraryRing(backend), answer_seconds=0.1)
    try:
        with pytest.raises(KeyringError) as caught:
            await store.fetch("vault-1")
        assert caught.value.state is KeyringState.HANGING
        assert await store.fetch("vault-1") is None
    finally:
        backend.released.set()


async def test_quiet_looks_do_not_pile_up() -> None:
    """Where nobody waits for the answer, a keyring that hangs costs one thread, however often it is looked at."""
    backend = HangingKeyring()
    store = KeyringStore(choose=lambda: LibraryRing(backend), answer_seconds=0.1, prompt_seconds=0)
    before = set(threading.enumerate())
    try:
        for _ in range(4):
            with pytest.raises(KeyringError) as caught:
                await store.fetch("vault-1")
            assert caught.value.state is KeyringState.HANGING
        assert (backend.asked, len(set(threading.enumerate()) - before)) == (1, 1)
    finally:
        backend.released.set()
    while set(threading.enumerate()) - before:
        await asyncio.sleep(0.01)
    assert await store.fetch("vault-1") is None


class AskingRing:
    """A ring that asks the person, who takes longer than a keyring may."""

    def __init__(self, answer_after: float) -> None:
        self._answer_after = answer_after

    def describe(self) -> str:
        """Name it."""
        return "Asking"

    def fetch(self, name: str, asking: Asking) -> str | None:
        """Ask."""
        asking()
        self._wait()
        return None

    def store(self, name: str, text: str, asking: Asking) -> None:
        """Do nothing."""

    def delete(self, name: str, asking: Asking) -> None:
        """Do nothing."""

    def _wait(self) -> None:
        done = asyncio.new_event_loop()
        done.run_until_complete(asyncio.sleep(self._answer_after))
        done.close()


async def test_a_person_has_longer() -> None:
    """Once a question is on the screen, the limit is a person's, not a program's."""
    store = KeyringStore(choose=lambda: AskingRing(0.3), answer_seconds=0.1, prompt_seconds=30)
    assert await store.fetch("vault-1") is None


async def test_an_unanswered_question_is_a_locked_keyring() -> None:
    """A question nobody answers ends as locked."""
    store = KeyringStore(choose=lambda: AskingRing(0.5), answer_seconds=0.1, prompt_seconds=0.15)
    with pytest.raises(KeyringError) as caught:
        await store.fetch("vault-1")
    assert caught.value.state is KeyringState.LOCKED


async def test_no_question_where_nobody_may_be_asked() -> None:
    """With no time for questions a locked keyring is told at once."""
    store = KeyringStore(choose=lambda: AskingRing(0), prompt_seconds=0)
    with pytest.raises(KeyringError) as caught:
        await store.fetch("vault-1")
    assert caught.value.state is KeyringState.LOCKED


def outcome_of(choose: Callable[[], Ring]) -> KeyringState | str:
    """Return what choosing a ring gives: its name, or the state of the error."""
    try:
        return choose().describe()
    except KeyringError as error:
        return error.state


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("keyring.backends.null.Keyring", KeyringState.DISALLOWED),
        ("keyring.backends.fail.Keyring", KeyringState.ABSENT),
        ("no.such.Keyring", KeyringState.ABSENT),
        ("keyring.backends.null.NoSuchClass", KeyringState.ABSENT),
        (f"{HERE}.DictKeyring", "library keyring DictKeyring"),
    ],
)
def test_a_configured_keyring_is_honoured(name: str, expected: KeyringState | str) -> None:
    """C103: PYTHON_KEYRING_BACKEND decides, and one that keeps nothing is refused."""
    assert outcome_of(lambda: choose_ring({"PYTHON_KEYRING_BACKEND": name})) == expected


NOTHING_THERE = """
from oauth_desk.adapters.rings import choose_ring
from oauth_desk.services.ports import KeyringError
try:
    choose_ring().describe()
except KeyringError as error:
    print(error.state)
"""


def test_nothing_there_is_absent() -> None:
    """Without a session bus and with nothing configured there is no keyring."""
    # In a process of its own: the library would find the backends of these tests.
    done = subprocess.run([sys.executable, "-c", NOTHING_THERE], check=True, timeout=60, capture_output=True, text=True)
    assert done.stdout.strip() == "absent"


def plaintext() -> KeyringBackend:
    """Return a backend as keyrings.alt has them: files that anybody can read."""
    return type("PlaintextKeyring", (DictKeyring,), {"__module__": "keyrings.alt.file"})()


@pytest.mark.parametrize(
    ("backend", "expected"),
    [
        (plaintext(), KeyringState.DISALLOWED),
        (null.Keyring(), KeyringState.DISALLOWED),
        (fail.Keyring(), KeyringState.ABSENT),
        (chain_of(plaintext(), null.Keyring()), KeyringState.DISALLOWED),
        (chain_of(plaintext(), DictKeyring()), "library keyring DictKeyring"),
    ],
)
def test_plain_text_is_refused(backend: KeyringBackend, expected: KeyringState | str) -> None:
    """C103: backends that protect nothing are refused, alone or in a chain; a sound one in a chain is used."""
    assert outcome_of(lambda: LibraryRing(allowed(backend))) == expected


LOCKED_STORY = """
import asyncio, secretstorage
from contextlib import closing
from oauth_desk.adapters.keyring_store import KeyringStore
from oauth_desk.services.ports import KeyringError

async def main():
    store = KeyringStore()
    await store.store("vault-1", bytes(32))
    with closing(secretstorage.dbus_init()) as bus:
        secretstorage.get_default_collection(bus).lock()
    try:
        await store.fetch("vault-1")
    except KeyringError as error:
        print(error.state)

asyncio.run(main())
"""


QUIET_STORY = LOCKED_STORY.replace("await store.fetch", "await KeyringStore(prompt_seconds=0).fetch")


def said_by(story: str, tmp_path: Path, **more: str) -> str:
    """Play a story with a real keyring of its own and nobody to ask; return what it prints."""
    folders = private_folders(tmp_path)
    service = SecretService.start(folders)
    try:
        environment = {**os.environ, **folders, **more, "DBUS_SESSION_BUS_ADDRESS": service.address}
        for screen in ("DISPLAY", "WAYLAND_DISPLAY"):
            environment.pop(screen, None)
        command = [sys.executable, "-W", "error", "-c", story]
        done = subprocess.run(command, env=environment, check=True, timeout=60, capture_output=True, text=True)
    finally:
        service.stop()
    return done.stdout.strip()


def test_locked_is_not_missing(tmp_path: Path) -> None:
    """C103: a real keyring that is locked, with nobody to ask, is told as locked, not as one without the key."""
    assert said_by(LOCKED_STORY, tmp_path) == "locked"


@pytest.mark.parametrize("backend", ["", "keyring.backends.SecretService.Keyring"])
def test_a_quiet_look_asks_nobody(tmp_path: Path, backend: str) -> None:
    """However the keyring was chosen, a locked one is left alone: the library would have put its question."""
    assert said_by(QUIET_STORY, tmp_path, PYTHON_KEYRING_BACKEND=backend) == "locked"
