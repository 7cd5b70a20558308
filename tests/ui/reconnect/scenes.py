"""Pictures of the reconnect dialog."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from oauth_desk.domain.status import Cause, Condition, Status
from tests.ui.connect.rig import come_back
from tests.ui.reconnect.rig import GOOGLE, HUBSPOT, MICROSOFT, SLACK, needy, sign_in, turn
from tests.ui.screenshots import scene
from tests.ui.stage import Stage


@scene("reconnect_single")
def single(stage: Stage) -> QWidget:
    """Show one connection that needs its owner, with a request that waits."""
    made = needy(stage)
    made._reconnect_queue()._requests_waiting = lambda _connection_id: 1
    stage.act(lambda: made.tell_reconnect(HUBSPOT))
    return made


@scene("reconnect_details")
def details(stage: Stage) -> QWidget:
    """Show what more there is to say."""
    made = needy(stage)
    turn(stage, SLACK)
    stage.act(lambda: made.tell_reconnect(SLACK))
    stage.click(made, "reconnect_details_button")
    return made


@scene("reconnect_several")
def several(stage: Stage) -> QWidget:
    """Show three connections, the first done."""
    made = needy(stage)
    turn(stage, SLACK, MICROSOFT)
    for each in (HUBSPOT, SLACK, MICROSOFT):
        stage.act(lambda each=each: made.tell_reconnect(each))
    stage.click(made, "reconnect_sign_in")
    sign_in(stage)
    return made


@scene("reconnect_waiting")
def waiting(stage: Stage) -> QWidget:
    """Show the wait for the browser."""
    made = needy(stage)
    stage.act(lambda: made.sign_in_again(HUBSPOT))
    return made


@scene("reconnect_wrong_account")
def wrong_account(stage: Stage) -> QWidget:
    """Show that somebody else signed in."""
    made = waiting(stage)
    sign_in(stage, email="ben@northwind.example", number=8)
    return made


@scene("reconnect_failed")
def failed(stage: Stage) -> QWidget:
    """Show a sign-in that was declined."""
    made = waiting(stage)
    come_back(stage, error="access_denied")
    return made


@scene("reconnect_reasons")
def reasons(stage: Stage) -> QWidget:
    """Show two connections that ended for reasons of their own, the first with a long one."""
    made = needy(stage)
    ended = {
        SLACK: Condition(Status.SIGN_IN_NEEDED, Cause.REUSED, "invalid_grant: The token was already used."),
        MICROSOFT: Condition(Status.SIGN_IN_NEEDED, Cause.IDLE),
    }
    for name, condition in ended.items():
        stage.run(stage.book.change(name, lambda old, condition=condition: replace(old, condition=condition)))
        stage.act(lambda name=name: made.tell_reconnect(name))
    return made


@scene("reconnect_reason_narrow")
def reason_narrow(stage: Stage) -> QWidget:
    """Show a reason with two sentences in a narrow window, with all there is to say."""
    made = needy(stage)
    made.resize(440, 640)
    unused = Condition(Status.SIGN_IN_NEEDED, Cause.IDLE, "invalid_grant: AADSTS700082: expired due to inactivity.")
    stage.run(stage.book.change(GOOGLE, lambda old: replace(old, condition=unused)))
    stage.act(lambda: made.tell_reconnect(GOOGLE))
    stage.click(made, "reconnect_details_button")
    return made


@scene("reconnect_narrow")
def narrow(stage: Stage) -> QWidget:
    """Show a connection in the wizard's wait, in a narrow window."""
    made = needy(stage)
    made.resize(440, 640)
    stage.act(lambda: made.sign_in_again(GOOGLE, ("drive.file",)))
    return made
