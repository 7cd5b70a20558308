"""Pictures of the activity page."""

from PySide6.QtWidgets import QWidget

from tests.ui.activity.rig import GOOGLE_ID, a_day, activity_page
from tests.ui.samples import drawn
from tests.ui.screenshots import scene
from tests.ui.stage import Stage
from tests.ui.window_scenes import tab, window


@scene("activity_day")
def day(stage: Stage) -> QWidget:
    """Show a day with some trouble in it."""
    return activity_page(stage).window()


@scene("activity_empty")
def empty(stage: Stage) -> QWidget:
    """Show a connection to which nothing happened yet."""
    return activity_page(stage, []).window()


@scene("activity_no_problems")
def no_problems(stage: Stage) -> QWidget:
    """Show the filter for problems when there are none."""
    page = activity_page(stage, [])
    stage.click(page, "activity_problems")
    return page.window()


@scene("activity_narrow")
def narrow(stage: Stage) -> QWidget:
    """Show the day in a narrow window."""
    return activity_page(stage, width=440).window()


@scene("activity_window")
def in_window(stage: Stage) -> QWidget:
    """Show the drawing activity_light: the page in the window."""
    stage.open(drawn(stage.now), a_day(stage.now))
    made = window(stage)
    stage.act(lambda: made.choose(GOOGLE_ID))
    stage.act(lambda: tab(made, "activity"))
    return made
