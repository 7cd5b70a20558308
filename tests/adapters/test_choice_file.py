"""The file of the person's choices, whatever lies in it."""

from pathlib import Path

import pytest

from oauth_desk.adapters.choice_file import ChoiceFile


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 60_000, b'{"a": ' + b"9" * 5000 + b"}"])
async def test_what_cannot_be_read_counts_as_no_choice(tmp_path: Path, content: bytes) -> None:
    """The program starts with a spoiled file of settings, and can save new ones."""
    file = ChoiceFile(tmp_path / "choices.json")
    (tmp_path / "choices.json").write_bytes(content)
    assert await file.load() == {}
    await file.save({"lock_idle": 5})
    assert await file.load() == {"lock_idle": 5}


async def test_what_is_not_known_is_kept(tmp_path: Path) -> None:
    """A choice of another release stays when this one saves its own."""
    file = ChoiceFile(tmp_path / "choices.json")
    await file.save({"later": [1]})
    await file.save({"lock_idle": None})
    assert await file.load() == {"later": [1], "lock_idle": None}
