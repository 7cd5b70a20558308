"""The installed program: the wheel builds from the pinned tools and brings all it needs."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the build backend itself, with nothing fetched."""
    target = tmp_path_factory.mktemp("wheel")
    build = ["-m", "hatchling", "build", "--target", "wheel", "--directory", str(target)]
    subprocess.run([sys.executable, *build], cwd=ROOT, check=True, capture_output=True)
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def unpacked(wheel: Path) -> Path:
    """Unpack the wheel far from the project."""
    folder = wheel.parent / "unpacked"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_the_wheel_holds_every_module_and_resource(wheel: Path) -> None:
    """What the program reads beside its code is inside, as ``oauth_desk/_resources``."""
    inside = set(zipfile.ZipFile(wheel).namelist())
    modules = {str(path.relative_to(ROOT)) for path in ROOT.glob("oauth_desk/**/*.py")}
    resources = {
        f"oauth_desk/_resources/{path.relative_to(ROOT / 'resources')}"
        for path in ROOT.glob("resources/**/*")
        if path.is_file()
    }
    assert modules <= inside
    assert resources <= inside
    assert not [name for name in inside if name.startswith(("tests/", "packaging/"))]


def test_the_wheel_runs_far_from_the_project(unpacked: Path, tmp_path: Path) -> None:
    """``oauth-desk --version`` and the catalogue work from the wheel alone."""
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    program = [sys.executable, "-m", "oauth_desk", "--data-dir", str(tmp_path / "data")]
    version = subprocess.run(
        [*program, "--version"], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert re.search(r"\d+\.\d+", version.stdout)
    services = subprocess.run(
        [*program, "services"], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert services.stdout.strip()


def test_the_wheel_offers_both_commands(unpacked: Path) -> None:
    """One command for terminals, one for menus."""
    lines = next(unpacked.glob("*.dist-info/entry_points.txt")).read_text(encoding="utf-8")
    assert "oauth-desk = oauth_desk.__main__:main" in lines
    assert "oauth-desk-window = oauth_desk.__main__:window" in lines
