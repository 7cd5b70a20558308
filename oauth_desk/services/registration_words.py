"""The words for registrations that this program made for itself: they end, or are forgotten (RFC 7591 §3.2.1)."""

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.ends import REGISTRATION_AHEAD
from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.service import Client, Service
from oauth_desk.domain.status import Cause, Status
from oauth_desk.domain.tokens import Instant


def ends_at(client: Client) -> Instant | None:
    """Return when a registration of the program's own ends, if it does."""
    return client.secret_expires_at if client.registered_dynamically else None


def is_due(client: Client, now: Instant) -> bool:
    """Tell whether a registration of the program's own has ended, or soon will."""
    end = ends_at(client)
    return end is not None and end - now <= REGISTRATION_AHEAD


def is_forgotten(connection: Connection, now: Instant) -> bool:
    """Tell whether the service does not know a registration of the program's own any more."""
    condition = connection.condition_at(now)
    refused = condition.status is Status.SETTINGS_PROBLEM and condition.cause is Cause.CLIENT
    return refused and connection.service.client.registered_dynamically


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
