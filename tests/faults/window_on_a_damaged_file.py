"""The real window on a damaged file, gone back from in two clicks: ``python -m … DATA_DIR PASSPHRASE_FILE``."""

import asyncio
import sys
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication

from oauth_desk.app import open_desk
from oauth_desk.config import Settings
from oauth_desk.ui.window_app import build_window
from tests.e2e.window_play import Player, say


async def main(application: QApplication, data: Path, passphrase: Path) -> None:
    """Open the window as the program does, and click twice."""
    async with open_desk(Settings(data, own_folder=True, passphrase_file=passphrase)) as desk:
        window = build_window(desk, application, on_quit=lambda: None, tray=False)
        window.show()
        window.open_vault()
        player = Player(window, desk)
        await player.click("use_copy_button")
        say("damaged")
        await player.type_into("restore_passphrase", passphrase.read_text(encoding="utf-8").strip())
        await player.click("restore_sheet_ok")
        await player.until("the list", desk.book.all)
        say(f"back: {', '.join(each.name for each in desk.book.all())}")
        window.hide()


if __name__ == "__main__":
    made = QApplication(sys.argv[:1])
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(made)) as runner:
        runner.run(main(made, Path(sys.argv[1]), Path(sys.argv[2])))
