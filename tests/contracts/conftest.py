"""A keyring and a vault for the short way to a token."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from oauth_desk import short_way
from tests.contracts.keyring_vault import KeyringVault, keyring_of_its_own
from tests.e2e.secret_service import SecretService


@pytest.fixture(scope="module")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecretService]:
    """Start one keyring for those tests that leave it as it is."""
    with keyring_of_its_own(tmp_path_factory.mktemp("keyring")) as service:
        yield service


@pytest.fixture
def vault(tmp_path: Path, keyring: SecretService, monkeypatch: pytest.MonkeyPatch) -> KeyringVault:
    """Name a folder with nothing in it. A keyring on a busy machine gets its time."""
    monkeypatch.setattr(short_way, "KEYRING_SECONDS", 30.0)
    (tmp_path / "data").mkdir(mode=0o700)
    return KeyringVault(tmp_path / "data")
