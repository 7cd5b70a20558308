"""The signature of an answer that the browser brings back, as Shopify makes it: HMAC-SHA256 with the client secret."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from oauth_desk.domain.secret import Secret

SIGNATURE: Final = "hmac"


def is_genuine(answer: Mapping[str, str], secret: Secret) -> bool:
    """Tell whether the answer holds a signature of all its other parameters, in either spelling.

    The service's own libraries disagree: one signs the pairs with what would join two of
    them escaped, another the query as a browser writes it. For plain values both are the same.
    """
    given = answer.get(SIGNATURE, "").lower().encode()
    signed = {name: value for name, value in sorted(answer.items()) if name != SIGNATURE}
    messages = (_escaped(signed), urlencode(signed).encode())
    wanted = [hmac.new(secret.reveal().encode(), message, hashlib.sha256).hexdigest() for message in messages]
    return any(hmac.compare_digest(given, each.encode()) for each in wanted)


def _escaped(answer: Mapping[str, str]) -> bytes:
    pairs = (
        f"{name.replace('%', '%25').replace('=', '%3D')}={value.replace('%', '%25')}".replace("&", "%26")
        for name, value in answer.items()
    )
    return "&".join(sorted(pairs)).encode()
