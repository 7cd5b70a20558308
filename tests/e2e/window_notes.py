"""Plays a person at the real window who has nothing but an API's address.

Run as ``python -m tests.e2e.window_notes DATA_DIR ADDRESS``; after the word
``refused`` it waits for a line on standard input.
"""

import asyncio
import sys
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from oauth_desk.ui.console.call_draft import CallDraft
from oauth_desk.ui.console.page import ConsolePage
from oauth_desk.ui.controls import TabBar
from tests.e2e.window_play import Player, play, say


async def story(player: Player, address: str) -> None:
    """Connect by the address, make a call that lacks a permission, allow it."""
    await player.click("empty_connect")
    await player.type_into("service_search", address)
    await player.click("connect_address")
    await player.click("permissions_continue")
    await player.click("done_button")
    await player.connected(1)
    say("connected")
    (await player.visible(TabBar, "page_tabs")).choose("console")
    page = await player.visible(ConsolePage, "console_page")
    await player.visible(QWidget, "token_chip")
    page.editor.show_draft(CallDraft(method="POST", address=address, body="buy milk"))
    await player.click("send_button")
    await player.visible(QLabel, "console_banner_title")
    say("refused")
    await asyncio.to_thread(sys.stdin.readline)
    await player.click("console_banner_action")

    def answered() -> bool:
        return any(label.text() == "200 OK" for label in page.findChildren(QLabel, "status_chip"))

    await player.until("the answer", answered)
    say("answered")


if __name__ == "__main__":
    made = QApplication(sys.argv[:1])
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(made)) as runner:
        runner.run(play(made, Path(sys.argv[1]), lambda player: story(player, sys.argv[2])))
