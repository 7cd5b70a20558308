"""The words for connections with a key that a person copied: nobody signs in, nothing renews."""

from oauth_desk.domain.api_key import is_due, wanted_by
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.service import Service
from oauth_desk.domain.status import Status
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.phrases import DAY, Line, Sentence, Tone, clock_time, day, left


def list_line(connection: Connection, now: Instant) -> Line:
    """Return the state line of a card."""
    if connection.condition_at(now).status is Status.SIGN_IN_NEEDED:
        return Line("Replace its key", Tone.BAD, "alert")
    care, tokens = connection.key_care, connection.tokens
    wanted = wanted_by(care, tokens)
    if wanted is not None and is_due(care, tokens, now):
        return Line(_due(wanted, now), Tone.ATTENTION, "clock")
    if care is not None and care.before is not None:
        return Line("New key, not used yet", Tone.NEUTRAL, "check")
    if tokens.expires_at is not None:
        return Line(f"Ends in {left(tokens.expires_at - now)}", Tone.GOOD, "check")
    return Line("Has a key", Tone.GOOD, "check")


def _due(wanted: Instant, now: Instant) -> str:
    if wanted <= now:
        return "Time for another key"
    soon = wanted - now < DAY
    return f"Replace its key, {left(wanted - now)} left" if soon else f"Replace its key by {day(wanted, now)}"


def has_key(connection: Connection) -> DeskError:
    """Return the error for signing in on a connection that has a key instead."""
    return DeskError(
        "has_key",
        f"Nobody signs in to “{connection.name}”: it has a key.",
        kind=Kind.USAGE,
        advice=f"Make another key at {connection.service.name} and put it in place of the old one.",
        terminal_advice="Put another key in place with “oauth-desk replace-key”.",
    )


def no_key_wanted(service: Service) -> DeskError:
    """Return the error for a key given to a service that people sign in to."""
    return DeskError(
        "no_key_wanted",
        f"{service.name} takes no key here: somebody signs in to it.",
        kind=Kind.USAGE,
        advice="Leave the key out, or give the address of the API with it.",
    )


def sentence(connection: Connection, now: Instant) -> Sentence:
    """Return the state as a title and a text."""
    service, care, expires_at = connection.service.name, connection.key_care, connection.tokens.expires_at
    if connection.condition_at(now).status is Status.SIGN_IN_NEEDED:
        return Sentence("Replace its key", f"The key of this connection is over. Make a new one at {service}.")
    if care is not None and care.before is not None:
        text = "The key of before is kept until a call shows that the new one is accepted."
        return Sentence("Connected with a new key", text)
    parts = []
    if expires_at is not None:
        parts.append(f"The key says that it ends {_when(expires_at, now)}.")
        if expires_at == wanted_by(care, connection.tokens) and is_due(care, connection.tokens, now):
            parts.append(f"Make another one at {service} before then.")
    if care is not None and care.replace_by is not None:
        over = care.replace_by <= now
        parts.append("It is time for another one." if over else f"You want another one by {day(care.replace_by, now)}.")
    return Sentence("Connected with a key", " ".join(parts or ["It stays until somebody takes it back."]))


def _when(at: Instant, now: Instant) -> str:
    words = clock_time(at, now)
    if not words[0].isdigit():
        return words
    return f"today at {words}" if " " not in words else f"on {words}"
