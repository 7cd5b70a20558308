"""What a JWT says, unverified (RFC 7519 §3): for showing, and for noticing that two contradict each other."""

import base64
import binascii
import re
from typing import Final

from oauth_desk.domain.secret import Secret
from oauth_desk.protocol.json_body import BadJson, JsonObject, parse_object

LONGEST: Final = 128 * 1024
_PARTS: Final = 3
_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]*={0,2}")


def unverified_claims(token: Secret | str) -> dict[str, JsonObject] | None:
    """Return ``{"header": …, "payload": …}``; None where the token is no signed JWT with a JSON payload."""
    text = token.reveal() if isinstance(token, Secret) else token
    parts = text.split(".")
    if len(text) > LONGEST or len(parts) != _PARTS:
        return None
    header, payload = (_member(part) for part in parts[:2])
    if header is None or payload is None:
        return None
    return {"header": header, "payload": payload}


def _member(part: str) -> JsonObject | None:
    if not _BASE64URL.fullmatch(part):
        return None
    bare = part.rstrip("=")
    try:
        return parse_object(base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4)))
    except (binascii.Error, BadJson):
        return None
