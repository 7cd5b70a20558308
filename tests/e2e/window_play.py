"""Plays a person at the real window: finds controls by name, clicks them, and says how far it came.

Run as ``python -m tests.e2e.window_play DATA_DIR ISSUER``. Everything is the real
program but for its last lines: the window and its loop are built as app.py does.
After the word ``renewed`` it waits for a line on standard input.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import qasync
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget

from oauth_desk.app import open_desk
from oauth_desk.config import Settings
from oauth_desk.services.desk import Desk
from oauth_desk.ui.controls import TabBar
from oauth_desk.ui.window_app import build_window

LIMIT = 60.0

W = TypeVar("W", bound=QWidget)


class Player:
    """Acts on what can be seen, and on nothing else."""

    def __init__(self, window: QWidget, desk: Desk) -> None:
        self._window = window
        self._desk = desk

    async def until(self, what: str, seen: Callable[[], Any]) -> Any:
        """Wait until something is so; fail with its name."""
        for _ in range(int(LIMIT / 0.05)):
            found = seen()
            if found:
                return found
            await asyncio.sleep(0.05)
        raise SystemExit(f"never came: {what}")

    async def visible(self, kind: type[W], name: str) -> W:
        """Wait until the control of that name can be seen and used."""

        def look() -> W | None:
            found = self._window.findChildren(kind, name)
            return next((each for each in found if each.isVisible() and each.isEnabled()), None)

        return await self.until(name, look)  # type: ignore[no-any-return]

    async def click(self, name: str) -> None:
        """Click a button."""
        (await self.visible(QAbstractButton, name)).click()

    async def type_into(self, name: str, text: str) -> None:
        """Type into a field."""
        (await self.visible(QLineEdit, name)).setText(text)

    async def said(self, words: str) -> None:
        """Wait until the server's answer in Details holds these words."""

        def look() -> bool:
            return any(words in box.toPlainText() for box in self._window.findChildren(QPlainTextEdit, "server_answer"))

        await self.until(words, look)

    async def connected(self, generation: int) -> None:
        """Wait until the only connection is valid at that generation."""

        def look() -> bool:
            return any(each.generation >= generation and each.tokens.access_token for each in self._desk.book.all())

        await self.until(f"generation {generation}", look)


async def story(player: Player, issuer: str) -> None:
    """Connect by address, renew, ask the server of it, lose the grant, sign in again."""
    await player.click("empty_connect")
    await player.type_into("service_search", issuer)
    await player.click("connect_address")
    await player.click("permissions_continue")
    await player.click("done_button")
    await player.connected(1)
    say("connected")
    await player.click("renew_button")
    await player.connected(2)
    (await player.visible(TabBar, "page_tabs")).choose("details")
    await player.click("introspect_button")
    await player.said('"active": true')
    await player.click("userinfo_button")
    await player.said('"email": "ada@example.test"')
    (await player.visible(TabBar, "page_tabs")).choose("overview")
    say("renewed")
    await asyncio.to_thread(sys.stdin.readline)
    await player.click("renew_button")
    await player.visible(QWidget, "reconnect_dialog")
    say("asked")
    await player.click("reconnect_sign_in")
    await player.connected(3)
    say("reconnected")


def say(word: str) -> None:
    """Tell the test how far the story came."""
    print(word, flush=True)  # noqa: T201


async def play(application: QApplication, data: Path, tell: Callable[[Player], Awaitable[None]]) -> None:
    """Open the window as the program does, play, and close it in order."""
    async with open_desk(Settings(data, own_folder=True)) as desk:
        window = build_window(desk, application, on_quit=lambda: None, tray=False)
        window.show()
        window.open_vault()
        desk.tasks.start(desk.keeper.run(), "keeper")
        await tell(Player(window, desk))
        window.hide()
    say("closed")


if __name__ == "__main__":
    made = QApplication(sys.argv[:1])
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(made)) as runner:
        runner.run(play(made, Path(sys.argv[1]), lambda player: story(player, sys.argv[2])))
