"""The words for states and events, shared by the window and the command line."""

from collections.abc import Sequence
from typing import Final

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.domain.tokens import Instant
from oauth_desk.services import end_words, key_words, own_words, reason_words, registration_words
from oauth_desk.services.phrases import (
    CLOCK_TOLD,
    DAY,
    HOUR,
    MINUTE,
    MONTH,
    Line,
    Sentence,
    Tone,
    clock_off,
    clock_time,
    countdown,
    day,
    duration,
    left,
)

__all__ = ["CLOCK_TOLD", "DAY", "HOUR", "MINUTE", "MONTH", "Line", "Sentence", "Tone", "clock_off", "clock_time"]
__all__ += ["countdown", "day", "duration", "list_line", "reconnect_words", "sentence", "tray_words"]

# --- the list ----------------------------------------------------------------

_RETRYING_LINES: Final = {
    Cause.BUSY: "Service is busy",
    Cause.SERVER_ERROR: "Service has a problem",
    Cause.REFUSING: "Service refuses, trying again",
    Cause.CUT_OFF: "Renewal was cut off",
}

_LINES: Final = {
    Status.RENEWING: Line("Renewing…", Tone.GOOD, "refresh"),
    Status.SIGN_IN_NEEDED: Line("Sign in again", Tone.BAD, "alert"),
    Status.SETTINGS_PROBLEM: Line("Check its settings", Tone.BAD, "alert"),
    Status.LOCKED: Line("Locked", Tone.NEUTRAL, "lock"),
}


def list_line(connection: Connection, now: Instant, next_renewal_at: Instant | None) -> Line:
    """Return the state line of a card."""
    condition = connection.condition_at(now)
    if connection.service.key is not None:
        return key_words.list_line(connection, now)
    own = own_words.list_words(connection, now) if connection.asks_by_itself else None
    if own is not None:
        return own
    if condition.status is Status.RETRYING:
        return _retrying_line(condition.cause)
    if registration_words.is_forgotten(connection, now):
        return Line("Register again", Tone.BAD, "alert")
    fixed = _LINES.get(condition.status)
    return fixed if fixed is not None else _valid_line(connection, now, next_renewal_at)


def _retrying_line(cause: Cause | None) -> Line:
    if cause is Cause.NOT_SAVED:
        return Line("Cannot save", Tone.BAD, "alert")
    text = _RETRYING_LINES.get(cause or Cause.NETWORK)
    if text is None:
        return Line("Waiting for the network", Tone.ATTENTION, "wifi-off")
    return Line(text, Tone.ATTENTION, "clock")


def _valid_line(connection: Connection, now: Instant, next_renewal_at: Instant | None) -> Line:
    ahead, expires_at = end_words.list_words(connection, now), connection.tokens.expires_at
    if ahead:
        return Line(ahead, Tone.ATTENTION, "clock")
    if expires_at is None:
        return Line("No expiry given", Tone.NEUTRAL, "check")
    if not connection.renews:
        return Line(f"Ends in {left(expires_at - now)}", Tone.GOOD, "check")
    if next_renewal_at is None:
        text = f"Paused, ends in {left(expires_at - now)}" if expires_at > now else "Paused, has run out"
        return Line(text, Tone.ATTENTION, "pause")
    if next_renewal_at <= now:
        return Line("Renews now", Tone.GOOD, "check")
    return Line(f"Renews in {left(next_renewal_at - now)}", Tone.GOOD, "check")


# --- the page ----------------------------------------------------------------

_SETTINGS: Final = {
    Cause.CLIENT: "{service} refuses this program’s registration. Your sign-in is kept.",
    Cause.CERTIFICATE: "{service} does not accept this program’s certificate. Put another one in its place, then sign "
    "in again: it is read with each sign-in. Nothing is lost until then.",
    Cause.PERMISSIONS: "{service} does not know one of the permissions asked for. Your sign-in is kept.",
    Cause.GRANT_TYPE: "{service} does not let this program renew by itself. Your sign-in is kept.",
    Cause.RESOURCE: "{service} does not know the address this connection is for. Your sign-in is kept.",
}

_RETRYING: Final = {
    Cause.NETWORK: "{service} cannot be reached. Trying again by itself; nothing is lost.",
    Cause.UNANSWERED: "{service} did not answer. Trying again by itself; nothing is lost.",
    Cause.CAPTIVE_PORTAL: "The network shows a page of its own instead of {service}. If it asks you to log in, do so; "
    "nothing is lost.",
    Cause.BUSY: "{service} asks us to wait until {next}. Nothing is lost.",
    Cause.SERVER_ERROR: "{service} has a problem of its own. Trying again by itself; nothing is lost.",
    Cause.REFUSING: "{service} refused a renewal without saying why. Trying again by itself; nothing is lost.",
    Cause.CUT_OFF: "The last renewal was cut off half-way. {service} is asked once more by itself.",
    Cause.NOT_SAVED: "The renewed connection could not be saved on this computer. It is kept in memory, and saving "
    "goes on: free some disk space or check the folder, and do not quit yet.",
}


_NOT_SAFE: Final = (
    "The connection to {service} is not safe, so nothing was sent. Check this computer’s date, and whether the network "
    "asks you to log in first. Trying again by itself; nothing is lost."
)


_PROXY: Final = (
    "{service} cannot be reached through the proxy of this network; Settings say which one is used. Trying again by "
    "itself; nothing is lost."
)


def _retrying(condition: Condition) -> str:
    if condition.cause is Cause.NETWORK and "proxy" in condition.detail:
        return _PROXY
    if condition.cause is Cause.NETWORK and "certificate" in condition.detail:
        return _NOT_SAFE
    return _RETRYING[condition.cause or Cause.NETWORK]


def sentence(connection: Connection, now: Instant, next_renewal_at: Instant | None = None) -> Sentence:
    """Return the state as a title and a text."""
    if connection.service.key is not None:
        return key_words.sentence(connection, now)
    own = own_words.state_words(connection, now) if connection.asks_by_itself else None
    return own or _sentence(connection, now, next_renewal_at)


def _sentence(connection: Connection, now: Instant, next_renewal_at: Instant | None) -> Sentence:
    condition = connection.condition_at(now)
    match condition.status:
        case Status.RENEWING:
            return Sentence("Getting a fresh connection", "This takes a moment.")
        case Status.RETRYING:
            title = "Cannot save" if condition.cause is Cause.NOT_SAVED else "Trying again by itself"
            stake = end_words.trouble_words(connection, now)
            return Sentence(title, f"{_fill(_retrying(condition), connection, now)} {stake}".rstrip())
        case Status.SIGN_IN_NEEDED:
            return Sentence("Sign in again", reason_words.reason(connection, condition.cause, now))
        case Status.SETTINGS_PROBLEM:
            return _settings_sentence(connection, now)
        case Status.LOCKED:
            return Sentence("Locked", "Unlock to see and use your connections.")
    return _valid_sentence(connection, now, next_renewal_at)


def _settings_sentence(connection: Connection, now: Instant) -> Sentence:
    if registration_words.is_forgotten(connection, now):
        return Sentence("Register again", registration_words.forgotten_words(connection.service))
    cause = connection.condition_at(now).cause or Cause.CLIENT
    return Sentence("Check its settings", _fill(_SETTINGS[cause], connection, now))


def _valid_sentence(connection: Connection, now: Instant, next_renewal_at: Instant | None) -> Sentence:
    expires_at, ahead = connection.tokens.expires_at, end_words.page_words(connection, now)
    if expires_at is None:
        return Sentence("Connected", f"{connection.service.name} did not say for how long. {ahead}".rstrip())
    if not connection.renews:
        title = f"Connected until {clock_time(expires_at, now)}"
        return Sentence(title, f"Then you sign in again. {ahead}".rstrip())
    if next_renewal_at is None:
        return _paused_sentence(expires_at, now, ahead)
    parts = [ahead] if ahead else []
    if next_renewal_at > now:
        when = clock_time(next_renewal_at, now)
        parts.append(f"Next renewal {f'today at {when}' if when[0].isdigit() and ' ' not in when else when}.")
    last = connection.history
    if last.last_renewed_at is not None and last.last_duration is not None:
        parts.append(f"The last one, at {clock_time(last.last_renewed_at, now)}, took {last.last_duration:.1f} s.")
    return Sentence("Connected, and renews by itself", " ".join(parts))


def _paused_sentence(expires_at: Instant, now: Instant, ahead: str) -> Sentence:
    if expires_at <= now:
        text = f"This has run out, and is renewed when renewing goes on. {ahead}".rstrip()
        return Sentence("Renewing is paused", text)
    title = f"Connected until {clock_time(expires_at, now)}"
    return Sentence(title, f"Renewing is paused; this ends then unless renewing goes on. {ahead}".rstrip())


def _fill(template: str, connection: Connection, now: Instant) -> str:
    condition = connection.condition
    return template.format(
        service=connection.service.name,
        next=clock_time(condition.next_try_at, now) if condition.next_try_at is not None else "later",
    )


def reconnect_words(connection: Connection, now: Instant) -> Sentence:
    """Return what the reconnect dialog says: who asks, and why."""
    why = sentence(connection, now).text
    if connection.asks_by_itself:
        return Sentence(f"{connection.service.name} does not let this program in", f"{why} Name and history stay.")
    return Sentence(
        f"{connection.service.name} asks you to sign in again",
        f"{why} Nothing else is lost: name, permissions and history stay.",
    )


def tray_words(connections: Sequence[Connection], now: Instant) -> Sentence:
    """Return what is told outside the window of connections that need their owner: one with its reason, or how many."""
    first = connections[0]
    if len(connections) == 1:
        asks = "needs another key" if first.service.key is not None else "asks you to sign in again"
        return Sentence(f"{first.name} {asks}", f"{sentence(first, now).text} Open the window when it suits you.")
    others = f"{len(connections) - 1} more" if connections[2:] else connections[1].name
    text = f"{first.name} and {others}. Open the window when it suits you."
    return Sentence(f"{len(connections)} connections need you", text)
