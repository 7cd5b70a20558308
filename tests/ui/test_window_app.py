"""The window with tray and program around it."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QAction, QGuiApplication, QPixmapCache
from PySide6.QtWidgets import QLabel, QSystemTrayIcon, QWidget

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.services.vault_session import SessionState
from oauth_desk.ui.first_look import first_look, tray_comes
from oauth_desk.ui.main_window import MainWindow
from oauth_desk.ui.window_app import build_window
from tests.ui import samples
from tests.ui.stage import Stage
from tests.ui.window_scenes import tab

GOOGLE = "id-google-google"

# The offscreen platform has neither a tray nor a stack of windows, and says so.
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", "does not support raise", extend=True)


class Program:
    """A window built as the program builds it, and what it told."""

    def __init__(self, stage: Stage, *, tray: bool, hidden: bool = False) -> None:
        self.ended: list[int] = []
        self.seen: list[bool] = []
        self.window: MainWindow = build_window(
            stage.desk,
            stage.application,
            on_quit=lambda: self.ended.append(1),
            on_seen=self.seen.append,
            tray=tray,
        )
        if hidden:
            stage.act(lambda: first_look(self.window, hidden=True))
        else:
            stage.show(self.window)
        stage.act(self.window.open_vault)

    @property
    def icon(self) -> QSystemTrayIcon:
        """Return the tray icon."""
        return self.window.findChild(QSystemTrayIcon, "tray_icon")

    def tray(self, name: str) -> QAction:
        """Return an action of the tray's menu."""
        return next(each for each in self.icon.contextMenu().actions() if each.objectName() == f"tray_{name}")


@pytest.fixture
def without_tray(stage: Stage) -> Program:
    """Return the program on a desktop without a tray."""
    stage.open(samples.drawn(stage.now))
    return Program(stage, tray=False)


@pytest.fixture
def with_tray(stage: Stage) -> Program:
    """Return the program on a desktop with a tray."""
    stage.open(samples.drawn(stage.now))
    return Program(stage, tray=True)


def test_without_a_tray_closing_quits(without_tray: Program) -> None:
    """Where there is nothing to come back from, the close button ends the program."""
    without_tray.window.close()
    assert without_tray.ended == [1]
    assert not without_tray.window.isVisible()


def test_with_a_tray_closing_hides(stage: Stage, with_tray: Program) -> None:
    """Where there is a tray, closing hides the window, and the tray brings it back."""
    with_tray.window.close()
    assert with_tray.ended == []
    assert not with_tray.window.isVisible()
    stage.act(with_tray.tray("open").trigger)
    assert with_tray.window.isVisible()
    assert with_tray.seen == [True, False, True]


def test_hidden_nothing_drawn_is_kept(with_tray: Program) -> None:
    """Pixmaps that are kept for the next frame would wake a hidden program every ten seconds."""
    QPixmapCache.insert("drawn for a frame", with_tray.window.grab())
    with_tray.window.close()
    assert QPixmapCache.find("drawn for a frame") is None


def test_quit_from_the_tray(stage: Stage, with_tray: Program) -> None:
    """Quit ends the program and takes the icon away."""
    stage.act(with_tray.tray("quit").trigger)
    assert with_tray.ended == [1]
    assert not with_tray.icon.isVisible()


def test_a_copied_secret_does_not_outlive_the_program(stage: Stage, without_tray: Program) -> None:
    """C106: who copies a token and quits within ten seconds leaves an empty clipboard behind."""
    made = without_tray.window
    stage.act(lambda: made.choose(GOOGLE))
    stage.act(lambda: tab(made, "details"))
    stage.click(made, "copy_access_token")
    assert QGuiApplication.clipboard().text()
    stage.act(made.quit)
    assert without_tray.ended == [1]
    assert QGuiApplication.clipboard().text() == ""


def test_a_click_on_the_icon_opens(stage: Stage, with_tray: Program) -> None:
    """A click on the icon brings the window forward."""
    with_tray.window.hide()
    stage.act(lambda: with_tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger))
    assert with_tray.window.isVisible()


def test_pausing(stage: Stage, with_tray: Program) -> None:
    """Pausing is seen in window, menu and tray, and undone from any of them."""
    stage.act(with_tray.tray("pause").trigger)
    assert stage.desk.keeper.paused
    assert with_tray.window.findChild(QAction, "program_pause").isChecked()
    assert with_tray.window.findChild(QLabel, "notice_banner_title").text() == "Renewing is paused."
    stage.click(with_tray.window, "notice_banner_action")
    assert not stage.desk.keeper.paused
    assert not with_tray.tray("pause").isChecked()
    assert not with_tray.window.findChild(QWidget, "notice_banner").isVisible()


def test_the_icon_shows_who_needs_you(stage: Stage, with_tray: Program) -> None:
    """The icon tells how many connections need their owner."""
    with_tray.window.children()
    rejected = Condition(Status.SIGN_IN_NEEDED, Cause.REJECTED)
    stage.run(stage.book.change(GOOGLE, lambda old: replace(old, condition=rejected)))
    surroundings = next(each for each in with_tray.window.children() if hasattr(each, "_count_needed"))
    surroundings._count_needed()
    assert with_tray.icon.toolTip() == "OAuth Desk: 2 connections need you"


def rejected(stage: Stage, *names: str) -> None:
    """Let connections need their owner, one right after the other."""
    condition = Condition(Status.SIGN_IN_NEEDED, Cause.PASSWORD)
    for name in names:
        stage.run(stage.book.change(name, lambda old: replace(old, condition=condition)))


def messages(program: Program) -> list[tuple[str, str]]:
    """Return what the tray says from now on."""
    told: list[tuple[str, str]] = []
    program.icon.showMessage = lambda title, words, _icon: told.append((title, words))
    return told


def gathered(stage: Stage, program: Program) -> None:
    """Let the pause pass in which what comes together is gathered."""
    surroundings = next(each for each in program.window.children() if hasattr(each, "_gathering"))
    assert surroundings._gathering.isActive()
    stage.act(surroundings._gathering.timeout.emit)


def test_a_hidden_window_tells_in_the_tray_why(stage: Stage, with_tray: Program) -> None:
    """One message, with the reason; a click on it opens the window at that connection, and the dialog."""
    with_tray.window.close()
    told = messages(with_tray)
    rejected(stage, GOOGLE)
    gathered(stage, with_tray)
    [(title, words)] = told
    assert title == "Google asks you to sign in again"
    assert words.startswith("Google ended this connection because the password of the account was changed")
    assert not with_tray.window.isVisible()
    stage.act(with_tray.icon.messageClicked.emit)
    assert with_tray.window.isVisible()
    assert with_tray.window.pages.currentWidget().side.connection_id == GOOGLE
    assert with_tray.window.findChild(QWidget, "reconnect_dialog").isVisible()


def test_several_are_one_message(stage: Stage, with_tray: Program) -> None:
    """What comes together is told together."""
    with_tray.window.close()
    told = messages(with_tray)
    rejected(stage, GOOGLE, "id-slack-slack", "id-demo-demo-service")
    gathered(stage, with_tray)
    assert told == [
        ("3 connections need you", "Google and 2 more. Open the window when it suits you."),
    ]


def test_what_is_mended_meanwhile_is_not_told(stage: Stage, with_tray: Program) -> None:
    """A message that was not given yet is withdrawn; so is one that a lock would have to hide."""
    with_tray.window.close()
    told = messages(with_tray)
    rejected(stage, GOOGLE, "id-slack-slack")
    stage.run(stage.book.change(GOOGLE, lambda old: replace(old, condition=Condition())))
    gathered(stage, with_tray)
    assert [title for title, _ in told] == ["Slack asks you to sign in again"]
    rejected(stage, GOOGLE)
    stage.run(stage.desk.session.lock())
    gathered(stage, with_tray)
    assert len(told) == 1


def test_locking_from_the_tray(stage: Stage, with_tray: Program) -> None:
    """The tray locks."""
    stage.act(with_tray.tray("lock").trigger)
    assert stage.book.all() == []


def test_the_windows_icon(with_tray: Program) -> None:
    """The window has an icon, and the application its name."""
    assert not with_tray.window.windowIcon().isNull()


def test_a_hidden_start_waits_in_the_tray(stage: Stage) -> None:
    """Started at login, nothing is shown or ticks, the connections are open, and the tray brings the window."""
    stage.open(samples.drawn(stage.now))
    program = Program(stage, tray=True, hidden=True)
    assert not program.window.isVisible()
    assert program.seen == [False]
    assert stage.desk.session.state is SessionState.OPEN
    stage.act(program.tray("open").trigger)
    assert program.window.isVisible()
    assert program.seen[-1] is True
    stage._shown.append(program.window)


def test_a_hidden_start_without_a_tray_is_minimised(stage: Stage) -> None:
    """Where there is no tray there is a window to come back to, minimised."""
    stage.open(samples.drawn(stage.now))
    program = Program(stage, tray=False, hidden=True)
    assert program.window.isMinimized()
    assert True not in program.seen
    stage._shown.append(program.window)


def test_a_hidden_start_that_needs_a_passphrase_says_so(stage: Stage) -> None:
    """A vault that does not open behind a hidden window is told in the tray: nothing would be renewed, unseen."""
    stage.passphrase = Secret("correct horse battery")
    stage.open(samples.drawn(stage.now))
    stage.run(stage.desk.session.end())
    stage.passphrase = None
    program = Program(stage, tray=True, hidden=True)
    told = messages(program)
    stage.act(program.window.open_vault)
    stage.until(lambda: told)
    assert told[0][0] == "Nothing is renewed yet"
    assert "passphrase" in told[0][1].lower()
    stage._shown.append(program.window)


def test_a_desktop_without_a_tray_is_waited_for_ten_seconds(stage: Stage) -> None:
    """What starts at login may be there before the tray is; where none comes, the wait ends."""
    started = stage.now
    waiting = stage.loop.create_task(tray_comes(stage.clock))
    while not waiting.done():
        stage.advance(0.5)
    assert stage.now - started == pytest.approx(10, abs=1)


def test_quitting_with_a_tray_locks_in_silence(stage: Stage, with_tray: Program) -> None:
    """After the last word the vault is closed, which the tray's menu hears of: it must still be there for that."""
    stage.act(with_tray.window.quit)
    stage.settle()
    stage.run(stage.desk.session.end())
    stage.settle()
    assert with_tray.ended == [1]
    assert with_tray.tray("lock").text() == "Unlock…"
