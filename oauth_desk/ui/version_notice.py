"""The notice that there is a newer version of the program, until somebody waves it away."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QBoxLayout

from oauth_desk.config import APP_NAME
from oauth_desk.domain.release import Release
from oauth_desk.services.desk import Desk
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.controls import Banner
from oauth_desk.ui.main_window import MainWindow
from oauth_desk.ui.theme import Theme

_PLACE: Final = 2
"""Under the banners of trouble, above that of what ends soon."""
_AFTER_MS: Final = 10_000
"""The start is not slowed by it."""


class VersionNotice(QObject):
    """Tells, and opens a page in the browser; it downloads and starts nothing."""

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme, *, window: MainWindow) -> None:
        super().__init__(window)
        self._desk = desk
        self._bridge = bridge
        self._release: Release | None = None
        self._banner = Banner(theme, name="version_banner", flush=True)
        ground = window.centralWidget()
        column = None if ground is None else ground.layout()
        if isinstance(column, QBoxLayout):
            column.insertWidget(_PLACE, self._banner)
        self._banner.action_requested.connect(self._on_open)
        self._banner.dismissed.connect(self._on_dismissed)
        bridge.release_found.connect(self.tell)
        QTimer.singleShot(_AFTER_MS, self, self._begin)

    def tell(self, release: Release) -> None:
        """Say that there is a newer version."""
        self._release = release
        title = f"{APP_NAME} {release.version} is there."
        words = f"You have {self._desk.releases.running}. {release.notes}".strip()
        self._banner.tell(title, words, tone="accent", action="Open its page")

    def _begin(self) -> None:
        self._bridge.start(self._desk.releases.run(self._bridge.release_found.emit), "look for versions")

    def _on_open(self) -> None:
        if self._release is not None:
            QDesktopServices.openUrl(QUrl(self._release.url))

    def _on_dismissed(self) -> None:
        if self._release is not None:
            self._bridge.start(self._desk.releases.dismiss(self._release), "wave a version away")
