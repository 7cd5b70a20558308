"""The window stays open for a week: connections renew beneath it, everything goes wrong at times, and nothing grows."""

import os
import random
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from oauth_desk.domain.status import Status
from oauth_desk.protocol.http import Request, Response
from oauth_desk.services.ports import TransportFault
from oauth_desk.ui.main_window import MainWindow
from tests.fakes.http import failure, json_response, text_response
from tests.faults.conftest import Effort, Record
from tests.ui import samples
from tests.ui.conftest import garbage_does_not_pile_up, garbage_stays_on_this_thread, stage
from tests.ui.stage import Stage
from tests.ui.test_growth import alive
from tests.ui.window_scenes import window

__all__ = ["garbage_does_not_pile_up", "garbage_stays_on_this_thread", "stage"]

HOUR = 3600.0
TABS = ("overview", "activity", "details")
MEGABYTE = 1 << 20
pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(sys.platform != "linux", reason="weighs the process through /proc"),
]


class Weather:
    """What the services answer: mostly tokens, at times everything else."""

    def __init__(self) -> None:
        self.chance = random.Random("a week in the window")  # noqa: S311 - nothing secret is drawn
        self.renewals = 0

    async def __call__(self, _request: Request) -> Response:
        """Answer a renewal."""
        drawn = self.chance.random()
        if drawn < 0.06:
            raise failure(self.chance.choice(list(TransportFault)), sent=self.chance.random() < 0.5)
        if drawn < 0.1:
            return text_response("<html>log in first</html>", status=200)
        if drawn < 0.14:
            return json_response({}, self.chance.choice([429, 500, 503]))
        self.renewals += 1
        return json_response({"access_token": f"A{self.renewals}", "token_type": "Bearer", "expires_in": 3600})


def weight(stage: Stage, made: MainWindow) -> dict[str, int]:
    """Return what there is of everything that could grow, with the same connection on every page."""
    stage.act(lambda: made.choose(min(each.id for each in stage.book.all())))
    for tab in TABS:
        stage.act(lambda tab=tab: made.pages.currentWidget().show_tab(tab))
    return {
        "widgets": alive(QWidget),
        "objects of Qt": alive(QObject),
        "timers": alive(QTimer),
        "tasks": len(stage.tasks),
        "sleepers": stage.clock.sleepers,
        "descriptors": len(list(Path("/proc/self/fd").iterdir())),
        "megabytes": int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // MEGABYTE,
    }


def a_day(stage: Stage, made: MainWindow, number: int, hour: float) -> None:
    """Let a day pass in six parts; somebody looks at this and that, and hides the window at night."""
    for part in range(6):
        if part in (0, 2):
            stage.act(made.hide if part == 0 else made.show)
        shown = stage.book.all()[(number * 6 + part) % len(stage.book.all())]
        stage.act(lambda shown=shown: made.choose(shown.id))
        stage.act(lambda part=part: made.pages.currentWidget().show_tab(TABS[part % len(TABS)]))
        stage.advance(4 * hour)
        for dialog in made.findChildren(QWidget, "reconnect_dialog"):
            stage.act(dialog.reject)


def test_a_week_with_the_window_open(stage: Stage, figure: Record, effort: Effort) -> None:
    """What there is after the second day is what there is at the end: widgets, timers, tasks, files, memory."""
    days, hour, weather = effort(3, 7), float(effort(600, 3600)), Weather()
    stage.open(samples.many(effort(6, 40), stage.now))
    for each in stage.book.all():
        stage.http.always(each.service.endpoints.token or "", weather)
    made = window(stage)
    stage.act(lambda: stage.tasks.start(stage.desk.keeper.run(), "keeper"))
    weights = []
    for number in range(days):
        a_day(stage, made, number, hour)
        weights.append(weight(stage, made))
    early, late = weights[1], weights[-1]
    kept = sum(each.condition.status is not Status.SIGN_IN_NEEDED for each in stage.book.all())
    grown = {name: late[name] - early[name] for name in late if late[name] > early[name] + _ROOM.get(name, 0)}
    figure(
        f"{days * 24 * hour / HOUR:.0f} h with the window open",
        tried=len(stage.book.all()),
        held=kept,
        saw=f"{weather.renewals} renewals; " + ", ".join(f"{name} {early[name]} → {late[name]}" for name in late),
    )
    assert grown == {}
    assert kept == len(stage.book.all())


_ROOM = {"tasks": 3, "sleepers": 3, "megabytes": 6, "objects of Qt": 4}
"""Renewals under way at that moment; the log of the stand-in vault, which nothing prunes, is memory, too."""
