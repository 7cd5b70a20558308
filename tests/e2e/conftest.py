"""The world around the real program: servers that others wrote, a browser, a keyring, folders of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.browser import PersonAtBrowser, find_chromium
from tests.e2e.desk import Desk, environment
from tests.e2e.provider import OidcProvider
from tests.e2e.secret_service import SecretService
from tests.e2e.toolkit import STRICT, Toolkit
from tests.private_folders import private_folders

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that no test can forget it."""
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture
def oidc_provider() -> Iterator[OidcProvider]:
    """Start a server with rotation, reuse detection and access tokens of a minute."""
    provider = OidcProvider.start(access_ttl=60)
    yield provider
    provider.stop()


@pytest.fixture(scope="session")
def one_toolkit() -> Iterator[Toolkit]:
    """Start django-oauth-toolkit once for all tests of a process."""
    server = Toolkit.start()
    yield server
    server.stop()


@pytest.fixture
def toolkit(one_toolkit: Toolkit) -> Iterator[Toolkit]:
    """Give django-oauth-toolkit as it was started: strict, and with nobody waiting."""
    yield one_toolkit
    one_toolkit.change(STRICT)
    one_toolkit.gate("open")


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, str]:
    """Give the test a home of its own."""
    return private_folders(tmp_path / "person")


@pytest.fixture
def secret_service(folders: dict[str, str]) -> Iterator[SecretService]:
    """Start an unlocked keyring."""
    service = SecretService.start(folders)
    yield service
    service.stop()


@pytest.fixture
def browser(tmp_path: Path) -> PersonAtBrowser:
    """Seat a person at a real Chromium."""
    program = find_chromium()
    assert program, "no Chromium was found (packaging/test.sh installs one)"
    folder = tmp_path / "browser"
    folder.mkdir()
    return PersonAtBrowser(folder, program)


@pytest.fixture
def desk(tmp_path: Path, folders: dict[str, str], browser: PersonAtBrowser) -> Iterator[Desk]:
    """Give the program a vault with a passphrase, as on a server without a keyring."""
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("correct horse battery staple\n", encoding="utf-8")
    variables = environment(folders, BROWSER=str(browser.command))
    desk = Desk(tmp_path, variables, ("--passphrase-file", str(passphrase)))
    yield desk
    desk.stop_all()
    shutil.rmtree(desk.data, ignore_errors=True)


@pytest.fixture
def keyring_desk(
    tmp_path: Path, folders: dict[str, str], browser: PersonAtBrowser, secret_service: SecretService
) -> Iterator[Desk]:
    """Give the program a vault whose key is in the keyring, as on a desktop."""
    variables = environment(folders, BROWSER=str(browser.command), DBUS_SESSION_BUS_ADDRESS=secret_service.address)
    desk = Desk(tmp_path, variables)
    yield desk
    desk.stop_all()
