"""The program's own window, from its own start, until the list with all its connections was painted, and after."""

import runpy
import sys
import time
from collections.abc import Callable
from typing import Any

import oauth_desk.app  # noqa: F401 - first, as in the program: PySide6 reads every module that is loaded after it

# isort: split
import PySide6.QtWidgets
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QWidget

from tests.benchmarks.first_paint import FirstPaint, Then

REST_MS = 3000
HIDDEN_REST_MS = 35_000
"""Until what the start has left behind is over: limits of time that were not needed, Qt's cache of pixmaps."""

STEPS = 200

Leave = Callable[[Any], None]


class WatchedApplication(QApplication):
    """The program's application with the watch built in: there is no other way in before the first paint."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[call-overload]
        self._watch = FirstPaint(_is_full_list, SCENES.get(_SCENE))
        self.installEventFilter(self._watch)


def _is_full_list(painted: QWidget) -> bool:
    view = painted.parent()
    if not isinstance(view, QAbstractItemView) or view.objectName() != "connections_list":
        return False
    model = view.model()
    return model is not None and model.rowCount() >= _COUNT


def _counting(seconds: float) -> Then:
    """Measure the processor time of a window that only counts down."""

    def scene(_: QWidget, leave: Leave) -> None:
        def begin() -> None:
            cpu, wall = time.process_time(), time.monotonic()
            QTimer.singleShot(
                int(seconds * 1000),
                lambda: leave({"share": (time.process_time() - cpu) / (time.monotonic() - wall)}),
            )

        QTimer.singleShot(REST_MS, begin)

    return scene


def _hidden(painted: QWidget, _: Leave) -> None:
    """Hide, come to rest, say so, and stay."""
    painted.window().hide()
    QTimer.singleShot(HIDDEN_REST_MS, lambda: print("hidden", flush=True))


def _moving(painted: QWidget, leave: Leave) -> None:
    """Scroll through the whole list, then type a search: each change with its paint is one frame."""
    view = painted.parent()
    assert isinstance(view, QAbstractItemView)
    bar = view.verticalScrollBar()
    scrolling = [
        _frame(painted, lambda step=step: bar.setValue(bar.maximum() * step // STEPS)) for step in range(STEPS)
    ]
    search = painted.window().findChild(QLineEdit, "connections_search")
    assert search is not None
    word = "connection 0999"
    typing = [_frame(painted, lambda end=end: search.setText(word[:end])) for end in range(1, len(word) + 1)]
    leave({"scrolling": max(scrolling), "typing": max(typing)})


def _frame(painted: QWidget, change: Callable[[], object]) -> float:
    began = time.perf_counter()
    change()
    painted.repaint()
    return time.perf_counter() - began


SCENES: dict[str, Then] = {
    "counting": _counting(10),
    "hidden": _hidden,
    "moving": _moving,
}

if __name__ == "__main__":
    _SCENE, _COUNT = sys.argv[1], int(sys.argv[2])
    PySide6.QtWidgets.QApplication = WatchedApplication  # type: ignore[misc]
    sys.argv = ["oauth-desk", *sys.argv[3:]]
    runpy.run_module("oauth_desk", run_name="__main__")
