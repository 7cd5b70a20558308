"""What is saved comes back as it was, and never holds a token."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.demo.clients import RegisteredClient
from oauth_desk.demo.grants import Access, Family, Permission, Spent
from oauth_desk.demo.notes import Note
from oauth_desk.demo.state import Damaged, Saved, StateFile, decode, encode

TEXT = st.text(max_size=20)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
TIME = st.floats(0, 4e9)
PERMISSION = st.builds(Permission, TEXT, TEXT, TEXTS, TIME, TEXTS, st.none() | TEXT)
SPENT = st.builds(Spent, TEXT, st.integers(1, 9), TIME)
FAMILY = st.builds(Family, TEXT, PERMISSION, TEXT, st.integers(1, 9), st.lists(SPENT, max_size=3), st.booleans())
SAVED = st.builds(
    Saved,
    port=st.integers(1, 65535),
    clients=st.lists(st.builds(RegisteredClient, TEXT, TEXT, TEXTS, TEXT, TEXTS, TEXT, TIME), max_size=2).map(tuple),
    families=st.lists(FAMILY, max_size=3).map(tuple),
    accesses=st.lists(st.tuples(TEXT, st.builds(Access, PERMISSION, TEXT, TIME, TIME)), max_size=3).map(tuple),
    notes=st.lists(st.builds(Note, st.integers(1, 99), TEXT, TEXT, TIME, TIME), max_size=3).map(tuple),
)


@given(SAVED)
def test_round_trip(saved: Saved) -> None:
    """Any state comes back as it was."""
    assert decode(encode(saved)) == saved


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "{}", '{"format":2}', '{"format":1,"port":"x"}', encode(Saved(7))[:-2], "[" * 100_000],
)
def test_damage_is_noticed(text: str) -> None:
    """Text that no demo wrote is refused, not half read."""
    with pytest.raises(Damaged):
        decode(text)


def test_damaged_file_is_set_aside(tmp_path: Path) -> None:
    """A damaged file is kept under another name and the demo starts anew."""
    path = tmp_path / "demo.json"
    path.write_text("half of")
    assert StateFile(path).load() is None
    assert not path.exists()
    assert (tmp_path / "demo.json.damaged").read_text() == "half of"


@pytest.mark.skipif(os.name == "nt", reason="file modes are POSIX")
def test_only_the_owner_reads_it(tmp_path: Path) -> None:
    """The file is 0600 in a 0700 folder, and nothing half-written stays beside it."""
    path = tmp_path / "new" / "demo.json"
    StateFile(path).write(Saved(7))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [file.name for file in path.parent.iterdir()] == ["demo.json"]


async def test_full_disk_does_not_end_the_demo(tmp_path: Path) -> None:
    """Where nothing can be written the answer still goes out."""
    path = tmp_path / "demo.json"
    path.mkdir()
    await StateFile(path).save(lambda: Saved(7))
    assert path.is_dir()
