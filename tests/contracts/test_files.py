"""The FileReader port: the same promises in memory and on the disk."""

import os
from pathlib import Path

import pytest

from oauth_desk.adapters.named_files import NamedFiles
from oauth_desk.services.ports import FileReader
from oauth_desk.services.ports.files import LARGEST
from tests.fakes.files import MemoryFiles


@pytest.fixture(params=["memory", "disk"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[FileReader, Path]:
    """Give a reader, and the folder that holds a file of a few bytes, the largest one and a larger one."""
    contents = {"key.pem": b"a key\r\n\x00", "most.pem": b"x" * LARGEST, "more.pem": b"x" * (LARGEST + 1)}
    if request.param == "memory":
        return MemoryFiles({str(tmp_path / name): content for name, content in contents.items()}), tmp_path
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return NamedFiles(), tmp_path


async def test_a_file_comes_as_it_is(files: tuple[FileReader, Path]) -> None:
    """Every byte comes as it stands there."""
    reader, folder = files
    assert await reader.read(folder / "key.pem") == b"a key\r\n\x00"
    assert len(await reader.read(folder / "most.pem")) == LARGEST


async def test_what_is_not_there_or_far_too_large(files: tuple[FileReader, Path]) -> None:
    """A missing file is told apart from one that is too large."""
    reader, folder = files
    with pytest.raises(FileNotFoundError):
        await reader.read(folder / "none.pem")
    with pytest.raises(OSError, match="too large"):
        await reader.read(folder / "more.pem")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
async def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    """A pipe that nobody writes to, and a folder, are no files."""
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "."):
        with pytest.raises(OSError, match=r"ordinary file|directory"):
            await NamedFiles().read(tmp_path / name)
