"""The set-up scripts and their pins."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PINS = sorted((ROOT / "packaging").glob("requirements*.txt"))
SETUP = f'ROOT="{ROOT}"; set -eu; . "$ROOT/packaging/setup.sh"; '

pytestmark = pytest.mark.skipif(not shutil.which("sh"), reason="needs a POSIX shell")


def shell(script: str, **environment: str) -> str:
    """Return what ``script`` prints, with the functions of setup.sh at hand."""
    done = subprocess.run(
        ["sh", "-c", SETUP + script], env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("pins", PINS, ids=lambda path: path.name)
def test_pins_are_exact_hashed_and_name_no_host(pins: Path) -> None:
    """The same files arrive everywhere, from wherever the system fetches them."""
    text = pins.read_text(encoding="utf-8")
    assert not re.search(r"https?://|^-|index", text, re.MULTILINE)
    names = re.findall(r"^[a-z].*$", text, re.MULTILINE)
    assert names
    assert all(re.match(r"[a-z0-9.-]+(\[[a-z,]+\])?==\S+ ", name) for name in names)
    assert all("--hash=sha256:" in block for block in re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:])


def test_python_3_11_does_not_get_the_qt_that_aborts_on_it() -> None:
    """PySide6 6.12.0 drops references of None on CPython 3.11."""
    for pins in PINS:
        lines = [
            line
            for line in pins.read_text(encoding="utf-8").splitlines()
            if line.startswith("pyside6-essentials==6.12.0")
        ]
        assert all("python_full_version >= '3.12'" in line for line in lines)


def test_the_lock_of_the_node_packages_names_no_host() -> None:
    """Integrity is pinned, the place is not."""
    text = (ROOT / "tests/e2e/node/package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert text.count('"integrity"') >= 30


def executable(path: Path, text: str) -> None:
    """Write a script that can be run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def test_a_shim_that_refuses_to_start_is_passed_over(tmp_path: Path) -> None:
    """A version manager's shim is on PATH for interpreters that it will not run; the interpreter lies beside it."""
    real = shutil.which("python3", path=str(Path(os.__file__).parents[2] / "bin")) or sys.executable
    executable(tmp_path / "shims/python3.14", "#!/bin/sh\necho 'command not found' >&2\nexit 127\n")
    executable(tmp_path / "versions/one with space/bin/python3", f'#!/bin/sh\nexec "{real}" "$@"\n')
    found = shell("find_pythons", PATH=f"{tmp_path}/shims:/usr/bin:/bin")
    assert "shims/python3.14" not in found
    assert f"{tmp_path}/versions/one with space/bin/python3" in found


def test_the_newest_python_comes_first() -> None:
    """3.9 is older than 3.13, and each version is listed once."""
    versions = [line.split()[0] for line in shell("find_pythons").splitlines()]
    assert versions == sorted(set(versions), key=lambda version: -int(version.split(".")[1]))


@pytest.mark.parametrize("family", ["apt-get", "dnf", "pacman", "zypper"])
@pytest.mark.parametrize("need", ["python", "qt", "fonts", "screen", "browser", "bus", "keyring", "node", "binutils"])
def test_every_need_has_a_name_on_every_known_system(family: str, need: str) -> None:
    """A person is told what to install, not that something is missing."""
    assert shell(f"packages_for {family} {need}").split()


def test_an_unknown_system_is_told_what_to_install(tmp_path: Path) -> None:
    """Where no known package manager is, the packages are named and nothing is tried."""
    for tool in ("sh", "awk", "tr", "id"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or tool)
    script = SETUP + "install_packages 'a virtual screen' screen"
    done = subprocess.run(
        [str(tmp_path / "sh"), "-c", script], env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "a virtual screen" in done.stderr
    assert "xvfb" in done.stderr


def test_without_administrator_and_sudo_the_command_is_printed(tmp_path: Path) -> None:
    """Nothing is asked that the person cannot answer."""
    executable(tmp_path / "id", "#!/bin/sh\necho 1000\n")
    script = SETUP + "have() { false; }; as_root apt-get install something"
    done = subprocess.run(
        ["sh", "-c", script],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "apt-get install something" in done.stderr


@pytest.mark.parametrize("script", sorted((ROOT / "packaging").glob("*.sh")), ids=lambda path: path.name)
def test_scripts_are_posix(script: Path) -> None:
    """They run in any sh, not only in bash."""
    subprocess.run([shutil.which("dash") or "sh", "-n", str(script)], check=True)
