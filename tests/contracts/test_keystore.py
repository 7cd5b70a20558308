"""The KeyStore port: the same promises in memory, in a keyring of the library, and in a real Secret Service."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from oauth_desk.adapters.keyring_store import KeyringStore
from oauth_desk.adapters.rings import LibraryRing
from oauth_desk.services.ports import KeyStore
from tests.adapters.library_keyring import DictKeyring
from tests.contracts.keystore_promises import promises
from tests.e2e.secret_service import SecretService
from tests.fakes.keystore import MemoryKeyStore
from tests.private_folders import private_folders


@pytest.fixture(params=["memory", "library"])
def store(request: pytest.FixtureRequest) -> KeyStore:
    """Give an empty key store."""
    if request.param == "memory":
        return MemoryKeyStore()
    ring = LibraryRing(DictKeyring())
    return KeyringStore(choose=lambda: ring)


async def test_keeps_keys(store: KeyStore) -> None:
    """C103: a key comes back as it was stored; a missing one is None; deleting twice is no error."""
    await promises(store)


def test_keeps_keys_in_a_real_keyring(tmp_path: Path) -> None:
    """C103: the same in a real Secret Service, without the slow import of the keyring library."""
    folders = private_folders(tmp_path)
    service = SecretService.start(folders)
    try:
        environment = {**os.environ, **folders, "DBUS_SESSION_BUS_ADDRESS": service.address}
        run = [sys.executable, "-W", "error", "-m", "tests.contracts.keystore_promises"]
        subprocess.run(run, env=environment, check=True, timeout=60)
    finally:
        service.stop()
