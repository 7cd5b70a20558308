"""The words for lines of the activity log."""

from typing import Final

from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.services.wording import Line, Tone

_RENEWALS: Final = {
    "renewed": Line("Renewed.", Tone.GOOD, "check"),
    "adopted": Line("Renewed by another copy of the program.", Tone.GOOD, "check"),
    "network": Line("Could not reach the service. Trying again; nothing is lost.", Tone.ATTENTION, "wifi-off"),
    "unanswered": Line("The service did not answer. Trying again by itself.", Tone.ATTENTION, "wifi-off"),
    "captive_portal": Line("The network showed a page of its own instead.", Tone.ATTENTION, "wifi-off"),
    "busy": Line("The service asked us to wait. Nothing is lost.", Tone.ATTENTION, "clock"),
    "server_error": Line("The service has a problem of its own. Trying again by itself.", Tone.ATTENTION, "clock"),
    "refusing": Line("The service refused without saying why. Trying again by itself.", Tone.ATTENTION, "clock"),
    "not_saved": Line("Renewed, but not saved yet: the disk cannot be written.", Tone.BAD, "alert"),
    "rejected": Line("The service no longer accepts this connection.", Tone.BAD, "alert"),
    "cut_short": Line("The last renewal was cut off half-way. Asking once more.", Tone.ATTENTION, "clock"),
    "cut_off": Line("The last renewal was cut off, and the service closed the connection.", Tone.BAD, "alert"),
    "idle": Line("The service ended the connection because it was not used.", Tone.BAD, "alert"),
    "too_old": Line("The service ended the connection because of its age.", Tone.BAD, "alert"),
    "expired": Line("The time of this connection is over.", Tone.BAD, "alert"),
    "revoked": Line("Somebody took back this program’s access at the service.", Tone.BAD, "alert"),
    "password": Line("The service ended the connection because of a password change.", Tone.BAD, "alert"),
    "policy": Line("The service wants a new sign-in because of a rule or a change to the account.", Tone.BAD, "alert"),
    "reused": Line("Renewed from elsewhere with a copy; the service then closed the connection.", Tone.BAD, "alert"),
    "client": Line("The connection belongs to another registration of this program.", Tone.BAD, "alert"),
    "refused": Line("The service refuses to renew and gives no reason.", Tone.BAD, "alert"),
    "settings_problem": Line("The service refuses this program’s registration.", Tone.BAD, "alert"),
    # where nobody signs in
    "assertion": Line("The service refuses the key.", Tone.BAD, "alert"),
    "subject": Line("The service does not accept the connection that this one goes through.", Tone.BAD, "alert"),
    "source_gone": Line("The connection that this one goes through is not here any more.", Tone.BAD, "alert"),
    "source": Line("The connection that this one goes through does not work. Trying again.", Tone.ATTENTION, "clock"),
    "clock": Line("Refused for its time: check this computer’s clock. Trying again.", Tone.ATTENTION, "clock"),
}

_SIGN_INS: Final = {
    "connected": Line("Connected.", Tone.GOOD, "check"),
    "reconnected": Line("Signed in again.", Tone.GOOD, "check"),
    "connected_again": Line("Connected again; nobody had to sign in.", Tone.GOOD, "check"),
    "key_replaced": Line("Another key was put in place.", Tone.GOOD, "check"),
    "key_before": Line("The key of before is used again.", Tone.NEUTRAL, "check"),
}

_DISCONNECTS: Final = {
    "yes": Line("Disconnected; the service was told.", Tone.NEUTRAL, "check"),
    "no": Line("Disconnected here only, as asked.", Tone.NEUTRAL, "check"),
    "unsupported": Line("Disconnected here; the service offers no way to be told.", Tone.NEUTRAL, "check"),
    "failed": Line("Disconnected here; the service could not be told.", Tone.ATTENTION, "alert"),
}


_COPIES: Final = {
    "restored": Line("Went back to a copy.", Tone.NEUTRAL, "check"),
    "older_copy": Line("An older copy of the file was put in its place.", Tone.ATTENTION, "alert"),
}


def activity_line(entry: ActivityEntry) -> Line:
    """Return the sentence, tone and icon of a log line."""
    match entry.kind:
        case ActivityKind.RENEWAL:
            line = _RENEWALS.get(entry.outcome)
        case ActivityKind.SIGN_IN:
            line = _SIGN_INS.get(entry.outcome)
        case ActivityKind.DISCONNECT:
            line = _DISCONNECTS.get(entry.outcome)
        case ActivityKind.PROGRAM | ActivityKind.PROBLEM if entry.outcome in _COPIES:
            line = _COPIES[entry.outcome]
        case ActivityKind.REQUEST:
            return _request_line(entry)
        case _:
            line = None
    if line is None:
        tone = Tone.BAD if entry.kind is ActivityKind.PROBLEM else Tone.NEUTRAL
        return Line(entry.detail or entry.outcome, tone, "alert" if tone is Tone.BAD else "check")
    if entry.outcome == "renewed" and entry.detail:
        return Line(f"{line.text} {entry.detail}", line.tone, line.icon)
    return line


def _request_line(entry: ActivityEntry) -> Line:
    """``outcome`` of a request is the status, or the fault; ``detail`` is method, host and path."""
    if entry.outcome.isdigit():
        good = int(entry.outcome) < 400  # noqa: PLR2004 - RFC 9110 §15
        tone = Tone.GOOD if good else Tone.ATTENTION
        return Line(f"Answered a request ({entry.detail}, {entry.outcome}).", tone, "check" if good else "alert")
    return Line(f"A request got no answer ({entry.detail}).", Tone.ATTENTION, "alert")
