"""The model of the list keeps its promises to Qt and to its readers."""

import random
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from oauth_desk.domain.events import ConnectionAdded, ConnectionChanged, ConnectionRemoved
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.ui.connections.arrangement import Order
from oauth_desk.ui.connections.list_model import ConnectionsModel, Role
from tests.ui import samples
from tests.ui.stage import Stage


def model_on(stage: Stage) -> ConnectionsModel:
    """Return a model under the eyes of Qt's own tester."""
    made = ConnectionsModel(stage.book, stage.clock, stage.desk.keeper.next_renewal_at, stage.bridge, stage.bridge)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def names(model: ConnectionsModel) -> list[str]:
    """Return the names in the order of the rows."""
    return [model.index(row).data() for row in range(model.rowCount())]


def test_rows_carry_what_a_card_shows(stage: Stage) -> None:
    """A row gives name, state line, share and the words for a screen reader."""
    stage.open(samples.drawn(stage.now))
    model = model_on(stage)
    index = model.index_of("id-google-google")
    assert index.data() == "Google"
    assert index.data(Role.LINE).text == "Renews in 42 min"
    assert index.data(Role.SHARE) == pytest.approx(2530 / 3285)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Google, ana.petrova@gmail.com, Renews in 42 min"
    assert "ana.petrova@gmail.com" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Qt.ItemDataRole.EditRole) is None
    assert model.rowCount(index) == 0
    assert model.data(QModelIndex()) is None


def test_events_reach_the_rows(stage: Stage) -> None:
    """Added, changed, moved and removed connections are seen after one turn of the loop."""
    stage.open()
    model = model_on(stage)
    hubspot, google, slack, *_ = samples.drawn(stage.now)
    for each in (google, slack):
        stage.run(stage.book.add(each))
    stage.settle()
    assert names(model) == ["Google", "Slack"]
    stage.run(stage.book.add(hubspot))
    stage.settle()
    assert names(model) == ["HubSpot", "Google", "Slack"]
    stage.run(stage.book.rename(google.id, "Zebra"))
    stage.settle()
    assert names(model) == ["HubSpot", "Slack", "Zebra"]
    stage.run(stage.book.remove(slack.id))
    stage.settle()
    assert names(model) == ["HubSpot", "Zebra"]
    assert model.total == 2


def test_locking_empties_the_rows(stage: Stage) -> None:
    """A locked vault leaves nothing to read in the model."""
    stage.open(samples.drawn(stage.now))
    model = model_on(stage)
    stage.run(stage.desk.session.lock())
    assert model.rowCount() == 0
    stage.run(stage.desk.session.open())
    assert model.rowCount() == 6


def test_a_search_hides_without_forgetting(stage: Stage) -> None:
    """What a search hides is still known; a change may bring it into view or out of it."""
    stage.open(samples.drawn(stage.now))
    model = model_on(stage)
    model.search("goo")
    assert names(model) == ["Google"]
    assert model.knows("id-slack-slack")
    assert not model.index_of("id-slack-slack").isValid()
    stage.run(stage.book.rename("id-slack-slack", "Goose"))
    stage.settle()
    assert names(model) == ["Google", "Goose"]
    stage.run(stage.book.rename("id-slack-slack", "Slack"))
    stage.run(stage.book.remove("id-google-google"))
    stage.settle()
    assert names(model) == []
    model.search("")
    assert "Slack" in names(model)


def test_a_tick_tells_only_what_reads_differently(stage: Stage) -> None:
    """Changes are told for the countdown roles, for rows that are seen, and only where words or bar moved."""
    stage.open(samples.drawn(stage.now))
    model = model_on(stage)
    model.tick(0, 5)
    changed: list[tuple[int, list[int]]] = []
    model.dataChanged.connect(lambda first, _last, roles: changed.append((first.row(), list(roles))))
    model.tick(0, 5)
    assert changed == []
    stage.run(stage.clock.advance(60))
    model.tick(3, 3)
    assert changed == [(3, [Role.LINE.value, Role.SHARE.value])]


def test_time_that_ran_out_moves_a_row(stage: Stage) -> None:
    """A connection that cannot renew moves to "Needs you" when its time is over, with no event."""
    ending = samples.connection(samples.SLACK, "", stage.now, age=0, lifetime=60, renews=False)
    stage.open([samples.drawn(stage.now)[1], ending])
    model = model_on(stage)
    assert names(model) == ["Google", "Slack"]
    stage.run(stage.clock.advance(61))
    model.tick(0, 0)
    stage.settle()
    assert names(model) == ["Slack", "Google"]


def test_many_changes_at_once_are_taken_together(stage: Stage) -> None:
    """Five hundred renewals in one turn of the loop arrange the rows once."""
    connections = samples.many(500, stage.now)
    stage.open(connections)
    model = model_on(stage)
    resets = []
    model.modelReset.connect(lambda: resets.append(1))
    for each in connections:
        stage.file.put(replace(each, generation=2))
    stage.file.committed()
    stage.run(stage.book.sync())
    stage.settle()
    assert resets == [1]
    assert model.index(0).data(Role.CONNECTION).generation == 2


def test_any_story_keeps_the_order(stage: Stage) -> None:
    """After any mixture of events the rows are those of a fresh model."""
    chance = random.Random(7)  # noqa: S311 - a story, not a secret
    stage.open(samples.many(12, stage.now))
    model = model_on(stage)
    spare = samples.many(30, stage.now)[12:]
    for _ in range(150):
        _one_change(stage, chance, spare)
        if chance.random() < 0.1:
            model.search(chance.choice(["", "google", "0"]))
        if chance.random() < 0.1:
            model.sort_by(chance.choice(list(Order)))
        stage.settle()
    model.search("")
    model.sort_by(Order.NAME)
    fresh = model_on(stage)
    assert names(model) == names(fresh)
    assert len(names(model)) == len(stage.book.all())


def _one_change(stage: Stage, chance: random.Random, spare: list) -> None:
    known = stage.book.all()
    which = chance.choice(["add", "change", "remove"]) if known else "add"
    if which == "add" and spare:
        stage.book._connections[spare[-1].id] = spare[-1]
        stage.book.publish(ConnectionAdded(spare.pop()))
    elif which == "remove" and known:
        gone = chance.choice(known)
        del stage.book._connections[gone.id]
        stage.book.publish(ConnectionRemoved(gone.id))
    elif known:
        old = chance.choice(known)
        condition = chance.choice([Condition(), Condition(Status.SIGN_IN_NEEDED, Cause.REJECTED)])
        new = replace(old, name=f"{old.name}{chance.choice('abc')}", condition=condition)
        stage.book._connections[new.id] = new
        stage.book.publish(ConnectionChanged(new))
