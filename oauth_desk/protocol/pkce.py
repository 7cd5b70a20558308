"""Proof Key for Code Exchange (RFC 7636 §4.1, §4.2). Only S256 exists here (NORMS C03, C04)."""

import base64
import hashlib
from typing import Final

from oauth_desk.domain.secret import Secret

METHOD: Final = "S256"


def challenge(verifier: Secret, encoding: str = "base64url") -> str:
    """Return the S256 challenge: base64url of the SHA-256 of the verifier, without padding; TikTok wants it in hex."""
    digest = hashlib.sha256(verifier.reveal().encode("ascii")).digest()
    if encoding == "hex":
        return digest.hex()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
