"""ID tokens (OIDC Core §3.1.3.7, §3.1.3.8; RFC 7515 §4.1; RFC 8725 §3; NORMS C70–C74).

The only protocol file that imports joserfc, which takes its time to load.
"""

import base64
import hashlib
import math
import warnings
from dataclasses import dataclass
from typing import Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Instant
from oauth_desk.protocol import key_set
from oauth_desk.protocol.address import UnsafeUrl, read
from oauth_desk.protocol.json_body import JsonObject
from oauth_desk.protocol.jwt_text import LONGEST, unverified_claims
from oauth_desk.protocol.userinfo import label_of

__all__ = ["IdClaims", "IdTokenError", "UnknownKey", "check", "unverified_claims"]

LEEWAY: Final = 120.0
DEFAULT_ALGORITHMS: Final = ("RS256",)
_LONGEST_HEADER: Final = 16 * 1024
_LONGEST_SIGNATURE: Final = 4 * 1024
_LONGEST_SUBJECT: Final = 255
_HASHES: Final = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512}


class IdTokenError(ValueError):
    """The ID token cannot be believed. The message is a plain sentence that quotes nothing of it.

    ``clock_off`` is by how many seconds this computer's clock seems to be ahead
    (negative: behind), where that may be the reason.
    """

    def __init__(self, reason: str, *, clock_off: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.clock_off = clock_off


class UnknownKey(IdTokenError):
    """The issuer's key set lacks the key: fetch it once more, it may have changed."""


@dataclass(frozen=True, slots=True)
class IdClaims:
    """Who signed in, by an ID token that holds."""

    issuer: str
    subject: str
    label: str
    claims: JsonObject


def check(
    id_token: Secret,
    *,
    service: Service,
    jwks: JsonObject | None,
    nonce: Secret | None,
    now: Instant,
    leeway: float = LEEWAY,
    access_token: Secret | None = None,
) -> IdClaims:
    """Return the claims of an ID token that holds in every point; raise IdTokenError.

    ``jwks`` is the issuer's key set; without one nothing is believed. With the
    ``access_token`` that came beside it, ``at_hash`` is checked where present.
    """
    text = id_token.reveal()
    parts = unverified_claims(text)
    if parts is None:
        raise IdTokenError("The ID token is not a signed JWT.")
    header, claims = parts["header"], parts["payload"]
    algorithm = _algorithm(header, service)
    _verify(text, algorithm, header.get("kid"), jwks)
    _check_issuer(claims, service)
    _check_audience(claims, service)
    _check_times(claims, now, leeway)
    _check_nonce(claims, nonce)
    if access_token is not None:
        _check_access_token(claims, algorithm, access_token)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT or not subject.isprintable():
        raise IdTokenError("The ID token does not say who signed in.")
    return IdClaims(str(claims["iss"]), subject, label_of(claims), claims)


def _algorithm(header: JsonObject, service: Service) -> str:
    """Return the header's algorithm if metadata, or else RS256, allows it; ``crit`` names nothing we understand."""
    if "crit" in header or "b64" in header:
        raise IdTokenError("The ID token demands an extension that is not understood.")
    told = service.metadata.signing_algorithms or DEFAULT_ALGORITHMS
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in told or algorithm not in key_set.KEY_TYPES:
        raise IdTokenError("The ID token is signed in a way that is not accepted.")
    return algorithm


def _verify(text: str, algorithm: str, key_id: object, jwks: JsonObject | None) -> None:
    """Verify with the issuer's keys alone: whatever key the header offers is not looked at."""
    if jwks is None:
        raise IdTokenError("The keys to check the ID token with are not known.")
    if key_id is not None and not isinstance(key_id, str):
        raise IdTokenError("The ID token names its key in a way that is not understood.")
    keys = key_set.candidates(jwks, algorithm=algorithm, key_id=key_id)
    if not keys:
        raise UnknownKey("The key that the ID token is signed with is not among the service's keys.")
    if not any(_is_signed(text, algorithm, key) for key in keys):
        raise IdTokenError("The signature of the ID token is wrong.")


def _is_signed(text: str, algorithm: str, key: dict[str, str]) -> bool:
    registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    registry.max_header_length = _LONGEST_HEADER
    registry.max_payload_length = LONGEST
    registry.max_signature_length = _LONGEST_SIGNATURE
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the name "EdDSA": it is Ed25519 here, key_set sees to it
            jws.deserialize_compact(text, JWKRegistry.import_key({**key}), registry=registry)
    except (JoseError, ValueError, TypeError, KeyError):
        return False
    return True


def _check_issuer(claims: JsonObject, service: Service) -> None:
    issuer = claims.get("iss")
    if not isinstance(issuer, str) or not issuer:
        raise IdTokenError("The ID token does not say who issued it.")
    if service.issuer is None or issuer == service.issuer:
        return
    if service.quirks.issuer_mismatch_allowed and _same_host(issuer, service.issuer):
        return
    raise IdTokenError("The ID token is from another issuer than the one asked.")


def _same_host(one: str, other: str) -> bool:
    """Microsoft's common endpoint answers with the issuer of the person's own directory, on the same host."""
    try:
        return read(one).origin == read(other).origin
    except UnsafeUrl:
        return False


def _check_audience(claims: JsonObject, service: Service) -> None:
    """Accept further audiences only where ``azp`` says that the token is ours; joserfc does not look."""
    client_id = service.client.client_id
    audience = claims.get("aud")
    members = audience if isinstance(audience, list) else [audience]
    if client_id is None or client_id not in members:
        raise IdTokenError("The ID token is for another program.")
    party = claims.get("azp")
    if party != client_id and (party is not None or len(members) > 1):
        raise IdTokenError("The ID token is for several programs, and given to another.")


def _check_times(claims: JsonObject, now: Instant, leeway: float) -> None:
    expiry, issued = _moment(claims, "exp"), _moment(claims, "iat")
    if expiry is None or issued is None:
        raise IdTokenError("The ID token does not say when it was issued and how long it holds.")
    if now > expiry + leeway:
        raise _clock_error("The ID token had run out when it came.", now - issued)
    if "nbf" not in claims:
        return
    start = _moment(claims, "nbf")
    if start is None:
        raise IdTokenError("The ID token does not say from when it holds.")
    if now < start - leeway:
        raise _clock_error("The ID token does not hold yet.", now - issued)


def _moment(claims: JsonObject, name: str) -> float | None:
    """Return a numeric date; strings, booleans and what is no date at all are none (RFC 7519 §2)."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 10**12:
        return None
    return float(value) if math.isfinite(value) else None


def _clock_error(reason: str, off: float) -> IdTokenError:
    way = "ahead" if off > 0 else "behind"
    return IdTokenError(f"{reason} This computer's clock may be {abs(off):.0f} seconds {way}.", clock_off=off)


def _check_nonce(claims: JsonObject, nonce: Secret | None) -> None:
    if nonce is None:
        return
    told = claims.get("nonce")
    if not isinstance(told, str) or Secret(told) != nonce:
        raise IdTokenError("The ID token is not of this sign-in.")


def _check_access_token(claims: JsonObject, algorithm: str, access_token: Secret) -> None:
    """Compare ``at_hash`` with the hash of the verified algorithm; Ed25519 goes with SHA-512."""
    if "at_hash" not in claims:
        return
    digest = _HASHES.get(algorithm[-3:], hashlib.sha512)(access_token.reveal().encode()).digest()
    wanted = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode("ascii")
    told = claims["at_hash"]
    if not isinstance(told, str) or Secret(told.rstrip("=")) != Secret(wanted):
        raise IdTokenError("The ID token belongs to another access token.")
