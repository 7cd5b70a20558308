"""Runs the window and closes it as a window manager does, on a word: ``python -m tests.e2e.window_close DATA``."""

import asyncio
import sys
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication

from oauth_desk.app import window_main
from oauth_desk.config import Settings


async def close_on_word() -> None:
    """Wait for a line on standard input; then close what can be seen."""
    await asyncio.to_thread(sys.stdin.readline)
    [window] = [each for each in QApplication.topLevelWidgets() if each.isVisible() and not each.parent()]
    window.close()


async def main(application: QApplication, data: Path) -> int:
    """Do what the program does when it is started without a command."""
    person = asyncio.create_task(close_on_word())
    code = await window_main(Settings(data, own_folder=True), application)
    await person
    return code


if __name__ == "__main__":
    made = QApplication(sys.argv[:1])
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(made)) as runner:
        sys.exit(runner.run(main(made, Path(sys.argv[1]))))
