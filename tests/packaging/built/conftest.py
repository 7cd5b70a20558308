"""The folder build and the wheel, made once for all tests here, and folders far from this checkout to run them in."""

import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.secret_service import SecretService
from tests.packaging.built.installed import ROOT, Installed
from tests.private_folders import private_folders

_HERE = Path(__file__).parent
_MINUTES: int = 600


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that no test can forget it; the first one waits for the build."""
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.timeout(_MINUTES))


@pytest.fixture(scope="session")
def folder_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the folder with the one command; FOLDER_BUILD names one that was just built."""
    built = os.environ.get("FOLDER_BUILD")
    if built:
        return Path(built)
    out = tmp_path_factory.mktemp("folder")
    done = subprocess.run(
        ["sh", str(ROOT / "packaging" / "build.sh"), str(out)], cwd=out, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return out / "oauth-desk"


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the build backend itself, with nothing fetched."""
    out = tmp_path_factory.mktemp("wheel")
    build = ["-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    subprocess.run([sys.executable, *build], cwd=ROOT, check=True, capture_output=True)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="session")
def wheel_installed(wheel: Path) -> Path:
    """Install the wheel by pip and return its command; the libraries come from the environment of these tests."""
    home = wheel.parent / "environment"
    venv.create(home, symlinks=True)
    python = home / "bin" / "python"
    (site,) = home.glob("lib/python*/site-packages")
    libraries = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "libraries.pth").write_text(f"{libraries}\n")
    install = ["--python", str(python), "install", "--quiet", "--no-index", "--no-deps", str(wheel)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run([sys.executable, "-m", "pip", *install], cwd=home, env=environment, check=True)
    return home / "bin" / "oauth-desk"


@pytest.fixture
def person(tmp_path: Path) -> dict[str, str]:
    """Give the program what a person's session has, and nothing of this one."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", **private_folders(tmp_path / "person")}


@pytest.fixture
def secret_service(person: dict[str, str]) -> Iterator[SecretService]:
    """Start an unlocked keyring."""
    service = SecretService.start(person)
    yield service
    service.stop()


@pytest.fixture(params=["folder", "wheel"])
def installed(request: pytest.FixtureRequest, person: dict[str, str], tmp_path: Path) -> Installed:
    """Give each way of installing in turn, run in a folder far from this checkout."""
    if request.param == "folder":
        program = request.getfixturevalue("folder_build") / "oauth-desk"
    else:
        program = request.getfixturevalue("wheel_installed")
    return Installed(program, person, tmp_path)
