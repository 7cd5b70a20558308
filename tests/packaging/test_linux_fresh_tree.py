"""The fresh Debian that packages are tried in: what is lent to it is given back before anything is deleted."""

from pathlib import Path

import pytest
from linux.fresh_tree import borrowed_tree

TABLE = """\
22 1 0:21 / /proc rw,nosuid shared:5 - proc proc rw
31 1 0:5 / /dev rw,nosuid shared:2 - devtmpfs udev rw
"""


def test_the_tree_is_deleted_afterwards(tmp_path: Path) -> None:
    """Where nothing of the computer is mounted in it any more, nothing of it stays."""
    table = tmp_path / "mountinfo"
    table.write_text(TABLE)
    with borrowed_tree(table) as tree:
        (tree.root / "etc").mkdir(parents=True)
    assert not tree.root.parent.exists()


def test_a_tree_is_not_deleted_through_a_mount(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is still mounted there is this computer's own: its devices would be deleted, too."""
    table = tmp_path / "mountinfo"
    with borrowed_tree(table) as tree:
        device = tree.root / "dev" / "a device"
        device.parent.mkdir(parents=True)
        device.touch()
        table.write_text(f"{TABLE}40 1 0:5 / {tree.root}/dev rw - devtmpfs udev rw\n")
    assert device.exists()
    assert str(tree.root / "dev") in capsys.readouterr().err
    device.unlink()
    device.parent.rmdir()
    tree.root.rmdir()
    tree.root.parent.rmdir()
