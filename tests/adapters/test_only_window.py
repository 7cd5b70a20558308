"""One window for one data folder."""

import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from oauth_desk.adapters import only_window
from oauth_desk.adapters.only_window import OnlyWindow
from oauth_desk.services.second_start import LONGEST, Wish

FILE = Path("/home/ana/acme.toml").absolute()


def waiting(folder: Path) -> list[str]:
    """Return the names of what lies in the folder beside the lock."""
    return sorted(path.name for path in folder.iterdir() if path.name != "window.lock")


def test_the_second_start_is_not_the_first(tmp_path: Path) -> None:
    """Whoever comes second knows it, until the first one leaves."""
    first, second = OnlyWindow(tmp_path / "w"), OnlyWindow(tmp_path / "w")
    assert (first.take(), second.take()) == (True, False)
    first.leave()
    first.leave()
    assert second.take()
    second.leave()


def test_a_dead_window_holds_nothing(tmp_path: Path) -> None:
    """The kernel frees the lock of a process that was killed; no file's age or existence counts."""
    held = "import sys; from pathlib import Path; from oauth_desk.adapters.only_window import OnlyWindow\n"
    held += "only = OnlyWindow(Path(sys.argv[1])); print(only.take(), flush=True); sys.stdin.read()"
    process = subprocess.Popen(
        [sys.executable, "-c", held, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "True\n"
    assert not OnlyWindow(tmp_path).take()
    process.kill()
    process.communicate()
    alive = OnlyWindow(tmp_path)
    assert alive.take()
    alive.leave()


def test_a_wish_is_heard_and_gone(tmp_path: Path) -> None:
    """The second start knows that it was heard; nothing stays behind."""
    first, second = OnlyWindow(tmp_path), OnlyWindow(tmp_path)
    assert first.take()
    answers: list[bool] = []
    asking = threading.Thread(target=lambda: answers.append(second.ask(Wish(FILE), patience=30)))
    asking.start()
    heard: list[Wish] = []
    while not heard:
        heard = first.wishes()
    asking.join()
    assert (heard, answers, waiting(tmp_path)) == ([Wish(FILE)], [True], [])
    first.leave()


def test_a_window_that_does_not_listen_is_not_waited_for(tmp_path: Path) -> None:
    """A wish that nobody takes is taken back: it is not heard later as well."""
    first, second = OnlyWindow(tmp_path), OnlyWindow(tmp_path)
    assert first.take()
    assert not second.ask(Wish(FILE), patience=0)
    assert (first.wishes(), waiting(tmp_path)) == ([], [])
    first.leave()


def test_a_wish_taken_at_the_last_moment_was_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the last look and giving up the window may have heard: then no second one opens."""
    first = OnlyWindow(tmp_path)
    assert first.take()
    monkeypatch.setattr(only_window, "_taken", lambda path: path.unlink() is not None)
    assert first.ask(Wish(), patience=0)
    first.leave()


def test_wishes_come_in_order_and_nothing_else_counts(tmp_path: Path) -> None:
    """What is too long or no wish is taken away unheard; other files stay."""
    only = OnlyWindow(tmp_path)
    assert only.take()
    for name, text in (
        ("1.wish", '{"file": "/one.toml"}'),
        ("2.wish", "x" * (LONGEST + 1)),
        ("3.wish", "no wish"),
        ("4.wish", "{}"),
    ):
        (tmp_path / name).write_text(text)
    (tmp_path / "5.wish").mkdir()
    (tmp_path / "other").write_text("{}")
    assert only.wishes() == [Wish(Path("/one.toml")), Wish()]
    assert waiting(tmp_path) == ["5.wish", "other"]
    only.leave()


def test_nobody_else_can_look_or_ask(tmp_path: Path) -> None:
    """C104: folder, lock and wishes are the person's own."""
    only = OnlyWindow(tmp_path / "w")
    assert only.take()
    assert stat.S_IMODE((tmp_path / "w").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "w" / "window.lock").stat().st_mode) == 0o600
    only.leave()


def test_where_nothing_can_be_made_the_window_opens_all_the_same(tmp_path: Path) -> None:
    """A folder that cannot be made keeps nobody from their window; a wish then reaches nobody."""
    (tmp_path / "file").write_text("")
    only = OnlyWindow(tmp_path / "file" / "w")
    assert only.take()
    assert not only.ask(Wish())
    only.leave()
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "window.lock").symlink_to(tmp_path / "file")
    assert OnlyWindow(linked).take()
