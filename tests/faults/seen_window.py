"""The real window, run for a test that looks at it: ``python -m tests.faults.seen_window DATA_DIR [PASSPHRASE_FILE]``.

Whenever what it shows changes, a line of JSON tells it: the page, its words, the
buttons that can be pressed, each connection's line. A line on standard input is a
button to press, or ``quit``. The last line tells how regularly its loop ran.
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, Final

import qasync
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from oauth_desk.app import open_desk
from oauth_desk.config import Settings
from oauth_desk.services.desk import Desk
from oauth_desk.services.wording import list_line, sentence
from oauth_desk.ui.window_app import build_window

BEAT: Final = 0.005
LOOK: Final = 0.1
WORDS: Final = ("locked_title", "locked_text", "locked_detail")


class Heart:
    """Beats every five milliseconds; remembers the longest pauses."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self._task = asyncio.ensure_future(self._beat())

    def stop(self) -> dict[str, float]:
        """Return what was seen, in milliseconds."""
        self._task.cancel()
        inside = sorted(self.pauses)
        return {
            "beats": len(inside),
            "longest": round(inside[-1] * 1000, 1),
            "p99": round(inside[int(len(inside) * 0.99)] * 1000, 1),
        }

    async def _beat(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(BEAT)
            self.pauses.append(time.perf_counter() - before)


class Eyes:
    """What a person could see."""

    def __init__(self, window: QWidget, desk: Desk) -> None:
        self._window = window
        self._desk = desk
        self._last = ""

    def look(self) -> None:
        """Tell what is shown, where it changed."""
        seen = json.dumps(self._seen(), ensure_ascii=False)
        if seen != self._last:
            self._last = seen
            print(seen, flush=True)  # noqa: T201

    def press(self, name: str) -> None:
        """Press a button that can be seen."""
        buttons = [each for each in self._window.findChildren(QAbstractButton, name) if each.isVisible()]
        buttons[0].click()

    def _seen(self) -> dict[str, Any]:
        now = self._desk.clock.now()
        labels = [each for each in self._window.findChildren(QLabel) if each.isVisible() and each.objectName() in WORDS]
        buttons = self._window.findChildren(QAbstractButton)
        return {
            "state": str(self._desk.session.state),
            "words": {each.objectName().removeprefix("locked_"): each.text() for each in labels},
            "buttons": sorted(
                each.objectName() for each in buttons if each.isVisible() and each.isEnabled() and each.objectName()
            ),
            "connections": {
                each.name: [
                    str(each.condition_at(now).status),
                    list_line(each, now, None).text,
                    sentence(each, now).text,
                ]
                for each in self._desk.book.all()
            },
        }


async def main(application: QApplication, settings: Settings) -> None:
    """Open the window as the program does, and do as told."""
    async with open_desk(settings) as desk:
        window = build_window(desk, application, on_quit=lambda: None, tray=False)
        eyes, told = Eyes(window, desk), asyncio.Queue[str]()
        asyncio.get_running_loop().run_in_executor(None, _listen, asyncio.get_running_loop(), told)
        window.show()
        window.open_vault()
        desk.tasks.start(desk.keeper.run(), "keeper")
        heart = Heart()
        while True:
            eyes.look()
            try:
                word = await asyncio.wait_for(told.get(), LOOK)
            except TimeoutError:
                continue
            if word in ("quit", ""):
                break
            if word == "heart":
                print(json.dumps(heart.stop()), flush=True)  # noqa: T201
                heart = Heart()
                continue
            eyes.press(word)
        window.hide()
    os._exit(0)  # a keyring that hangs holds a thread for good


def _listen(loop: asyncio.AbstractEventLoop, told: "asyncio.Queue[str]") -> None:
    for line in sys.stdin:
        loop.call_soon_threadsafe(told.put_nowait, line.strip())
    loop.call_soon_threadsafe(told.put_nowait, "quit")


if __name__ == "__main__":
    passphrase = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    made = QApplication(sys.argv[:1])
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(made)) as runner:
        runner.run(main(made, Settings(Path(sys.argv[1]), own_folder=True, passphrase_file=passphrase)))
