"""Until when a secret or a key is good, where only a person knows."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from oauth_desk.domain.api_key import KeyCare
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client
from oauth_desk.services.ports import VaultError, VaultFault
from oauth_desk.ui.connections.about_words import asks_when
from oauth_desk.ui.main_window import MainWindow
from tests.ui import samples
from tests.ui.connect.test_wizard import FORBIDDEN
from tests.ui.connections.key_scenes import KEYED, key_window, keyed
from tests.ui.end_scenes import SLACK, asked
from tests.ui.samples import DAY
from tests.ui.stage import Stage


def sheet(made: MainWindow) -> QWidget | None:
    """Return the sheet if it can be seen."""
    return next((each for each in made.findChildren(QWidget, "end_sheet") if each.isVisible()), None)


def choose(stage: Stage, made: MainWindow, words: str) -> None:
    """Choose an answer and keep it."""
    answers = made.findChild(QComboBox, "end_choice")
    place = answers.findText(words)
    assert place >= 0, [answers.itemText(each) for each in range(answers.count())]
    stage.act(lambda: (answers.setCurrentIndex(place), answers.activated.emit(place)))
    stage.click(made, "end_save")


def test_a_secrets_end_is_kept_and_told(stage: Stage) -> None:
    """What the person says is an end like any other: on the card two weeks ahead."""
    made = asked(stage)
    answers = made.findChild(QComboBox, "end_choice")
    assert answers.currentText() == "On 12 June 2027"
    choose(stage, made, "In 3 months")
    assert sheet(made) is None
    assert stage.book.require(SLACK).service.client.secret_expires_at == stage.now + 90 * DAY


def test_what_is_known_stays_unless_something_is_chosen(stage: Stage) -> None:
    """Keeping what is shown changes nothing; “I do not know” takes it back."""
    made = asked(stage)
    before = stage.book.require(SLACK)
    stage.click(made, "end_save")
    assert sheet(made) is None
    assert stage.book.require(SLACK) == before
    stage.act(lambda: made.findChild(QAction, "more_end").trigger())
    choose(stage, made, "I do not know")
    assert stage.book.require(SLACK).service.client.secret_expires_at is None


def test_a_keys_reminder_is_changed_without_another_key(stage: Stage) -> None:
    """The same question for a key sets the day by which it is to be replaced."""
    made = key_window(stage, keyed(stage.now, care=KeyCare()))
    stage.act(lambda: made.findChild(QAction, "more_end").trigger())
    assert made.findChild(QComboBox, "end_choice").currentText() == "Never"
    choose(stage, made, "In 30 days")
    assert stage.book.require(KEYED).key_care == KeyCare(stage.now + 30 * DAY)


def test_what_cannot_be_saved_is_said(stage: Stage) -> None:
    """The sheet stays open and says why."""
    made = asked(stage)
    stage.file.fault = VaultError(VaultFault.FULL, "no space left")
    choose(stage, made, "In a year")
    assert sheet(made) is not None
    problem = made.findChild(QLabel, "end_problem")
    assert problem.isVisible()
    assert problem.text()


def test_the_question_has_plain_words(stage: Stage) -> None:
    """A person who copied a secret knows what is meant."""
    made = asked(stage)
    dialog = sheet(made)
    assert dialog is not None
    assert [each.text() for each in dialog.findChildren(QLabel) if FORBIDDEN.search(each.text())] == []


def secretive(**changes: object) -> Connection:
    """Return a connection with a secret of a person's own."""
    made = samples.drawn(0.0)[1]
    client = replace(Client("desk", Secret("s")), **{key: value for key, value in changes.items() if key != "locked"})
    return replace(made, service=replace(made.service, client=client, locked=changes.get("locked", ())))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "When its secret ends…"),
        ({"client_secret": None}, ""),
        ({"registered_dynamically": True}, ""),
        ({"locked": ("client.client_secret_ends",)}, ""),
    ],
)
def test_it_is_asked_only_where_a_person_knows(changes: dict[str, object], words: str) -> None:
    """No secret, one that the program got by itself, one that an administrator looks after: nothing to ask."""
    assert asks_when(secretive(**changes)) == words
