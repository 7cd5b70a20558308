"""When tokens are bound to a key, and what a server says of nonces (RFC 9449 §5.1, §8, §9; NORMS C91)."""

from typing import Final

from oauth_desk.domain.service import Offer, Service
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.json_body import BadJson, parse_object
from oauth_desk.protocol.www_authenticate import challenges

_OFFERED: Final = "dpop_signing_alg_values_supported"
_ALGORITHM: Final = "ES256"
_WANTED: Final = "use_dpop_nonce"
_LONGEST_NONCE: Final = 1024


def is_used(service: Service) -> bool:
    """Tell whether a sign-in asks for tokens that are bound to a key."""
    choice = service.security.dpop
    return choice is Offer.REQUIRED or (choice is Offer.OFFERED and _is_offered(service))


def nonce_of(response: Response) -> str | None:
    """Return the nonce for the next proof, on good answers and bad ones; None without one that can be used."""
    told = response.header("dpop-nonce")
    usable = told is not None and 0 < len(told) <= _LONGEST_NONCE and told.isascii() and told.isprintable()
    return told if usable else None


def wants_nonce(response: Response) -> bool:
    """Tell whether the request was refused for want of a nonce alone: nothing was done, it may go once more."""
    if response.status == 401:  # noqa: PLR2004 - a resource (RFC 9449 §9)
        return any(
            challenge.scheme == "dpop" and challenge.parameters.get("error") == _WANTED
            for challenge in challenges(response)
        )
    if response.status != 400:  # noqa: PLR2004 - an authorization server (RFC 9449 §8)
        return False
    try:
        return parse_object(response.body).get("error") == _WANTED
    except BadJson:
        return False


def _is_offered(service: Service) -> bool:
    try:
        offered = parse_object(service.metadata.document.encode()).get(_OFFERED)
    except BadJson:
        return False
    return isinstance(offered, list) and _ALGORITHM in offered
