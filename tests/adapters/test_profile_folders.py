"""Service profiles on disk."""

from pathlib import Path

import pytest

from oauth_desk.adapters.profile_folders import LARGEST, DiskProfileFolder


async def test_profiles_by_name(tmp_path: Path) -> None:
    """The TOML files of a folder come by name; other files and a byte-order mark do not matter."""
    (tmp_path / "b.toml").write_text("b = 1", encoding="utf-8-sig")
    (tmp_path / "a.toml").write_text("name = 'Größe'", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no profile")
    (tmp_path / "c.toml").mkdir()
    assert await DiskProfileFolder(tmp_path).texts() == [
        (tmp_path / "a.toml", "name = 'Größe'"),
        (tmp_path / "b.toml", "b = 1"),
    ]


async def test_no_folder_is_an_empty_one(tmp_path: Path) -> None:
    """A folder that nobody made has no profiles."""
    assert await DiskProfileFolder(tmp_path / "none").texts() == []


async def test_what_is_not_text_is_not_hidden(tmp_path: Path) -> None:
    """A file that is not UTF-8 is handed on as something that is no profile, so that it is named as a problem."""
    (tmp_path / "latin.toml").write_bytes("name = 'Größe'".encode("latin-1"))
    ((path, text),) = await DiskProfileFolder(tmp_path).texts()
    assert (path.name, text) == ("latin.toml", "\x00")


async def test_one_file(tmp_path: Path) -> None:
    """A single file is read strictly: missing, huge and foreign ones raise."""
    folder = DiskProfileFolder(tmp_path)
    (tmp_path / "good.toml").write_text("x = 1")
    (tmp_path / "huge.toml").write_bytes(b"#" * (LARGEST + 1))
    (tmp_path / "foreign.toml").write_bytes(b"\xff\xfe")
    assert await folder.read(tmp_path / "good.toml") == "x = 1"
    for name in ("none.toml", "huge.toml"):
        with pytest.raises(OSError):
            await folder.read(tmp_path / name)
    with pytest.raises(UnicodeError):
        await folder.read(tmp_path / "foreign.toml")


async def test_a_file_is_written_and_an_older_one_stays_unless_told(tmp_path: Path) -> None:
    """What is written reads the same; a file that is there goes only where that was allowed."""
    folder, path = DiskProfileFolder(tmp_path), tmp_path / "new.toml"
    await folder.write(path, "name = 'Größe'\n", over=False)
    assert path.read_bytes() == "name = 'Größe'\n".encode()
    with pytest.raises(FileExistsError):
        await folder.write(path, "other", over=False)
    await folder.write(path, "x", over=True)
    assert await folder.read(path) == "x"
    with pytest.raises(OSError):
        await folder.write(tmp_path / "none" / "new.toml", "x", over=True)
