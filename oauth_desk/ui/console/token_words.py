"""What the chip beside a request says about the token that will go with it."""

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.status import Status
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.wording import MINUTE, Line, Tone, countdown, duration


def token_line(connection: Connection, now: Instant) -> Line:
    """Say whose token it is and how long it lives; a neutral tone means that all is well."""
    if connection.condition_at(now).status is Status.SIGN_IN_NEEDED:
        return Line("Sign in first", Tone.BAD, "alert")
    left = connection.tokens.remaining(now)
    if left is None:
        return Line(f"Token: {connection.name}", Tone.NEUTRAL, "")
    if left <= 0:
        return Line(f"Token: {connection.name} · renewed when sent", Tone.NEUTRAL, "")
    # By the second in the last two minutes.
    words = countdown(left) if left < 2 * MINUTE else duration(left)
    return Line(f"Token: {connection.name} · {words} left", Tone.NEUTRAL, "")
