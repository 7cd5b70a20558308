"""Pictures of choosing a browser."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from oauth_desk.ui.connect.wizard import ConnectWizard
from tests.ui.browsers.rig import EDGE, FOUND, LONG, LONG_CHOICE, MANY, WEB, WORK, choose, google_window
from tests.ui.connect.rig import ACME, pick, wizard
from tests.ui.reconnect.rig import HUBSPOT, needy
from tests.ui.screenshots import scene
from tests.ui.stage import Stage


def permissions(stage: Stage, *, width: int = 1120) -> ConnectWizard:
    """Show the page before the browser opens."""
    stage.browser.found = stage.browser.found or FOUND
    made = wizard(stage, width=width)
    pick(stage, made, ACME)
    return made


@scene("browser_permissions")
def usual(stage: Stage) -> QWidget:
    """Show where the page will open."""
    return permissions(stage)


@scene("browser_permissions_narrow")
def long_and_narrow(stage: Stage) -> QWidget:
    """Show a long name in a narrow window."""
    stage.browser.found = (LONG, WEB)
    made = permissions(stage, width=460)
    stage.click(made, "permissions_browser_change")
    choose(stage, made, f"Profile “{LONG_CHOICE.label}”")
    return made


@scene("browser_sheet")
def sheet(stage: Stage) -> QWidget:
    """Show what there is."""
    made = permissions(stage)
    stage.click(made, "permissions_browser_change")
    return made


@scene("browser_sheet_many")
def many(stage: Stage) -> QWidget:
    """Show many profiles and long names, one of them chosen, in a narrow window."""
    stage.browser.found = (LONG, MANY, EDGE)
    made = google_window(stage, LONG_CHOICE, width=460)
    stage.click(made, "about_browser_change")
    return made


@scene("browser_sheet_gone")
def gone_from_list(stage: Stage) -> QWidget:
    """Show what there is where the one of before is gone."""
    stage.browser.found = (EDGE, WEB)
    made = google_window(stage, WORK)
    stage.click(made, "about_browser_change")
    return made


@scene("browser_waiting")
def waiting(stage: Stage) -> QWidget:
    """Show where the page has opened."""
    made = permissions(stage)
    stage.click(made, "permissions_browser_change")
    choose(stage, made, "Profile “Work”")
    stage.click(made, "permissions_continue")
    return made


@scene("browser_waiting_gone")
def waiting_gone(stage: Stage) -> QWidget:
    """Show that the chosen one was not there."""
    made = permissions(stage, width=460)
    stage.click(made, "permissions_browser_change")
    choose(stage, made, "Profile “Work”")
    stage.browser.found = ()
    stage.click(made, "permissions_continue")
    return made


@scene("browser_waiting_none")
def waiting_none(stage: Stage) -> QWidget:
    """Show that no browser opened at all."""
    stage.browser.fails = True
    made = permissions(stage)
    pick(stage, made, replace(ACME, scopes=()))
    return made


@scene("browser_overview")
def overview(stage: Stage) -> QWidget:
    """Show it among the facts about a connection."""
    return google_window(stage, WORK)


@scene("browser_overview_narrow")
def overview_narrow(stage: Stage) -> QWidget:
    """Show a long name there."""
    return google_window(stage, LONG_CHOICE, width=460)


@scene("browser_reconnect")
def reconnect(stage: Stage) -> QWidget:
    """Show where signing in again will open."""
    stage.browser.found = FOUND
    made = needy(stage)
    stage.run(stage.book.change(HUBSPOT, lambda old: replace(old, browser=WORK)))
    stage.act(lambda: made.tell_reconnect(HUBSPOT))
    return made
