"""Connecting a service, as a person does it."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)

from tests.ui.connect.rig import ACME, asked, come_back, grant, page, pick, shown, wizard
from tests.ui.connect.scenes import (
    device,
    done,
    done_not_renewing,
    failed,
    failed_settings,
    no_browser,
    permissions,
    preparing,
    waiting,
)
from tests.ui.stage import Stage

FORBIDDEN = re.compile(r"\b(oauth|tokens?|scopes?|grants?|granted|refresh(es|ed)?|callbacks?)\b", re.IGNORECASE)


def test_the_way_from_a_card_to_a_connection(stage: Stage) -> None:
    """Choose, allow, sign in, done: the new connection has the account's name and the permissions that were left."""
    made = wizard(stage)
    ended: list[str] = []
    made.finished.connect(ended.append)
    pick(stage, made, ACME)
    assert (page(made), shown(made, "wizard_place")) == ("permissions_page", "Step 2 of 3")
    stage.click(made, "permission_1")
    stage.click(made, "permissions_continue")
    assert (page(made), shown(made, "wizard_place")) == ("waiting_page", "Step 3 of 3")
    assert asked(stage, "scope") == "contacts offline_access"
    grant(stage)
    come_back(stage, code="c")
    assert page(made) == "done_page"
    assert shown(made, "done_title") == "Acme CRM is connected"
    stage.click(made, "done_button")
    (connection,) = stage.book.all()
    assert ended == [connection.id]
    assert connection.scopes_asked == ("contacts", "offline_access")


def test_places_of_other_organisations_are_named_before_anything_is_opened(stage: Stage) -> None:
    """C81: before the browser opens the person reads which other places the connection will use, and may go back."""
    made = wizard(stage)
    near = ACME.endpoints
    pick(stage, made, ACME)
    assert not any("belong to the service" in label.text() for label in visible_labels(made))
    stage.click(made, "wizard_back")
    far = replace(near, revocation="https://end.elsewhere.example.net/r", userinfo="https://who.third.example.org/u")
    pick(stage, made, replace(ACME, scopes=(), scope_meaning=(), endpoints=far))
    assert page(made) == "permissions_page"
    [words] = [label.text() for label in visible_labels(made) if "belong to the service" in label.text()]
    assert all(host in words for host in ("acme.example", "end.elsewhere.example.net", "who.third.example.org"))
    assert stage.browser.opened == []


def test_permissions_that_are_set_elsewhere_are_not_offered(stage: Stage) -> None:
    """Where a service's own page decides, that is said; with nothing else to see there is no such page at all."""
    made = wizard(stage)
    elsewhere = replace(ACME, scopes=())
    pick(stage, made, elsewhere)
    assert page(made) == "waiting_page"
    stage.click(made, "wizard_back")
    far = replace(ACME.endpoints, token="https://tokens.elsewhere.example.net/token")
    pick(stage, made, replace(elsewhere, endpoints=far))
    assert shown(made, "permissions_title") == "Sign in to Acme CRM"
    assert shown(made, "permissions_text") == "What the connection may do is chosen on Acme CRM’s own page."
    assert not any(check.isVisible() for check in made.findChildren(QCheckBox))
    assert "tokens.elsewhere.example.net" in shown(made, "permissions_hosts")


def visible_labels(made: QWidget) -> list[QLabel]:
    """Return the labels that can be seen."""
    return [label for label in made.findChildren(QLabel) if label.isVisible()]


def test_the_demo_needs_no_choice(stage: Stage) -> None:
    """The demo goes straight to waiting, with no step counted."""
    made = wizard(stage)
    stage.act(made.try_demo)
    assert stage.demo.running
    assert (page(made), shown(made, "wizard_place")) == ("waiting_page", "")
    assert stage.browser.opened[-1].startswith("http://127.0.0.1:9400/authorize")
    gone: list[int] = []
    made.cancelled.connect(lambda: gone.append(1))
    stage.click(made, "wizard_back")
    assert gone == [1]


def test_escape_goes_back(stage: Stage) -> None:
    """Escape undoes one step, and leaves the wizard from the first."""
    made = wizard(stage)
    gone: list[int] = []
    made.cancelled.connect(lambda: gone.append(1))
    pick(stage, made, ACME)
    stage.act(lambda: QTest.keyClick(made.focusWidget(), Qt.Key.Key_Escape))
    assert page(made) == "choose_page"
    stage.act(lambda: QTest.keyClick(made.focusWidget(), Qt.Key.Key_Escape))
    assert gone == [1]


def test_what_was_not_allowed_is_told_at_the_end(stage: Stage) -> None:
    """C50: fewer permissions than asked for are no error, and no secret."""
    made = done(stage)
    assert shown(made, "done_account") == "ana.petrova@acme.example"
    assert "Read and change your calendar" in shown(made, "done_missing")


def test_a_connection_that_will_not_renew_is_told(stage: Stage) -> None:
    """Less than was asked for is told as a warning with its remedy; a service that never renews without one."""
    made = done_not_renewing(stage)
    assert "gave no permission for that" in shown(made, "done_warning")
    assert shown(made, "done_text") == ""
    stage.act(made.start)
    pick(stage, made, replace(ACME, id="b", scopes=(), scope_meaning=()))
    grant(stage, refresh_token=None)
    come_back(stage, code="c")
    assert shown(made, "done_warning") == ""
    assert "then you sign in again" in shown(made, "done_text")


@pytest.mark.parametrize("scene", [permissions, waiting, no_browser, preparing, device, failed, failed_settings, done])
def test_no_jargon_on_pages_for_people(stage: Stage, scene: Callable[[Stage], QWidget]) -> None:
    """No page but the developers' fields says OAuth, token, scope, grant, refresh or callback."""
    made = scene(stage)
    seen = [label.text() for label in made.findChildren(QLabel) if label.isVisible()]
    seen += [button.text() for button in made.findChildren(QAbstractButton) if button.isVisible()]
    assert [text for text in seen if FORBIDDEN.search(text)] == []


def test_no_jargon_on_the_first_page(stage: Stage) -> None:
    """The first page is for everybody."""
    made = wizard(stage)
    seen = [label.text() for label in made.findChildren(QLabel) if label.isVisible()]
    seen += [button.text() for button in made.findChildren(QAbstractButton) if button.isVisible()]
    assert [text for text in seen if FORBIDDEN.search(text)] == []


@pytest.mark.parametrize("scene", [wizard, permissions, waiting, device, failed, done])
def test_every_control_has_a_name_for_tests_and_for_screen_readers(
    stage: Stage, scene: Callable[[Stage], QWidget]
) -> None:
    """Buttons, fields and lists say what they are."""
    made = scene(stage)
    controls: list[QWidget] = []
    for kind in (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView):
        controls += [widget for widget in made.findChildren(kind) if widget.isVisible()]
    # Qt makes the cross inside a search field by itself.
    own = [widget for widget in controls if not isinstance(widget.parent(), QLineEdit)]
    assert [widget for widget in own if not widget.objectName() or not widget.accessibleName()] == []
