"""Whose words stand behind a state: the service's, or what this program found itself."""

from typing import Final

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.status import Cause

OWN: Final = frozenset(
    {Cause.NETWORK, Cause.UNANSWERED, Cause.CAPTIVE_PORTAL, Cause.CERTIFICATE, Cause.SOURCE, Cause.CLOCK}
)
"""Causes of which the service itself said nothing."""


def told(connection: Connection) -> str:
    """Return what was seen or heard, and by whom; empty where there is nothing more to say."""
    condition = connection.condition
    detail = condition.detail.rstrip(".")
    if not detail:
        return ""
    if condition.cause in OWN:
        return f"{detail[:1].upper()}{detail[1:]}."
    return f"{connection.service.name} said: {condition.detail}"
