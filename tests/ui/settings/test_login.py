"""Start at login, on the settings page."""

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from oauth_desk.domain.errors import DeskError
from tests.ui.settings.scenes import settings
from tests.ui.stage import Stage

REFUSED = DeskError("autostart_not_changed", "What starts at login cannot be read or changed.", advice="Check it.")


def box(made: QWidget) -> QCheckBox:
    """Return the box to tick."""
    found = made.findChild(QCheckBox, "settings_login")
    assert found is not None
    return found


def hint(made: QWidget) -> str:
    """Return what is said below it."""
    return made.findChild(QLabel, "settings_login_hint").text()


def test_a_tick_starts_it_at_login(stage: Stage) -> None:
    """It is off at first; ticking turns it on at once, and again off."""
    made = settings(stage)
    assert not box(made).isChecked()
    assert hint(made) == "It waits in the tray, with no window."
    stage.act(box(made).click)
    assert stage.autostart.on
    assert box(made).isChecked()
    stage.act(box(made).click)
    assert not stage.autostart.on


def test_shows_what_another_copy_chose(stage: Stage) -> None:
    """What was chosen elsewhere is shown as soon as the page is."""
    stage.autostart.on = True
    assert box(settings(stage)).isChecked()


def test_a_refused_change_is_told_and_taken_back(stage: Stage) -> None:
    """The box shows how things are, not what was wished for."""
    made = settings(stage)
    turn = stage.autostart.turn

    async def refuse(*, on: bool) -> None:
        raise REFUSED

    stage.autostart.turn = refuse  # type: ignore[method-assign]
    stage.act(box(made).click)
    assert not box(made).isChecked()
    assert made.findChild(QLabel, "settings_banner_title").text() == REFUSED.title
    stage.autostart.turn = turn  # type: ignore[method-assign]
    stage.act(box(made).click)
    assert stage.autostart.on
    assert not made.findChild(QWidget, "settings_banner").isVisible()


@pytest.mark.parametrize("was_on", [True, False])
def test_where_the_system_decides_the_box_says_so(stage: Stage, *, was_on: bool) -> None:
    """Where it cannot be chosen here, the box is off and its hint says where."""
    stage.autostart.on, stage.autostart.fault = was_on, DeskError("autostart_elsewhere", "Elsewhere.", advice="Go.")
    made = settings(stage)
    assert not box(made).isEnabled()
    assert not box(made).isChecked()
    assert hint(made) == "Elsewhere. Go."
