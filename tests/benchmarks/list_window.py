"""The program's own window, from its own start, until the list with all its connections was painted."""

import runpy
import sys

import PySide6.QtWidgets
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from tests.benchmarks.first_paint import FirstPaint


class WatchedApplication(QApplication):
    """The program's application with the watch built in: there is no other way in before the first paint."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[call-overload]
        self._watch = FirstPaint(_is_full_list)
        self.installEventFilter(self._watch)


def _is_full_list(painted: QWidget) -> bool:
    view = painted.parent()
    if not isinstance(view, QAbstractItemView) or view.objectName() != "connections_list":
        return False
    model = view.model()
    return model is not None and model.rowCount() >= int(_COUNT)


if __name__ == "__main__":
    _COUNT, *arguments = sys.argv[1:]
    PySide6.QtWidgets.QApplication = WatchedApplication  # type: ignore[misc]
    sys.argv = ["oauth-desk", *arguments]
    runpy.run_module("oauth_desk", run_name="__main__")
