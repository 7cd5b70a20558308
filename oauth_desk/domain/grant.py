"""How a service hands out access tokens, and what the ways without a person need (RFC 7523 §2.1, RFC 8693)."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from oauth_desk.domain.secret import Secret

LONGEST_ASSERTION: Final = 3600
"""Seconds; Google takes no longer ones."""


class Grant(StrEnum):
    """What a service wants to see before it gives an access token (RFC 6749 §1.3, RFC 7523, RFC 8693)."""

    AUTHORIZATION_CODE = "authorization_code"
    CLIENT_CREDENTIALS = "client_credentials"
    JWT_BEARER = "jwt_bearer"
    TOKEN_EXCHANGE = "token_exchange"


class ScopePlace(StrEnum):
    """Where a service looks for the scope: in the form (RFC 7521 §4.1), or in the assertion (Google)."""

    FORM = "form"
    ASSERTION = "assertion"


class TokenKind(StrEnum):
    """Which of its tokens stands for the other connection in an exchange (RFC 8693 §3)."""

    ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"
    ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"
    JWT = "urn:ietf:params:oauth:token-type:jwt"


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a signed assertion says (RFC 7523 §3).

    ``issuer`` None is the client id, ``audience`` None the service's issuer, or else
    its token endpoint. ``subject`` is on whose behalf; None is the issuer itself, or
    nobody where the service wants none (``names_itself``). ``private_key`` is a JWK,
    taken from ``private_key_file`` at sign-in: the file may go then. ``lifetime`` in seconds.
    """

    issuer: str | None = None
    subject: str | None = None
    names_itself: bool = True
    audience: str | None = None
    algorithm: str | None = None
    private_key_file: str | None = None
    private_key: Secret | None = None
    key_id: str | None = None
    lifetime: int = 300
    scope_in: ScopePlace = ScopePlace.FORM
    claims: tuple[tuple[str, str], ...] = ()

    @property
    def signing_key_id(self) -> str | None:
        """Return what the service calls the key that signs: its own name goes before the profile's."""
        try:
            told = None if self.private_key is None else json.loads(self.private_key.reveal()).get("kid")
        except (ValueError, AttributeError):
            told = None
        return told if isinstance(told, str) else self.key_id


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is asked for in exchange for another connection's token (RFC 8693 §2.1).

    ``connection`` is the name of the one that a person is offered first.
    """

    connection: str | None = None
    subject_token_type: TokenKind = TokenKind.ACCESS_TOKEN
    requested_token_type: TokenKind | None = None
    audience: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """The connection whose token stands for it in exchanges: its id, and its name as it was chosen."""

    id: str
    name: str
