"""Signed statements of the client (RFC 7523 §2.2, §3; OIDC Core §9; NORMS C85)."""

import json
from dataclasses import replace
from typing import Final

from oauth_desk.domain.tokens import Instant
from oauth_desk.protocol.http import ClientProof, Request
from oauth_desk.protocol.signature import signed_by_key, signed_by_secret

LIFETIME: Final = 60
"""Seconds."""
_MEMBER: Final = "client_assertion"


def assertion(proof: ClientProof, *, now: Instant, jti: str) -> str:
    """Return a statement for one request; ``jti`` is never used twice. Raise ValueError for a key that is none."""
    issued = int(now)
    claims = {
        "iss": proof.client_id,
        "sub": proof.client_id,
        "aud": proof.audience,
        "jti": jti,
        "iat": issued,
        "exp": issued + LIFETIME,
    }
    if proof.algorithm == "HS256":
        return signed_by_secret(claims, proof.key)
    return signed_by_key(claims, proof.key, proof.algorithm)


def attached(request: Request, text: str) -> Request:
    """Return the request with its statement in the body, form or JSON; ``text`` needs no encoding."""
    body = request.body or b""
    if body.startswith(b"{"):
        return replace(request, body=json.dumps({**json.loads(body), _MEMBER: text}).encode("ascii"), client_proof=None)
    return replace(request, body=body + f"&{_MEMBER}={text}".encode("ascii"), client_proof=None)
