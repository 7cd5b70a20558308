"""Whose turn it is when many connections wait for one network: one goes ahead, the rest is spread."""

from collections.abc import Iterable

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.status import Cause, Status
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.ports import Chance

PROBE_PAUSE = 2.5
LONGEST_PROBE_PAUSE = 37.0
SPREAD_SHARE = 0.25
LONGEST_SPREAD = 30.0
NO_NETWORK = frozenset({Cause.NETWORK, Cause.CAPTIVE_PORTAL, Cause.UNANSWERED})


def is_cut_off(connection: Connection) -> bool:
    """Tell whether the last try did not get through to the service."""
    condition = connection.condition
    return condition.status in (Status.RETRYING, Status.RENEWING) and condition.cause in NO_NETWORK


class Turns:
    """Moments drawn for connections, each in place of the connection's own plan until it had its turn.

    While it probes, only one connection goes at a time, with growing pauses, until
    one gets an answer: no storm at wake, no try after try at a network that is not up.
    """

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._drawn: dict[str, Instant] = {}
        self._cut_off: set[str] = set()
        self._pause = PROBE_PAUSE
        self.probe_at: Instant | None = None

    @property
    def probing(self) -> bool:
        """Tell whether it is still open that the network is up."""
        return self.probe_at is not None

    def of(self, connection_id: str, planned: Instant) -> Instant:
        """Return when the connection's turn comes."""
        return self._drawn.get(connection_id, planned)

    def begin_probing(self, now: Instant) -> None:
        """Let one connection go ahead, not in the first seconds."""
        self._pause = PROBE_PAUSE
        self.probe_at = now + self._pause

    def not_reached(self, now: Instant) -> None:
        """Wait longer before the next one looks."""
        self._pause = min(2 * self._pause, LONGEST_PROBE_PAUSE)
        self.probe_at = now + self._pause

    def spread(self, connection_ids: Iterable[str], now: Instant) -> None:
        """End probing; draw a moment for each of those that wait."""
        self.probe_at = None
        waiting = sorted(connection_ids)
        longest = min(LONGEST_SPREAD, SPREAD_SHARE * len(waiting))
        for connection_id in waiting:
            self._drawn[connection_id] = now + self._chance.fraction() * longest

    def taken(self, connection_id: str) -> None:
        """Remember that the connection had its turn."""
        self._drawn.pop(connection_id, None)

    def still_cut_off(self) -> set[str]:
        """Return the connections that did not get through and for which no moment was drawn yet."""
        return self._cut_off - self._drawn.keys()

    def saw(self, connection: Connection) -> bool:
        """Take over how a connection stands now; tell whether it got through while others still wait for that."""
        if is_cut_off(connection):
            self._cut_off.add(connection.id)
            return False
        self._drawn.pop(connection.id, None)
        if connection.id not in self._cut_off:
            return False
        self._cut_off.discard(connection.id)
        return connection.condition.status is Status.VALID and bool(self._cut_off)

    def forget(self) -> None:
        """Drop every moment: the clock they were drawn by was moved."""
        self._drawn.clear()
        self.probe_at = None

    def gone(self, connection_id: str) -> None:
        """Forget a connection."""
        self._drawn.pop(connection_id, None)
        self._cut_off.discard(connection_id)
