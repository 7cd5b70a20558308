"""How a key goes along with a request, as documentation writes it: ``X-API-Key: KEY``."""

import re
from typing import Final

from oauth_desk.domain.api_key import KeyPlace, KeyUse

PLACEHOLDER: Final = "KEY"
LONGEST: Final = 200
_BEARER: Final = re.compile(r"(?:Authorization:\s*)?Bearer\s+KEY", re.IGNORECASE)
_HEADER: Final = re.compile(r"([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]+([\x20-\x7e]*?)KEY")
_QUERY: Final = re.compile(r"[?&]?([A-Za-z0-9._~-]+)=KEY")
_BASIC: Final = re.compile(r"([\x21-\x39\x3b-\x7e]*):KEY|KEY:")
_NOT_OURS: Final = frozenset({"content-length", "cookie", "dpop", "host", "transfer-encoding"})


def key_use(written: str) -> KeyUse:
    """Return what a template means; raise ValueError with a plain sentence."""
    text = written.strip()
    if len(text) > LONGEST or text.count(PLACEHOLDER) != 1:
        raise ValueError(f"Write {PLACEHOLDER} once, where the key goes: “X-API-Key: {PLACEHOLDER}”.")
    if _BEARER.fullmatch(text):
        return KeyUse()
    if found := _HEADER.fullmatch(text):
        if found[1].lower() in _NOT_OURS:
            raise ValueError(f"The header {found[1]} cannot hold a key.")
        return KeyUse(KeyPlace.HEADER, found[1], found[2])
    if found := _QUERY.fullmatch(text):
        return KeyUse(KeyPlace.QUERY, found[1])
    if found := _BASIC.fullmatch(text):
        return KeyUse(KeyPlace.BASIC, user=found[1] or "")
    raise ValueError(
        f"Write it as the service’s documentation does: “Authorization: Bearer {PLACEHOLDER}”, "
        f"“X-API-Key: {PLACEHOLDER}”, “?api_key={PLACEHOLDER}”, “USER:{PLACEHOLDER}” or “{PLACEHOLDER}:”."
    )
