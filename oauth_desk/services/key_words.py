"""The words for connections with a key that a person copied: nobody signs in, nothing renews."""

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.ends import EndOf, near
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.service import Service
from oauth_desk.domain.status import Status
from oauth_desk.domain.tokens import Instant
from oauth_desk.services import end_words
from oauth_desk.services.phrases import Line, Sentence, Tone, day, left, when


def list_line(connection: Connection, now: Instant) -> Line:
    """Return the state line of a card."""
    if connection.condition_at(now).status is Status.SIGN_IN_NEEDED:
        return Line("Replace its key", Tone.BAD, "alert")
    care, expires_at = connection.key_care, connection.tokens.expires_at
    ahead = end_words.list_words(connection, now)
    if ahead:
        return Line(ahead, Tone.ATTENTION, "clock")
    if care is not None and care.before is not None:
        return Line("New key, not used yet", Tone.NEUTRAL, "check")
    if expires_at is not None:
        return Line(f"Ends in {left(expires_at - now)}", Tone.GOOD, "check")
    return Line("Has a key", Tone.GOOD, "check")


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
    ahead, said = end_words.page_words(connection, now), {end.what for end in near(connection, now)}
    parts = [ahead] if ahead else []
    if expires_at is not None and EndOf.KEY not in said:
        parts.append(f"The key says that it ends {when(expires_at, now)}.")
    if care is not None and care.replace_by is not None and EndOf.REMINDER not in said:
        parts.append(f"You want another one by {day(care.replace_by, now)}.")
    return Sentence("Connected with a key", " ".join(parts or ["It stays until somebody takes it back."]))
