"""Pictures of the activity page."""

from PySide6.QtWidgets import QWidget

from tests.ui.activity.rig import activity_page
from tests.ui.screenshots import scene
from tests.ui.stage import Stage


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
