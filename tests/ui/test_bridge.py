"""Events become signals, gestures become tasks."""

from functools import partial

import pytest
from PySide6.QtCore import QObject

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.events import (
    ActivityEntry,
    ActivityKind,
    ActivityLogged,
    ConnectionAdded,
    ConnectionChanged,
    ConnectionRemoved,
    Event,
    ReconnectNeeded,
    Resumed,
    SaveFailed,
    SaveRecovered,
    UpdatesFound,
    VaultFailed,
    VaultLocked,
    VaultOpened,
    VaultRecovered,
)
from tests.ui import samples
from tests.ui.stage import Stage

ERROR = DeskError("disk_full", "The disk is full.")
CONNECTION = samples.drawn(1.8e9)[0]
ENTRY = ActivityEntry(1.0, "id", "name", ActivityKind.RENEWAL, "renewed")


@pytest.mark.parametrize(
    ("event", "signal", "values"),
    [
        (ConnectionAdded(CONNECTION), "connection_added", (CONNECTION,)),
        (ConnectionChanged(CONNECTION), "connection_changed", (CONNECTION,)),
        (ConnectionRemoved("id"), "connection_removed", ("id",)),
        (ReconnectNeeded(CONNECTION), "reconnect_needed", (CONNECTION,)),
        (SaveFailed(CONNECTION, "full"), "save_failed", (CONNECTION, "full")),
        (SaveRecovered(CONNECTION), "save_recovered", (CONNECTION,)),
        (VaultFailed(ERROR), "vault_failed", (ERROR,)),
        (VaultRecovered(), "vault_recovered", ()),
        (ActivityLogged(ENTRY), "activity_logged", (ENTRY,)),
        (VaultLocked(), "vault_locked", ()),
        (VaultOpened(), "vault_opened", ()),
        (Resumed(120.0), "resumed", (120.0,)),
        (UpdatesFound(), "updates_found", ()),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str | tuple) else None,
)
def test_each_event_has_its_signal(stage: Stage, event: Event, signal: str, values: tuple[object, ...]) -> None:
    """Every event of the core reaches its signal with all it carries."""
    heard = []
    getattr(stage.bridge, signal).connect(lambda *found: heard.append(found))
    stage.book.publish(event)
    assert heard == [values]


def test_every_kind_of_event_is_known() -> None:
    """A new kind of event cannot be forgotten here."""
    from oauth_desk.ui.bridge import _SIGNALS  # noqa: PLC0415 - the table itself

    assert set(_SIGNALS) == set(Event.__args__)


def test_a_gesture_ends_in_its_callback(stage: Stage) -> None:
    """What a gesture's work returns reaches the page that asked."""
    found = []

    async def work() -> int:
        return 42

    stage.act(lambda: stage.bridge.start(work(), "work", on_done=found.append))
    assert found == [42]


def test_an_error_reaches_the_page(stage: Stage) -> None:
    """A DeskError goes to the page that asked, or to the window where the page takes none."""
    page, window = [], []
    stage.bridge.error_raised.connect(window.append)

    async def fail() -> None:
        raise DeskError("no", "It did not work.")

    stage.act(lambda: stage.bridge.start(fail(), "fail", on_error=page.append))
    stage.act(lambda: stage.bridge.start(fail(), "fail"))
    assert [error.code for error in page + window] == ["no", "no"]


def test_a_mistake_is_told_and_logged(stage: Stage) -> None:
    """An error nobody foresaw is told in plain words, and still reaches the log of the task scope."""
    told = []
    stage.bridge.error_raised.connect(told.append)

    async def fail() -> None:
        raise ZeroDivisionError

    stage.act(lambda: stage.bridge.start(fail(), "fail"))
    assert [error.code for error in told] == ["unexpected"]
    assert [type(error) for _, error in stage.failures] == [ZeroDivisionError]
    stage.failures.clear()


class Page(QObject):
    """A page that remembers what it heard."""

    heard: list[object] = []  # noqa: RUF012 - it outlives the page on purpose

    def on_done(self, result: object) -> None:
        """Remember."""
        self.heard.append(result)


def test_a_page_that_is_gone_hears_nothing(stage: Stage) -> None:
    """A callback of a deleted widget is not called."""
    page = Page()

    async def work() -> int:
        await stage.clock.sleep(10)
        return 42

    stage.act(lambda: stage.bridge.start(work(), "work", on_done=page.on_done))
    stage.act(lambda: stage.bridge.start(work(), "work", on_done=partial(page.on_done)))
    page.deleteLater()
    stage.settle()
    stage.advance(11)
    assert Page.heard == []
