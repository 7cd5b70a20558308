"""Plays somebody who has never seen the program, from the first start to a connection, and counts their clicks.

Run as ``python -m tests.e2e.window_new_user DATA_DIR PICTURES SCHEME demo|SERVICE``.
Each step leaves a picture in PICTURES; the last word is the number of clicks.
"""

import asyncio
import sys
from pathlib import Path

import qasync
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from oauth_desk.config import Settings
from oauth_desk.services.desk import Desk
from oauth_desk.ui.connect.service_grid import ServiceGrid
from oauth_desk.ui.connect.service_model import SERVICE
from oauth_desk.ui.preferences import Preferences
from tests.e2e.window_play import Player, play, say

SIZE = (1120, 720)


class Newcomer(Player):
    """Clicks with the mouse, at what can be seen, and leaves a picture of each step."""

    def __init__(self, window: QWidget, desk: Desk, pictures: Path) -> None:
        super().__init__(window, desk)
        self._pictures = pictures
        self.clicks = 0
        window.resize(*SIZE)

    async def look(self, name: str) -> None:
        """Keep a picture of the window as it is."""
        await asyncio.sleep(0.3)  # a page that slides in is painted whole
        self._window.grab().save(str(self._pictures / f"{self.clicks}_{name}.png"))

    async def press(self, name: str) -> None:
        """Press the middle of a control."""
        self._press_at(await self.visible(QWidget, name))

    async def choose(self, service: str) -> None:
        """Press a service's card, wherever it stands."""

        def found() -> tuple[ServiceGrid, QPoint] | None:
            for grid in self._window.findChildren(ServiceGrid):
                for row in range(grid.model().rowCount()):
                    index = grid.model().index(row, 0)
                    if index.data(SERVICE).id == service and grid.isVisible():
                        area = grid.visualRect(index)
                        if grid.viewport().rect().contains(area.center()):
                            return grid, area.center()
            return None

        grid, place = await self.until(f"the card of {service}", found)
        self._press_at(grid.viewport(), place)

    def _press_at(self, widget: QWidget, place: QPoint | None = None) -> None:
        self.clicks += 1
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())


async def story(player: Newcomer, service: str) -> None:
    """Connect the demo service, or one that stands ready in the list."""
    await player.visible(QWidget, "empty_page")
    await player.look("first_start")
    if service == "demo":
        await player.press("empty_demo")
    else:
        await player.press("empty_connect")
        await player.visible(QWidget, "choose_page")
        await player.look("choose")
        await player.choose(service)
        await player.visible(QWidget, "permissions_page")
        await player.look("permissions")
        await player.press("permissions_continue")
    await player.visible(QWidget, "open_again_button")
    await player.look("waiting")
    title = await player.visible(QLabel, "done_title")
    await player.look("done")
    say(title.text())
    clicks = player.clicks
    await player.press("done_button")
    await player.connected(1)
    await player.visible(QWidget, "overview_page")
    await player.look("connected")
    say(str(clicks))


def main(data: Path, pictures: Path, scheme: str, service: str) -> None:
    """Play in the given colours."""
    application = QApplication(sys.argv[:1])
    preferences = Preferences(Settings(data, own_folder=True).preferences)
    preferences.remember(scheme=scheme)
    preferences.close()

    async def tell(player: Player) -> None:
        await story(Newcomer(player._window, player._desk, pictures), service)

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
        runner.run(play(application, data, tell))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4])
