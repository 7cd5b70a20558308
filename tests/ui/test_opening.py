"""Service files that come from outside, by mouse, by double click, and by a second start."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QLabel, QWidget

from oauth_desk.services.second_start import Wish
from oauth_desk.ui.controls import SearchField
from oauth_desk.ui.front_door import FrontDoor
from oauth_desk.ui.main_window import MainWindow
from oauth_desk.ui.preferences import Preferences
from tests.domain.test_profile import HEAD
from tests.fakes.http import json_response
from tests.protocol.google_file import key_file
from tests.ui import samples
from tests.ui.drops import drop
from tests.ui.stage import Stage

PROFILE = HEAD.replace('"Acme"', '"Acme CRM"') + (
    'authorization_endpoint = "https://acme.example/a"\ntoken_endpoint = "https://acme.example/t"\n'
    '[client]\nclient_id = "desk"\n[scopes]\ndefault = ["read"]\n'
)

# The offscreen platform has no stack of windows, and says so.
pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Make a service file."""
    path = tmp_path / "acme.toml"
    path.write_text(PROFILE)
    return path


def made_window(stage: Stage) -> MainWindow:
    """Show a window whose connections are not open yet."""
    window = MainWindow(stage.desk, stage.bridge, stage.theme, Preferences(stage.desk.settings.preferences))
    stage.show(window)
    return window


@pytest.fixture
def window(stage: Stage) -> MainWindow:
    """Show the window with the connections of the drawings."""
    stage.open(samples.drawn(stage.now))
    made = made_window(stage)
    stage.act(made.open_vault)
    return made


def says(window: QWidget, name: str) -> str:
    """Return what a label says where it can be seen."""
    label = window.findChild(QLabel, name)
    return label.text() if label is not None and label.isVisible() else ""


def settled(stage: Stage) -> None:
    """Let the reading of a catalogue and a file come to an end."""
    for _ in range(3):
        stage.settle()


def test_a_dropped_file_opens_the_wizard_with_it(stage: Stage, window: MainWindow, file: Path) -> None:
    """Dropping a service file leads straight to what it asks for."""
    assert drop(stage, window, file)
    settled(stage)
    assert says(window, "permissions_title") == "What may this connection do at Acme CRM?"


def test_a_key_file_is_dropped_like_any_service_file(stage: Stage, window: MainWindow, tmp_path: Path) -> None:
    """The key file of a service account leads to its permissions; another JSON file is told for what it is."""
    robot, other = tmp_path / "robot.json", tmp_path / "other.json"
    robot.write_text(key_file())
    other.write_text('{"type": "authorized_user"}')
    assert drop(stage, window, robot)
    stage.until(lambda: "robot@acme-desk.iam.gserviceaccount.com" in says(window, "permissions_text"))
    assert drop(stage, window, other)
    stage.until(lambda: "not a key file" in says(window, "choose_banner_title"))


def test_one_place_takes_what_is_dropped(stage: Stage, window: MainWindow) -> None:
    """The first page has no drops of its own: the same file means the same wherever it is let go."""
    stage.act(window.pages.connect_service)
    assert not window.findChild(QWidget, "choose_page").acceptDrops()
    assert drop(stage, window, "two words")
    assert says(window, "notice_banner_title") == "This is neither a service file nor an address."


def test_a_dropped_address_is_looked_at(stage: Stage, window: MainWindow) -> None:
    """A link, or a text that is an address, is what it would be when pasted."""
    places = ("oauth-authorization-server", "openid-configuration", "oauth-protected-resource")
    for address in ("https://login.acme.example", *(f"https://login.acme.example/.well-known/{it}" for it in places)):
        stage.http.always(address, json_response({}, 404))
    for thing in (QUrl("https://login.acme.example"), " https://login.acme.example "):
        assert drop(stage, window, thing)
        settled(stage)
        assert window.findChild(QWidget, "service_search").text() == "https://login.acme.example"
        assert says(window, "choose_banner_title")


@pytest.mark.parametrize(
    ("things", "said"),
    [
        (("a.toml", "b.toml"), "Open one service file at a time."),
        ((".",), "is a folder."),
        (("mine.oauth-desk",), "“mine.oauth-desk” holds exported connections."),
    ],
)
def test_what_cannot_be_opened_is_told_in_a_sentence(
    stage: Stage, window: MainWindow, tmp_path: Path, things: tuple[str, ...], said: str
) -> None:
    """Several files, a folder, an export: one clear sentence, and the page stays."""
    assert drop(stage, window, *(tmp_path / thing for thing in things))
    assert said in says(window, "notice_banner_title")
    assert window.findChild(QWidget, "workspace").isVisible()


def test_a_file_dropped_on_a_search_is_opened_as_well(stage: Stage, window: MainWindow) -> None:
    """A search takes no drops of its own: a file's name is not what anybody wants to search for."""
    assert not any(line.acceptDrops() for line in window.findChildren(SearchField))


def test_a_text_that_is_no_address_is_told(stage: Stage, window: MainWindow) -> None:
    """Words that lead nowhere are said to."""
    assert drop(stage, window, "two words")
    assert says(window, "notice_banner_title") == "This is neither a service file nor an address."
    assert drop(stage, window, QUrl("ftp://acme.example/x"))
    assert says(window, "notice_banner_title") == "This is neither a service file nor an address."


def test_nothing_is_not_taken(stage: Stage, window: MainWindow) -> None:
    """What has neither files nor text is not for this window; nor is anything while a dialog asks."""
    assert not drop(stage, window, "  ")
    stage.act(lambda: window.pages.rename_requested.emit("id-google-google"))
    assert not drop(stage, window, "https://acme.example")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"no profile", b"{}", b"#" * 300_000])
def test_a_broken_file_is_told_where_services_are_chosen(
    stage: Stage, window: MainWindow, tmp_path: Path, content: bytes
) -> None:
    """A file that is no service file names itself and the mistake; another way can be chosen there."""
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    drop(stage, window, path)
    settled(stage)
    assert "broken.toml" in says(window, "choose_banner_title") + says(window, "choose_banner_detail")
    assert window.findChild(QWidget, "service_search").isVisible()


def test_a_name_that_no_file_can_have_is_told(stage: Stage, window: MainWindow) -> None:
    """A second start may name anything: what the file system refuses is told like any file that is not there."""
    for name in ("a" * 5000, "a\0b"):
        stage.act(lambda name=name: window.opening.open_file(Path("/", f"{name}.toml")))
        settled(stage)
        assert says(window, "choose_banner_title")
        stage.act(window.pages.show_connections)


def test_a_service_account_s_file_goes_the_same_way(stage: Stage, window: MainWindow, tmp_path: Path) -> None:
    """A .json is handed on like any service file."""
    path = tmp_path / "robot.json"
    path.write_text(json.dumps({"type": "service_account"}))
    assert drop(stage, window, path)
    settled(stage)
    assert "robot.json" in says(window, "choose_banner_title") + says(window, "choose_banner_detail")


def test_a_file_waits_until_connections_are_open(stage: Stage, file: Path) -> None:
    """At the start, and while locked, a file is kept and opened as soon as it can be."""
    window = made_window(stage)
    stage.act(lambda: window.opening.open_file(file))
    assert says(window, "notice_banner_title") == ""
    stage.act(window.open_vault)
    settled(stage)
    assert says(window, "permissions_title") == "What may this connection do at Acme CRM?"
    stage.act(window.menu.lock_requested.emit)
    stage.advance(1)
    assert drop(stage, window, file)
    assert says(window, "notice_banner_title") == "“acme.toml” is opened as soon as your connections are."
    stage.act(window.open_vault)
    settled(stage)
    assert says(window, "permissions_title") == "What may this connection do at Acme CRM?"


def test_a_file_is_opened_once(stage: Stage, file: Path) -> None:
    """What was opened does not come back with the next page."""
    window = made_window(stage)
    stage.act(lambda: window.opening.open_file(file))
    stage.act(window.open_vault)
    settled(stage)
    stage.act(window.pages.show_connections)
    settled(stage)
    assert says(window, "permissions_title") == ""


def test_a_sign_in_under_way_is_not_given_up(stage: Stage, window: MainWindow, file: Path) -> None:
    """A file that comes along while somebody is in the browser is refused with a sentence; the sign-in goes on."""
    drop(stage, window, file)
    settled(stage)
    stage.click(window, "permissions_continue")
    settled(stage)
    drop(stage, window, file)
    settled(stage)
    assert says(window, "waiting_problem").startswith("This sign-in is still under way.")
    assert len(stage.browser.opened) == 1


def test_macos_asks_in_its_own_way(stage: Stage, window: MainWindow, file: Path) -> None:
    """A double click there is an event of the program."""
    event = QFileOpenEvent(QUrl.fromLocalFile(str(file)))
    stage.act(lambda: window.opening.eventFilter(stage.application, event))
    settled(stage)
    assert says(window, "permissions_title") == "What may this connection do at Acme CRM?"


def test_other_events_pass(stage: Stage, window: MainWindow) -> None:
    """Watching for drops swallows nothing else."""
    assert not window.opening.eventFilter(window, QEvent(QEvent.Type.User))


def test_a_second_start_is_heard(stage: Stage, tmp_path: Path) -> None:
    """What lies in the folder is heard as soon as it lies there, and what lay there before, too."""
    heard: list[Wish] = []
    lying = [Wish(demo=True)]

    def take() -> list[Wish]:
        taken, lying[:] = list(lying), []
        return taken

    owner = stage.show(QWidget())
    door = FrontDoor(tmp_path, take, owner)
    door.asked.connect(heard.append)
    stage.act(door.look)
    lying.append(Wish(tmp_path / "a.toml"))
    (tmp_path / "1.wish").write_text("")
    for _ in range(200):
        if len(heard) > 1:
            break
        stage.settle()
    assert heard == [Wish(demo=True), Wish(tmp_path / "a.toml")]


def test_without_a_folder_nothing_is_heard(stage: Stage, tmp_path: Path) -> None:
    """Where the folder could not be made the window works all the same."""
    door = FrontDoor(tmp_path / "none", list, stage.show(QWidget()))
    stage.act(door.look)
    assert door.findChildren(QWidget) == []


def test_a_start_that_wants_to_connect_begins_the_wizard(stage: Stage) -> None:
    """The desktop's menu leads to a new connection; before the connections are open it waits, with no odd words."""
    stage.open(samples.drawn(stage.now))
    stage.run(stage.desk.session.end())
    made = made_window(stage)
    stage.act(lambda: made.opening.begin(None, connect=True))
    assert not made.findChild(QWidget, "notice_banner").isVisible()
    stage.act(made.open_vault)
    settled(stage)
    assert made.findChild(SearchField) is not None
    assert made.pages.currentWidget().objectName() == "connect_wizard"


def test_a_plain_start_begins_nothing(stage: Stage, window: MainWindow) -> None:
    """Without a file and a wish the list stays where it is."""
    stage.act(lambda: window.opening.begin(None, connect=False))
    assert window.pages.currentWidget().objectName() == "workspace"
