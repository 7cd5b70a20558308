"""Hearing what a second start of the program asks for: Qt says when something lies in the folder."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal

from oauth_desk.services.second_start import Wish


class FrontDoor(QObject):
    """``asked`` carries each Wish. ``take`` gives what lies there, and takes it away."""

    asked = Signal(object)

    def __init__(self, folder: Path, take: Callable[[], Iterable[Wish]], parent: QObject) -> None:
        super().__init__(parent)
        self._take = take
        self._watcher = QFileSystemWatcher(self)
        if folder.is_dir():
            self._watcher.addPath(str(folder))
        self._watcher.directoryChanged.connect(self.look)

    def look(self) -> None:
        """Hear what lies there now."""
        for wish in self._take():
            self.asked.emit(wish)
