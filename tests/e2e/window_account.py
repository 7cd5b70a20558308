"""Plays a person at the real window who was given a service account's key file, and later another one.

Run as ``python -m tests.e2e.window_account DATA_DIR FIRST SECOND``; after the word
``renewed`` it waits for a line on standard input.
"""

import asyncio
import sys
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from tests.e2e.window_play import Player, play, say


async def story(player: Player, first: str, second: str) -> None:
    """Open the file, connect, ask anew; put another key in place of the deleted one."""
    await player.click("empty_connect")
    await player.click("open_file_button")
    await choose(player, first)
    await player.click("done_button")
    await player.connected(1)
    say("connected")
    await player.click("renew_button")
    await player.connected(2)
    say("renewed")
    await asyncio.to_thread(sys.stdin.readline)
    await player.click("renew_button")
    title = await player.visible(QLabel, "state_title")
    await player.until("it needs another key", lambda: title.text() == "It needs another key")
    say("refused")
    await player.click("state_action")
    await player.click("choose_own_key")
    await choose(player, second)
    await player.click("mend_go")
    await player.connected(3)
    await player.until("all is well", lambda: title.text() == "Connected, and renews by itself")
    say("mended")


async def choose(player: Player, file: str) -> None:
    """Choose a file in the dialog."""
    dialog = await player.visible(QFileDialog, "open_dialog")
    dialog.fileSelected.emit(file)
    dialog.close()


if __name__ == "__main__":
    made = QApplication(sys.argv[:1])
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(made)) as runner:
        runner.run(play(made, Path(sys.argv[1]), lambda player: story(player, sys.argv[2], sys.argv[3])))
