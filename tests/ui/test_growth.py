"""A window that stays open for a week does not grow."""

import gc
from collections.abc import Callable

import pytest
from PySide6.QtCore import SIGNAL, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QWidget

from tests.fakes.http import json_response
from tests.ui.stage import Stage
from tests.ui.window_scenes import GOOGLE, filled


def alive(kind: type[QObject]) -> int:
    """Return how many Python objects of a kind there are."""
    gc.collect()
    return sum(isinstance(each, kind) for each in gc.get_objects())


def grown(stage: Stage, repeat: Callable[[], object]) -> dict[str, int]:
    """Return what there is more of after eleven repetitions than after three."""

    def count() -> dict[str, int]:
        stage.settle()
        listeners = stage.theme.receivers(SIGNAL("changed()"))
        return {"widgets": alive(QWidget), "labels": alive(QLabel), "listeners": listeners, "tasks": len(stage.tasks)}

    for _ in range(3):
        repeat()
    before = count()
    for _ in range(8):
        repeat()
    after = count()
    return {name: after[name] - before[name] for name in before if after[name] > before[name]}


def test_renewals(stage: Stage) -> None:
    """Renewing again and again leaves nothing behind, with the details shown."""
    made = filled(stage)
    made.pages.currentWidget().show_tab("details")
    stage.settle()
    token = {"access_token": "A", "token_type": "Bearer", "expires_in": 3600}
    stage.http.always("https://google.example/token", json_response(token))

    async def renew() -> None:
        await stage.clock.advance(60)
        await stage.desk.renewer.renew(GOOGLE)

    assert grown(stage, lambda: (stage.run(renew()), stage.settle())) == {}


def test_choosing(stage: Stage) -> None:
    """Going from one connection to another leaves nothing behind."""
    made = filled(stage)

    def walk() -> None:
        for connection in stage.book.all():
            stage.act(lambda connection=connection: made.choose(connection.id))

    assert grown(stage, walk) == {}


@pytest.mark.parametrize(
    ("opens", "closes"), [("rename_link", "rename_cancel"), ("disconnect_button", "disconnect_cancel")]
)
def test_sheets(stage: Stage, opens: str, closes: str) -> None:
    """Opening and closing a sheet leaves nothing behind."""
    made = filled(stage)

    def open_and_close() -> None:
        stage.click(made, opens)
        stage.click(made, closes)

    assert grown(stage, open_and_close) == {}


def test_sheets_of_the_programs_menu(stage: Stage) -> None:
    """Opening and closing the sheets of copies and moves leaves nothing behind."""
    made = filled(stage)
    stage.run(stage.desk.archive.make())

    def open_and_close() -> None:
        for button, sheet in (("restore", "restore"), ("export", "export"), ("import", "import")):
            stage.act(made.findChild(QAction, "program_backup").trigger)
            stage.click(made, f"backup_{button}")
            stage.click(made, f"{sheet}_sheet_cancel")

    assert grown(stage, open_and_close) == {}


def test_changing_colours(stage: Stage) -> None:
    """Changing the colours leaves nothing behind but two pictures of each icon."""
    filled(stage)

    def change() -> None:
        stage.theme.force("dark")
        stage.theme.force("light")

    assert grown(stage, change) == {}
    assert len(stage.theme._icons._pixmaps) < 100
