"""Parameters that a profile adds to requests, with the gaps of their values filled."""

from oauth_desk.domain.service import Pairs, Service
from oauth_desk.domain.template import GAP, gaps
from oauth_desk.domain.tokens import Kept


def filled(pairs: Pairs, service: Service, kept: Kept = ()) -> Pairs:
    """Return the parameters with their values; one with a gap that nothing fills is left out."""
    known = {"client_id": service.client.client_id or "", **dict(kept)}
    return tuple(
        (name, GAP.sub(lambda gap: known[gap[1]], value))
        for name, value in pairs
        if all(known.get(gap) for gap in gaps(value))
    )
