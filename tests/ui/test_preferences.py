"""What the window remembers."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from oauth_desk.ui.preferences import Preferences


def test_remembers(tmp_path: Path) -> None:
    """Words and Qt's states are there at the next start."""
    first = Preferences(tmp_path / "new" / "preferences.json")
    first.remember(scheme="dark", geometry=QByteArray(b"\x00\x01state"))
    first.close()
    second = Preferences(tmp_path / "new" / "preferences.json")
    assert second.text("scheme") == "dark"
    assert bytes(second.state("geometry").data()) == b"\x00\x01state"
    assert second.text("order", "name") == "name"
    assert second.state("splitter").isEmpty()


@pytest.mark.parametrize("content", ["", "[]", "{", '{"scheme": 3}', "\x00\xff"])
def test_a_damaged_file_is_no_trouble(tmp_path: Path, content: str) -> None:
    """What cannot be read is forgotten."""
    path = tmp_path / "preferences.json"
    path.write_text(content, encoding="latin-1")
    assert Preferences(path).text("scheme") == ""


def test_nothing_new_is_not_written(tmp_path: Path) -> None:
    """Remembering what is known writes nothing."""
    path = tmp_path / "preferences.json"
    preferences = Preferences(path)
    preferences.remember(scheme="dark")
    preferences.close()
    path.unlink()
    preferences.remember(scheme="dark")
    preferences.close()
    assert not path.exists()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Preferences that cannot be saved stop nobody."""
    (tmp_path / "file").write_text("")
    preferences = Preferences(tmp_path / "file" / "preferences.json")
    preferences.remember(scheme="dark")
    preferences.close()
    assert preferences.text("scheme") == "dark"
