"""Pictures of choosing the place that calls are for."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from oauth_desk.domain.place import Place, Places
from tests.fakes.http import Gate, json_response
from tests.ui.connect.rig import come_back, grant, pick, wizard
from tests.ui.places.rig import ALPHA, SITED, SITES, connection, listed
from tests.ui.screenshots import scene
from tests.ui.stage import Stage
from tests.ui.window_scenes import window

LONG = "internationale-handelsgesellschaft-fuer-buchhaltung-und-steuern-der-nordlichen-lander"


def asked(stage: Stage, *names: str, width: int = 1120, left_out: int = 0) -> QWidget:
    """Show the wizard after a sign-in at a service with these places."""
    made = wizard(stage, width=width)
    grant(stage)
    listed(stage, *names, left_out=left_out)
    pick(stage, made, SITED)
    come_back(stage, code="C1")
    return made


@scene("place_wizard")
def place_wizard(stage: Stage) -> QWidget:
    """Ask which of three."""
    return asked(stage, "acme", "northwind", "time")


@scene("place_wizard_narrow")
def place_wizard_narrow(stage: Stage) -> QWidget:
    """Ask which of many with long names, in a narrow window."""
    return asked(stage, *(f"{letter}-{LONG}" for letter in "abcdefghijkl"), width=460, left_out=2)


@scene("place_wizard_looking")
def place_wizard_looking(stage: Stage) -> QWidget:
    """Wait for the list."""
    made = wizard(stage)
    grant(stage)
    stage.http.reply(SITES, Gate())
    pick(stage, made, SITED)
    come_back(stage, code="C1")
    return made


@scene("place_done")
def place_done(stage: Stage) -> QWidget:
    """Tell of the only one."""
    return asked(stage, "acme")


@scene("place_overview")
def place_overview(stage: Stage) -> QWidget:
    """Show the one that is chosen."""
    stage.open([connection(stage, ALPHA)])
    made = window(stage)
    stage.act(lambda: made.choose(stage.book.all()[0].id))
    return made


@scene("place_overview_open_narrow")
def place_overview_open_narrow(stage: Stage) -> QWidget:
    """Show that none is chosen, in a narrow window."""
    stage.open([connection(stage)])
    made = window(stage, 480)
    stage.act(lambda: made.choose(stage.book.all()[0].id))
    return made


@scene("place_sheet")
def place_sheet(stage: Stage) -> QWidget:
    """Choose another of many."""
    made = place_overview(stage)
    listed(stage, "alpha", *(f"{letter}site" for letter in "bcdefghijklmno"))
    stage.click(made, "place_link")
    return made


@scene("place_sheet_failed")
def place_sheet_failed(stage: Stage) -> QWidget:
    """Say that the list did not come, in a narrow window."""
    stage.open([connection(stage, Place("x", LONG), replace(SITED, places=Places("Organisation", SITES, value="id")))])
    made = window(stage, 480)
    stage.act(lambda: made.choose(stage.book.all()[0].id))
    stage.http.reply(SITES, json_response({"error": "down"}, 503))
    stage.click(made, "place_link")
    return made
