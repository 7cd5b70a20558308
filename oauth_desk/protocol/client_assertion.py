"""Signed statements of the client (RFC 7523 §2.2, §3; OIDC Core §9; RFC 7515 §3.1; NORMS C85).

joserfc takes its time to load: only where a private key signs.
"""

import base64
import hmac
import json
from dataclasses import replace
from typing import Any, Final

from oauth_desk.domain.tokens import Instant
from oauth_desk.protocol.http import ClientProof, Request

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
    payload = json.dumps(claims, separators=(",", ":"))
    header = {"alg": proof.algorithm, "typ": "JWT"}
    return _by_secret(header, payload, proof) if proof.algorithm == "HS256" else _by_key(header, payload, proof)


def attached(request: Request, text: str) -> Request:
    """Return the request with its statement in the body, form or JSON; ``text`` needs no encoding."""
    body = request.body or b""
    if body.startswith(b"{"):
        return replace(request, body=json.dumps({**json.loads(body), _MEMBER: text}).encode("ascii"), client_proof=None)
    return replace(request, body=body + f"&{_MEMBER}={text}".encode("ascii"), client_proof=None)


def _by_secret(header: dict[str, Any], payload: str, proof: ClientProof) -> str:
    signed = _signed(header, payload)
    return f"{signed}.{_encoded(hmac.digest(proof.key.reveal().encode(), signed.encode('ascii'), 'sha256'))}"


def _by_key(header: dict[str, Any], payload: str, proof: ClientProof) -> str:
    from joserfc import jws  # noqa: PLC0415 - loads slowly
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import JWKRegistry  # noqa: PLC0415

    members = json.loads(proof.key.reveal())
    if "kid" in members:
        header["kid"] = members["kid"]
    plain = {name: value for name, value in members.items() if name not in {"alg", "use"}}
    try:
        key: Any = JWKRegistry.import_key(plain)
        if members["kty"] == "OKP":
            # By hand: joserfc warns of the name EdDSA (RFC 9864), which is the only one that most services know.
            signed = _signed(header, payload)
            return f"{signed}.{_encoded(key.private_key.sign(signed.encode('ascii')))}"
        return jws.serialize_compact(header, payload, key, algorithms=[proof.algorithm])
    except JoseError:
        raise ValueError("This key cannot sign.") from None


def _signed(header: dict[str, Any], payload: str) -> str:
    return f"{_encoded(json.dumps(header, separators=(',', ':')).encode())}.{_encoded(payload.encode())}"


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
