"""The notice that something ends within a day."""

import json
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QSystemTrayIcon, QWidget

from oauth_desk.domain.api_key import KeyCare
from oauth_desk.domain.connection import Connection
from oauth_desk.ui.end_notice import EndNotice
from oauth_desk.ui.main_window import MainWindow
from oauth_desk.ui.window_app import build_window
from tests.fakes.http import json_response
from tests.ui import samples
from tests.ui.connections.key_scenes import keyed
from tests.ui.end_scenes import GOOGLE, MICROSOFT, SLACK, certificate_ends, long_offline, secret_ends, sign_in_ends
from tests.ui.samples import DAY
from tests.ui.stage import Stage

# The offscreen platform has neither a tray nor a stack of windows, and says so.
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", "does not support raise", extend=True)


class Program:
    """A window built as the program builds it, with what its tray said."""

    def __init__(self, stage: Stage, *, tray: bool = False, hidden: bool = False) -> None:
        self.stage = stage
        self.window: MainWindow = build_window(
            stage.desk, stage.application, on_quit=lambda: None, on_seen=None, tray=tray
        )
        stage.show(self.window)
        if hidden:
            self.window.hide()
        self.told: list[tuple[str, str]] = []
        icon = self.window.findChild(QSystemTrayIcon, "tray_icon")
        if icon is not None:
            icon.showMessage = lambda title, words, _icon: self.told.append((title, words))
        stage.act(self.window.open_vault)
        self.look()

    @property
    def notice(self) -> EndNotice:
        """Return what looks."""
        return self.window.findChild(EndNotice)

    def look(self) -> None:
        """Let the pause after changes pass."""
        self.stage.act(self.notice.look)

    @property
    def title(self) -> str:
        """Return the title of the notice; empty where there is none."""
        label = self.window.findChild(QLabel, "end_banner_title")
        return label.text() if label is not None and label.isVisible() else ""

    @property
    def action(self) -> str:
        """Return the words of its button."""
        return self.window.findChild(QPushButton, "end_banner_action").text()

    def quit(self) -> None:
        """End the program, which waits until its memory is written."""
        self.stage.act(self.window.quit)

    def press(self) -> None:
        """Press its button."""
        self.stage.click(self.window, "end_banner_action")


def opened(stage: Stage, *changed: Connection) -> None:
    """Open the vault with the connections of the drawings, some of them changed."""
    known = {each.id: each for each in samples.drawn(stage.now)}
    stage.open((known | {each.id: each for each in changed}).values())


def google(stage: Stage, days: float = 0.9) -> Connection:
    """Return the connection to Google, whose sign-in ends in so many days."""
    return sign_in_ends(samples.drawn(stage.now)[1], stage.now, days=days)


def slack(stage: Stage) -> Connection:
    """Return the connection to Slack, whose certificate ends in a day."""
    return certificate_ends(samples.drawn(stage.now)[2], stage.now, days=0.5)


def test_an_end_within_a_day_is_told_in_the_window(stage: Stage) -> None:
    """Amber, whose and by when, with the step that mends it; nothing more than a day ahead."""
    opened(stage, google(stage))
    program = Program(stage)
    assert program.title == "Google: sign in again by tomorrow 13:36."
    assert program.action == "Sign in again"
    program.press()
    stage.settle()
    assert [dialog.isVisible() for dialog in program.window.findChildren(QWidget, "reconnect_dialog")] == [True]


def test_nothing_is_told_earlier(stage: Stage) -> None:
    """Three days ahead the list says it, and no notice disturbs."""
    opened(stage, google(stage, days=3))
    assert Program(stage).title == ""


def test_it_comes_by_itself(stage: Stage) -> None:
    """An open window tells it when the day comes, at one of its looks every ten minutes."""
    opened(stage, google(stage, days=1.5))
    program = Program(stage)
    assert program.title == ""
    stage.http.always("https://google.example/token", json_response({}, 503))
    stage.advance(0.6 * DAY)
    assert program.notice._every.isActive()
    assert program.notice._every.interval() == 600_000
    stage.act(program.notice._every.timeout.emit)
    assert program.title.startswith("Google: sign in again by")


def test_it_is_told_once_and_not_at_each_start(stage: Stage) -> None:
    """The next start says nothing of what was told; the list still does."""
    opened(stage, google(stage))
    first = Program(stage)
    assert first.title
    first.quit()
    assert Program(stage).title == ""


def test_dismissed_it_stays_away(stage: Stage) -> None:
    """Who has read it is not told again by the next look."""
    opened(stage, google(stage))
    program = Program(stage)
    stage.click(program.window, "end_banner_close")
    program.look()
    assert program.title == ""


def test_it_is_withdrawn_when_mended(stage: Stage) -> None:
    """Signed in again, here or by another process, the notice goes by itself."""
    opened(stage, google(stage))
    program = Program(stage)
    stage.run(stage.book.change(GOOGLE, lambda _old: google(stage, days=90)))
    stage.settle()
    program.look()
    assert program.title == ""


def test_it_goes_with_its_connection(stage: Stage) -> None:
    """What was disconnected is not spoken of."""
    opened(stage, google(stage))
    program = Program(stage)
    stage.run(stage.book.remove(GOOGLE))
    stage.settle()
    assert program.title == ""


def test_locking_takes_its_words_back(stage: Stage) -> None:
    """A locked window names nobody, and looks for nothing."""
    opened(stage, google(stage))
    program = Program(stage)
    stage.run(stage.desk.session.lock())
    stage.settle()
    program.look()
    assert program.title == ""


def test_hidden_it_is_told_in_the_tray(stage: Stage) -> None:
    """No window comes up and no focus is taken; a click on the message opens the window at that connection."""
    opened(stage, google(stage))
    program = Program(stage, tray=True, hidden=True)
    [(title, words)] = program.told
    assert title == "Google: sign in again by tomorrow 13:36"
    assert words.startswith("Google ends this sign-in tomorrow at 13:36")
    assert not program.window.isVisible()
    program.look()
    assert len(program.told) == 1
    stage.act(program.window.findChild(QSystemTrayIcon, "tray_icon").messageClicked.emit)
    assert program.window.isVisible()
    assert program.title
    assert program.window.pages.currentWidget().side.connection_id == GOOGLE


def test_without_a_tray_a_hidden_window_keeps_it(stage: Stage) -> None:
    """What nobody could see is told again at the next start; once seen, it is not."""
    opened(stage, google(stage))
    Program(stage, hidden=True).quit()
    second = Program(stage, hidden=True)
    assert second.title == ""
    second.window.show()
    stage.settle()
    assert second.title
    second.quit()
    assert Program(stage).title == ""


def test_several_are_one_notice(stage: Stage) -> None:
    """One banner, the soonest named; the button leads to it and begins nothing."""
    opened(stage, google(stage), slack(stage))
    program = Program(stage)
    assert (program.title, program.action) == ("2 connections need you soon.", "Show the first")
    program.press()
    assert program.window.pages.currentWidget().side.connection_id == SLACK
    assert program.window.findChildren(QWidget, "reconnect_dialog") == []


def test_one_connection_with_two_ends(stage: Stage) -> None:
    """It is one connection, whatever ends of it."""
    both = certificate_ends(google(stage, days=0.2), stage.now, days=0.5)
    opened(stage, both)
    assert Program(stage).title == "Google: sign in again by 20:48."


def test_a_key_is_replaced(stage: Stage) -> None:
    """The button opens the sheet for another key."""
    key = keyed(stage.now, care=KeyCare(stage.now + 0.5 * DAY))
    opened(stage, key)
    program = Program(stage)
    assert (program.title, program.action) == ("City Maps: replace its key by tomorrow.", "Replace its key…")
    program.press()
    assert program.window.findChild(QWidget, "replace_key_sheet").isVisible()


def test_a_secret_is_only_shown(stage: Stage) -> None:
    """What is mended at the service leads to its page."""
    opened(stage, secret_ends(samples.drawn(stage.now)[2], stage.now, days=2.5))
    program = Program(stage)
    assert (program.title, program.action) == ("Slack: its secret ends on Friday.", "Show it")
    program.press()
    assert program.window.pages.currentWidget().side.connection_id == SLACK


def test_what_was_not_renewed_for_long_is_renewed(stage: Stage) -> None:
    """A renewal is all that is wanted: the button asks for one, and the notice goes when it worked."""
    microsoft = long_offline(samples.drawn(stage.now)[3], stage.now)
    opened(stage, replace(microsoft, tokens=replace(microsoft.tokens, obtained_at=stage.now - 89.5 * DAY)))
    program = Program(stage)
    assert (program.title, program.action) == ("Microsoft 365: renew it by tomorrow 04:00.", "Renew now")
    answer = {"access_token": "A9", "token_type": "Bearer", "refresh_token": "R9", "expires_in": 3600}
    stage.http.reply("https://microsoft.example/token", json_response(answer))
    program.press()
    stage.settle()
    program.look()
    assert stage.book.require(MICROSOFT).generation == 2
    assert program.title == ""


@pytest.mark.parametrize("text", ["", "nonsense", "[1]", '{"a": 3}', '{"a": ["x"]}', json.dumps({"gone": [1.0]})])
def test_a_memory_that_cannot_be_read_is_none(stage: Stage, text: str) -> None:
    """Whatever is in the preferences, the notice is told, and remembered anew."""
    stage.desk.settings.preferences.write_text(json.dumps({"told_ends": text}))
    opened(stage, google(stage))
    assert Program(stage).title
