"""The signature of an answer that the browser brings back, as Shopify makes it: HMAC-SHA256 with the client secret."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

from oauth_desk.domain.secret import Secret

SIGNATURE: Final = "hmac"


def is_genuine(answer: Mapping[str, str], secret: Secret) -> bool:
    """Tell whether the answer holds a signature of all its other parameters."""
    given = answer.get(SIGNATURE, "")
    wanted = hmac.new(secret.reveal().encode(), _message(answer), hashlib.sha256).hexdigest()
    return hmac.compare_digest(given.lower().encode(), wanted.encode())


def _message(answer: Mapping[str, str]) -> bytes:
    """Return what is signed: the pairs in order, what would join two of them escaped."""
    pairs = (
        f"{name.replace('%', '%25').replace('=', '%3D')}={value.replace('%', '%25')}".replace("&", "%26")
        for name, value in answer.items()
        if name != SIGNATURE
    )
    return "&".join(sorted(pairs)).encode()
