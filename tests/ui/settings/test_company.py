"""What the company set, in the window."""

import pytest
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from oauth_desk.domain.release import Release
from oauth_desk.services.company import SET_BY_COMPANY
from oauth_desk.ui.version_notice import VersionNotice
from tests.fakes.http import json_response
from tests.ui.connect.rig import wizard, write
from tests.ui.settings.company_scenes import FEED, LOCKED, NEWER, managed, told
from tests.ui.settings.scenes import settings
from tests.ui.stage import Stage
from tests.ui.window_scenes import filled, window

BOXES = ("lock_with_screen", "lock_with_sleep", "renew_while_locked", "look_for_versions")


def text(made: QWidget, name: str) -> str:
    """Return what a label says, or nothing where it is hidden."""
    label = made.findChild(QLabel, name)
    return label.text() if label is not None and label.isVisible() else ""


def seen(made: QWidget, name: str) -> bool:
    """Tell whether something of that name can be seen."""
    found = made.findChild(QWidget, name)
    return found is not None and found.isVisible()


def test_locked_settings_are_shown_as_such(stage: Stage) -> None:
    """Each shows what counts, cannot be used, and says who set it, also to a screen reader; the others stay free."""
    managed(stage, **LOCKED)
    made = settings(stage)
    for name in BOXES:
        box = made.findChild(QCheckBox, name)
        locked = name in LOCKED
        assert box.isEnabled() is not locked
        assert text(made, f"{name}_company") == (SET_BY_COMPANY if locked else "")
        assert box.accessibleDescription() == (SET_BY_COMPANY if locked else "")
        assert box.isChecked() is bool(LOCKED.get(name))
    for name in ("lock_after", "proxy_way"):
        assert not made.findChild(QComboBox, name).isEnabled()
    assert text(made, "lock_after_company") == text(made, "proxy_way_company") == SET_BY_COMPANY
    address = made.findChild(QLineEdit, "proxy_address")
    assert (address.text(), address.isEnabled()) == ("http://proxy.example.com:3128", False)


def test_what_nobody_set_is_free(stage: Stage) -> None:
    """Without a company nothing speaks of one."""
    made = settings(stage)
    assert all(made.findChild(QCheckBox, name).isEnabled() for name in BOXES)
    assert not any(label.isVisible() and label.text() == SET_BY_COMPANY for label in made.findChildren(QLabel))


def test_a_lock_that_comes_while_the_page_is_open(stage: Stage) -> None:
    """A click on what was locked meanwhile is refused in words, and the page shows the lock from then on."""
    made = settings(stage)
    stage.managed.content = {"locked": {"lock_with_screen": False}}
    stage.click(made, "lock_with_screen")
    assert text(made, "settings_banner_title").startswith("Your company set “lock_with_screen”")
    assert "/etc/managed.json" in text(made, "settings_banner_detail")
    assert stage.choices.values == {}
    box = made.findChild(QCheckBox, "lock_with_screen")
    assert (box.isChecked(), box.isEnabled()) == (False, False)


def test_settings_read_anew_with_each_visit(stage: Stage) -> None:
    """What an administrator changes shows with the next visit of the page, without a restart."""
    made = settings(stage)
    stage.click(made, "settings_back")
    stage.managed.content = {"locked": {"lock_with_sleep": True}}
    stage.act(made.menu.settings_requested.emit)
    box = made.findChild(QCheckBox, "lock_with_sleep")
    assert (box.isChecked(), box.isEnabled()) == (True, False)


# --- new versions ----------------------------------------------------------------------


def test_no_address_no_question(stage: Stage) -> None:
    """A copy that knows no address offers no box to tick, and says why."""
    made = settings(stage)
    assert text(made, "versions_why") == (
        "This is version 1.2.0. This copy of the program knows no address that tells of new versions, "
        "so it never asks for them."
    )
    assert not seen(made, "look_for_versions")
    assert not seen(made, "look_now")


def test_forbidden_is_hidden_with_its_reason(stage: Stage) -> None:
    """Where the company forbids it there is nothing to click, and the reason stands there."""
    managed(stage, update_feed=FEED, look_for_versions=False)
    made = settings(stage)
    assert text(made, "versions_why").endswith("Your company does not let this program look for new versions.")
    assert not seen(made, "look_for_versions")
    assert not seen(made, "look_now")


def test_ticked_and_asked_now(stage: Stage) -> None:
    """The box is off at first and saved when ticked; who is asked stands below; a look now tells what came of it."""
    managed(stage, update_feed=FEED)
    made = settings(stage)
    assert not made.findChild(QCheckBox, "look_for_versions").isChecked()
    assert "updates.example.com is asked" in text(made, "look_for_versions_hint")
    assert stage.http.requests == []
    stage.click(made, "look_for_versions")
    assert stage.choices.values == {"look_for_versions": True}
    found: list[Release] = []
    stage.bridge.release_found.connect(found.append)
    answer = {"version": "1.3.0", "url": NEWER.url, "notes": NEWER.notes}
    for version, words in (("1.2.0", "This is the newest version."), ("1.3.0", "Version 1.3.0 is there.")):
        stage.http.reply(FEED, json_response({**answer, "version": version}))
        stage.click(made, "look_now")
        assert text(made, "versions_said") == words
        assert made.findChild(QPushButton, "look_now").isEnabled()
    assert found == [NEWER]


def test_a_look_that_fails(stage: Stage) -> None:
    """It is said at the top of the page, and can be tried again."""
    managed(stage, update_feed=FEED)
    made = settings(stage)
    stage.http.reply(FEED, json_response({}))
    stage.click(made, "look_now")
    assert text(made, "settings_banner_title") == "updates.example.com did not tell of new versions."
    assert text(made, "versions_said") == ""
    assert made.findChild(QPushButton, "look_now").isEnabled()


def test_a_newer_version_is_told_and_waved_away(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The notice names both versions, opens the page in the browser, and stays away once it was waved away."""
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    made = told(stage)
    assert text(made, "version_banner_title") == "OAuth Desk 1.3.0 is there."
    assert text(made, "version_banner_detail") == f"You have 1.2.0. {NEWER.notes}"
    stage.click(made, "version_banner_action")
    assert opened == [NEWER.url]
    stage.click(made, "version_banner_close")
    assert text(made, "version_banner_title") == ""
    assert stage.versions.values == {"dismissed": "1.3.0"}


def test_the_window_asks_by_itself_where_that_is_wanted(stage: Stage) -> None:
    """Some time after its start the window asks, once, and tells what it heard."""
    managed(stage, update_feed=FEED, look_for_versions=True)
    stage.http.reply(FEED, json_response({"version": "1.3.0", "url": NEWER.url}))
    made = filled(stage)
    notice = VersionNotice(stage.desk, stage.bridge, stage.theme, window=made)
    assert stage.http.requests == []
    stage.act(notice._begin)
    assert text(made, "version_banner_title") == "OAuth Desk 1.3.0 is there."
    assert len(stage.http.requests) == 1


# --- what is not offered ------------------------------------------------------------------


def test_no_demo(stage: Stage) -> None:
    """Neither the first page nor the wizard offers a demo service that is forbidden."""
    managed(stage, demo=False)
    made = window(stage)
    assert seen(made, "empty_connect")
    assert not seen(made, "empty_demo")
    stage.click(made, "empty_connect")
    assert seen(made, "other_service_button")
    assert not seen(made, "demo_button")


def test_no_start_at_login(stage: Stage) -> None:
    """A start at login that is forbidden cannot be ticked, and the page says why; an old one can be ended."""
    managed(stage, start_at_login=False)
    page = settings(stage)
    box = page.findChild(QCheckBox, "settings_login")
    assert (box.isEnabled(), text(page, "settings_login_hint")) == (False, "Set by your company.")
    stage.autostart.on = True
    page = settings(stage)
    box = page.findChild(QCheckBox, "settings_login")
    assert (box.isEnabled(), box.isChecked()) == (True, True)


def test_only_the_list(stage: Stage) -> None:
    """No file and no service by hand is offered, the page says why, and an address that is pasted is refused."""
    managed(stage, own_services=False)
    made = wizard(stage)
    assert text(made, "only_the_list") == "Your company allows the services of this list."
    assert not seen(made, "open_file_button")
    assert not seen(made, "other_service_button")
    assert "address" not in made.findChild(QLineEdit, "service_search").placeholderText()
    write(stage, made, "service_search", "no such thing")
    assert text(made, "nothing_found").endswith("Your company allows the services of this list.")
    assert not seen(made, "nothing_other_button")
    write(stage, made, "service_search", "login.elsewhere.example")
    stage.click(made, "connect_address")
    assert text(made, "choose_banner_title") == "Your company allows only the services of its list here."
    assert stage.http.requests == []


def test_no_files_for_colleagues_and_no_exports(stage: Stage) -> None:
    """Sharing is not in the menu of a connection; the export cannot be clicked and says who decided."""
    managed(stage, sharing=False, exports=False)
    made = filled(stage)
    actions = [each for each in made.findChildren(QAction) if each.text() == "Share with a colleague…"]
    assert [each.isVisible() for each in actions] == [False]
    stage.act(made.menu.backup_requested.emit)
    assert not made.findChild(QPushButton, "backup_export").isEnabled()
    assert SET_BY_COMPANY in text(made, "backup_export_text")
    assert made.findChild(QPushButton, "backup_import").isEnabled()
