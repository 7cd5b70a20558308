"""What the reconnect dialog says."""

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.status import Status
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.registration_words import forgotten_words, is_forgotten
from oauth_desk.services.wording import Sentence, clock_time, day, reconnect_words


def why(connection: Connection, more: tuple[str, ...], now: Instant) -> Sentence:
    """Say why somebody is asked to sign in: the connection ended, needs more permission, or they chose to."""
    service = connection.service
    if connection.condition_at(now).status is Status.SIGN_IN_NEEDED:
        return reconnect_words(connection, now)
    if is_forgotten(connection, now):
        return Sentence(f"{service.name} does not know this program any more", forgotten_words(service))
    if more:
        again = "Ask for access again" if connection.asks_by_itself else "Sign in again to allow it"
        wanted = ", ".join(service.meaning(scope) for scope in more)
        return Sentence(
            f"{service.name} needs {'another' if connection.asks_by_itself else 'your'} permission",
            f"The request needs more than this connection may do: {wanted}. {again}. "
            "Until then everything stays as it is.",
        )
    return Sentence(
        f"Sign in to {service.name} again",
        "This connection works. Signing in again replaces its sign-in, for instance after you changed a password. "
        "Name, permissions and history stay.",
    )


def waiting_words(count: int) -> str:
    """Say that requests wait."""
    if count == 1:
        return "1 request is waiting and will be sent as soon as you are back."
    return f"{count} requests are waiting and will be sent as soon as you are back."


def details(connection: Connection, now: Instant) -> list[str]:
    """Tell more: what the service said, and how the connection has fared."""
    lines = [f"Signed in since {day(connection.signed_in_at, now)}."]
    last = connection.history.last_renewed_at
    if last is not None:
        lines.append(f"Renewed last on {day(last, now)} at {clock_time(last, last)}.")
    if connection.condition.detail:
        lines.append(f"The service said: “{connection.condition.detail}”")
    return lines
