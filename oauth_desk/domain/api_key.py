"""A key that a person copied from a service's page: no sign-in gave it, and nothing renews it."""

from dataclasses import dataclass
from enum import StrEnum

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.tokens import Instant, Tokens

SOON = 7 * 86400.0
"""Seconds before the day on which a key is to be replaced that it is asked for."""


class KeyPlace(StrEnum):
    """Where a key stands in a request."""

    BEARER = "bearer"
    HEADER = "header"
    QUERY = "query"
    BASIC = "basic"


@dataclass(frozen=True, slots=True)
class KeyUse:
    """How a service wants its keys.

    ``name`` is the header's or the parameter's, ``prefix`` stands before the key
    in a header of the service's own. With ``BASIC`` the key is the password of
    ``user``; without a user it is the user's name, and the password is empty.
    ``replace_every_days`` is how long the service wants a key to be used.
    """

    place: KeyPlace = KeyPlace.BEARER
    name: str = ""
    prefix: str = ""
    user: str = ""
    replace_every_days: int | None = None


@dataclass(frozen=True, slots=True)
class KeyCare:
    """What is known of a connection's key beside its text.

    ``replace_by`` is the day that the person set. ``before`` is the key of before,
    kept until the new one is proved by a call.
    """

    replace_by: Instant | None = None
    before: Secret | None = None


def wanted_by(care: KeyCare | None, tokens: Tokens) -> Instant | None:
    """Return when another key is wanted: the day that a person set, or the end that the key tells itself if sooner."""
    chosen = None if care is None else care.replace_by
    return min((moment for moment in (chosen, tokens.expires_at) if moment is not None), default=None)
