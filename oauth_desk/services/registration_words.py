"""The words for registrations that this program made for itself: they end, or are forgotten (RFC 7591 §3.2.1)."""

from typing import Final

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.service import Client, Service
from oauth_desk.domain.status import Cause, Status
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.phrases import DAY, day

AHEAD: Final = 7 * DAY
"""How long ahead of its end a registration is spoken of, and made anew with the next sign-in (NORMS C84)."""


def ends_at(client: Client) -> Instant | None:
    """Return when a registration of the program's own ends, if it does."""
    return client.secret_expires_at if client.registered_dynamically else None


def is_due(client: Client, now: Instant) -> bool:
    """Tell whether a registration of the program's own has ended, or soon will."""
    end = ends_at(client)
    return end is not None and end - now <= AHEAD


def is_forgotten(connection: Connection, now: Instant) -> bool:
    """Tell whether the service does not know a registration of the program's own any more."""
    condition = connection.condition_at(now)
    refused = condition.status is Status.SETTINGS_PROBLEM and condition.cause is Cause.CLIENT
    return refused and connection.service.client.registered_dynamically


def list_words(connection: Connection, now: Instant) -> str:
    """Return what a card says ahead of the end; empty where none is near."""
    end = ends_at(connection.service.client)
    if end is None or not is_due(connection.service.client, now):
        return ""
    return f"Sign in again by {day(end, now)}" if end > now else "Sign in again soon"


def page_words(connection: Connection, now: Instant) -> str:
    """Return what the page says ahead of the end; empty where none is near."""
    end, service = ends_at(connection.service.client), connection.service.name
    if end is None or not is_due(connection.service.client, now):
        return ""
    if end <= now:
        return f"This program’s registration with {service} has ended; sign in again, and it is made anew."
    return f"This program is registered with {service} until {day(end, now)}; sign in again by then, and it is again."


def forgotten_words(service: Service) -> str:
    """Return the sentence for a service that does not know this program any more."""
    return (
        f"{service.name} does not know this program any more. Register it again: you sign in once, and name, "
        "permissions and history stay. Until then your sign-in is kept."
    )


def forgotten(service: Service, detail: str, *, name: str = "") -> DeskError:
    """Return the error for a service that does not know this program any more; ``name`` is the connection's."""
    known = f"“{name}”" if name else "NAME"
    return DeskError(
        "settings_problem",
        f"{service.name} does not know this program any more.",
        kind=Kind.SETTINGS,
        detail=detail,
        advice="Register it again: you sign in once, and name, permissions and history stay.",
        terminal_advice=f"Register it again: oauth-desk reconnect {known} --register; name and history stay.",
        remedy=Remedy.REGISTER_AGAIN,
    )


def too_narrow(service: Service, detail: str) -> DeskError:
    """Return the error for a registration that does not cover a permission that was not known when it was made."""
    return DeskError(
        "settings_problem",
        f"This program’s registration with {service.name} does not cover everything that was asked for.",
        kind=Kind.SETTINGS,
        detail=detail,
        advice="Register it again for all of it: you sign in once, and name, permissions and history stay.",
        terminal_advice="Do the same with oauth-desk reconnect NAME --register --scope; name and history stay.",
        remedy=Remedy.REGISTER_AGAIN,
    )
