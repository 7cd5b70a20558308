"""Drops on a widget, as a desktop delivers them."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from tests.ui.stage import Stage

_ACTIONS = Qt.DropAction.CopyAction | Qt.DropAction.LinkAction
_BUTTON, _NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def carried(*things: Path | QUrl | str) -> QMimeData:
    """Return files and links, or a text, on their way."""
    data = QMimeData()
    urls = [QUrl.fromLocalFile(str(thing)) if isinstance(thing, Path) else thing for thing in things]
    if all(isinstance(url, QUrl) for url in urls):
        data.setUrls(_urls(urls))
    else:
        data.setText(str(things[0]))
    return data


def drop(stage: Stage, target: QWidget, *things: Path | QUrl | str) -> bool:
    """Drag something onto a widget and let go; tell whether it was taken."""
    data = carried(*things)
    for step in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
        # How to make a QDragEnterEvent changed between two releases of PySide.
        event = QDropEvent(QPointF(9, 9), _ACTIONS, data, _BUTTON, _NO_KEYS, step)
        event.ignore()
        stage.act(lambda event=event: stage.application.sendEvent(target, event))
        if not event.isAccepted():
            return False
    return True


def _urls(things: Sequence[object]) -> list[QUrl]:
    return [thing for thing in things if isinstance(thing, QUrl)]
