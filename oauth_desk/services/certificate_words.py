"""The words for a certificate that this program shows and that will end."""

from typing import Final

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.phrases import DAY, day

AHEAD: Final = 14 * DAY
"""Seconds ahead of its end that a certificate is spoken of: another one takes people days to get."""


def is_due(ends_at: Instant | None, now: Instant) -> bool:
    """Tell whether a certificate has ended, or soon will."""
    return ends_at is not None and ends_at - now < AHEAD


def list_words(connection: Connection, now: Instant) -> str:
    """Return what a card says ahead of the end; empty where none is near."""
    ends_at = connection.service.security.certificate_ends_at
    if ends_at is None or not is_due(ends_at, now):
        return ""
    return f"Certificate ends on {day(ends_at, now)}" if ends_at > now else "Certificate has ended"


def page_words(connection: Connection, now: Instant) -> str:
    """Return what the page says ahead of the end; empty where none is near."""
    ends_at = connection.service.security.certificate_ends_at
    if ends_at is None or not is_due(ends_at, now):
        return ""
    if ends_at <= now:
        return "The certificate that this program shows has ended. Put a new one in its place and sign in again."
    ends = f"The certificate that this program shows ends on {day(ends_at, now)}."
    return f"{ends} Put a new one in its place and sign in again by then."
