"""Lists of permissions on the wire (RFC 6749 §3.3), and how services depart from them."""

from collections.abc import Sequence
from typing import Final

from oauth_desk.domain.service import Service

MOST: Final = 1000
"""Permissions kept of one answer; the text of a mebibyte of them would be written with every renewal."""


def joined(scopes: Sequence[str], service: Service) -> str:
    """Return the scopes as one parameter value, with the service's separator."""
    return service.scope_separator.join(scopes)


def granted(told: object, asked: Sequence[str], service: Service | None = None) -> tuple[str, ...]:
    """Return the scopes a token answer tells, or those asked where it tells none (NORMS C50).

    Strings with spaces or commas and JSON arrays are all met; a comma separates
    unless a scope that was asked for holds one. An empty string grants nothing.
    """
    if isinstance(told, str):
        return _unique(_split(told, asked, service))
    if isinstance(told, list):
        return _unique([scope for scope in told if isinstance(scope, str)])
    return tuple(asked)


def _split(text: str, asked: Sequence[str], service: Service | None) -> list[str]:
    separator = service.scope_separator if service is not None else " "
    if separator.strip():
        text = text.replace(separator, " ")
    if not any("," in scope for scope in asked):
        text = text.replace(",", " ")
    return text.split(maxsplit=4 * MOST)[: 4 * MOST]


def _unique(scopes: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(scope for scope in scopes[: 4 * MOST] if scope and scope.isprintable()))[:MOST]
