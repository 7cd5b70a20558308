"""Answers of many megabytes."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QTimer

from oauth_desk.protocol.http import Response
from oauth_desk.ui.console.call_draft import CallDraft
from oauth_desk.ui.console.json_lines import JsonLines
from oauth_desk.ui.console.json_path import PathSearch, parse_path
from oauth_desk.ui.console.page import ConsolePage
from oauth_desk.ui.console.plain_lines import TextLines
from tests.ui.console.rig import API, GOOGLE_ID, console_page, write_request
from tests.ui.stage import Stage


class Turns:
    """The most work that the window's thread does between two turns of the event loop, in CPU seconds.

    CPU time, so that what else runs on the machine does not count.
    """

    def __init__(self) -> None:
        self._last = time.thread_time()
        self.longest = 0.0
        self._timer = QTimer()
        self._timer.setInterval(2)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.thread_time()
        self.longest = max(self.longest, now - self._last)
        self._last = now

    def stop(self) -> float:
        """Return the longest."""
        self._timer.stop()
        return self.longest


ITEM = {"id": 1, "name": "person 1", "email": "p1@example.org", "tags": ["a", "b"], "text": "x" * 60}
LARGE = b'{"items":[' + b",".join([json.dumps(ITEM).encode()] * 170_000) + b"]}"
STALL = 0.05


@pytest.mark.slow
def test_25_megabytes_never_stall_the_window(stage: Stage) -> None:
    """While 25 MB of JSON are laid out, scrolled and filtered, the window's thread is never busy for 50 ms."""
    assert len(LARGE) > 25_000_000
    page = console_page(stage)
    write_request(page, CallDraft(address=API))
    stage.http.reply(API, Response(200, (("content-type", "application/json"),), LARGE))
    assert stage.run(_looked_through(page)) < STALL
    assert len(page.panel.lines.lines) > 0


async def _looked_through(page: ConsolePage) -> float:
    """Send, scroll until all is laid out, filter; return the longest turn."""
    turns, bar = Turns(), page.panel.lines.verticalScrollBar()
    page.editor.send_requested.emit()
    await _all_shown(page, lambda: bar.setValue(bar.value() + 400))
    page.panel.filter.setText("items[].name")
    await _all_shown(page, lambda: None)
    return turns.stop()


async def _all_shown(page: ConsolePage, meanwhile: Callable[[], None]) -> None:
    """Wait until nothing more is to come: what went on after the test would meet a loop that has ended."""
    async with asyncio.timeout(60):
        while page.calls.under_way(GOOGLE_ID) or not page.panel.idle:
            await asyncio.sleep(0.02)
            meanwhile()


@pytest.mark.slow
def test_no_step_of_a_worker_holds_the_interpreter_for_long() -> None:
    """What runs on a worker thread gives the interpreter back long before anybody could notice."""
    lines = JsonLines(LARGE)
    assert _longest_step(lines.scan()) < STALL
    search = PathSearch(lines, parse_path("items[].name"))
    assert _longest_step(search.run()) < STALL
    assert search.found == 170_000
    assert _longest_step(TextLines(LARGE).scan()) < STALL


def _longest_step(steps: Iterator[None]) -> float:
    longest, last = 0.0, time.thread_time()
    for _ in steps:
        now = time.thread_time()
        longest, last = max(longest, now - last), now
    return longest
