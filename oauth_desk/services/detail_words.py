"""Whose words stand behind a state: the service's, or what this program found itself."""

from typing import Final

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.status import Cause, Condition, Status

OWN: Final = frozenset(
    {Cause.NETWORK, Cause.UNANSWERED, Cause.CAPTIVE_PORTAL, Cause.CERTIFICATE, Cause.SOURCE, Cause.CLOCK}
)
"""Causes of which the service itself said nothing."""


_SAID_ALREADY: Final = frozenset({Cause.SOURCE, Cause.CLOCK})
"""Causes whose sentence tells the detail itself."""


def is_our_finding(condition: Condition) -> bool:
    """Tell whether the detail of a settings problem where nobody signs in is this program's, not the service's.

    A service's words begin with the code of its error, such as ``invalid_grant``.
    """
    problem = condition.status is Status.SETTINGS_PROBLEM and condition.cause is not Cause.REFUSED
    return problem and "_" not in condition.detail.partition(" ")[0]


def told(connection: Connection) -> str:
    """Return what was seen or heard, and by whom; empty where there is nothing more to say."""
    condition = connection.condition
    detail = condition.detail.rstrip(".")
    if not detail or condition.cause in _SAID_ALREADY:
        return ""
    if condition.cause in OWN or (connection.asks_by_itself and is_our_finding(condition)):
        return f"{detail[:1].upper()}{detail[1:]}."
    return f"{connection.service.name} said: {condition.detail}"
