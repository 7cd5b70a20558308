"""The file of the person's choices."""

import json
import os
from pathlib import Path

import pytest

from oauth_desk.adapters.choice_file import ChoiceFile
from oauth_desk.domain.errors import DeskError


async def test_saved_is_read(tmp_path: Path) -> None:
    """What was saved is there for the next process, in a file that only its owner reads."""
    path = tmp_path / "data" / "settings.json"
    assert await ChoiceFile(path).load() == {}
    await ChoiceFile(path).save({"lock_with_screen": True})
    assert await ChoiceFile(path).load() == {"lock_with_screen": True}
    assert path.stat().st_mode & 0o077 == 0
    assert [each.name for each in path.parent.iterdir()] == ["settings.json"]


async def test_what_it_does_not_know_is_kept(tmp_path: Path) -> None:
    """A later release's choices outlive this one's."""
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"later": 1, "lock_with_screen": False}), encoding="utf-8")
    await ChoiceFile(path).save({"lock_with_screen": True})
    assert await ChoiceFile(path).load() == {"later": 1, "lock_with_screen": True}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"null", b"[" * 100_000])
async def test_a_file_that_cannot_be_read_is_no_trouble(tmp_path: Path, content: bytes) -> None:
    """Nonsense is as good as nothing, and can be written over."""
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert await ChoiceFile(path).load() == {}
    await ChoiceFile(path).save({"lock_with_screen": True})
    assert await ChoiceFile(path).load() == {"lock_with_screen": True}


async def test_a_disk_that_takes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be saved is told, the older choice stays whole, and nothing is left half made."""
    path = tmp_path / "settings.json"
    await ChoiceFile(path).save({"lock_with_screen": True})

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DeskError) as caught:
        await ChoiceFile(path).save({"lock_with_screen": False})
    assert (caught.value.code, caught.value.detail) == ("settings_not_saved", "No space left on device.")
    assert await ChoiceFile(path).load() == {"lock_with_screen": True}
    assert [each.name for each in tmp_path.iterdir()] == ["settings.json"]
