"""Text that a service sent, made fit for showing (RFC 6749 §4.1.2.1; NORMS C30)."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from oauth_desk.domain.secret import MASK, Secret

LONGEST: Final = 300
_SHORTEST_SECRET: Final = 6
_JWT: Final = re.compile(r"eyJ[\w-]{10,}(?:\.[\w-]*)+", re.ASCII)


def clean_description(text: str, *, secrets: Iterable[Secret | None] = (), longest: int = LONGEST) -> str:
    """Return ``text`` on one line, without control and bidi characters, at most ``longest`` characters.

    Some servers repeat what they were sent: the given secrets, also as a form writes
    them, and anything that looks like a JWT are masked.
    """
    plain = " ".join("".join(map(_shown, text[: longest * 40])).split())
    for secret in secrets:
        forms = () if secret is None else _forms(secret.reveal())
        for form in forms:
            if len(form) >= _SHORTEST_SECRET:
                plain = plain.replace(form, MASK)
    plain = _JWT.sub(MASK, plain)
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"


def _forms(text: str) -> tuple[str, str, str]:
    """Return a text as forms and addresses write it, and as it is shown: its blanks drawn together."""
    written = quote(text, safe="", errors="replace")
    return written.replace("%20", "+"), written, " ".join(text.split())


def _shown(character: str) -> str:
    """Keep a character, turn white space into a space, and drop what is not seen (Cc, Cf, Cs, Co, Cn)."""
    if character.isspace():
        return " "
    return "" if unicodedata.category(character).startswith("C") else character
