"""The real window with a keeper; says what its red banner shows: ``python -m … DATA_DIR PASSPHRASE_FILE``."""

import asyncio
import sys
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from oauth_desk.app import open_desk
from oauth_desk.config import Settings
from oauth_desk.ui.window_app import build_window


def say(words: str) -> None:
    """Tell the test."""
    print(words, flush=True)  # noqa: T201


async def until(banner: QWidget, *, shown: bool) -> None:
    """Wait until the banner is seen, or gone."""
    while banner.isVisible() is not shown:
        await asyncio.sleep(0.05)


async def main(application: QApplication, data: Path, passphrase: Path) -> None:
    """Open the window as the program does and watch its banner."""
    async with open_desk(Settings(data, own_folder=True, passphrase_file=passphrase)) as desk:
        window = build_window(desk, application, on_quit=lambda: None, tray=False)
        window.show()
        window.open_vault()
        desk.tasks.start(desk.keeper.run(), "keeper")
        banner = window.findChild(QWidget, "trouble_banner")
        await until(banner, shown=True)
        title = banner.findChild(QLabel, "trouble_banner_title")
        say(f"banner: {title.text()}")
        await until(banner, shown=False)
        say("gone")
        await asyncio.Event().wait()


if __name__ == "__main__":
    made = QApplication(sys.argv[:1])
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(made)) as runner:
        runner.run(main(made, Path(sys.argv[1]), Path(sys.argv[2])))
