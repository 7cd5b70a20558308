"""A private key as people have it, PEM or JWK, checked and in one form (RFC 7517; RFC 7518 §3.3, §6; RFC 8037).

Imports joserfc and cryptography, which take their time to load: only where a file is read.
"""

import json
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

from oauth_desk.domain.secret import Secret
from oauth_desk.protocol import pem
from oauth_desk.protocol.json_body import BadJson, parse_object
from oauth_desk.protocol.pem import PassphraseNeeded

SHORTEST_RSA: Final = 2048
_LONGEST_RSA: Final = 16_384
_PRIVATE: Final = "PRIVATE KEY"
_RSA_ALGORITHMS: Final = ("RS256", "PS256")
_LONGEST_NAME: Final = 512


class BadKey(ValueError):
    """A text that holds no private key that can be used. The message is a plain sentence and quotes nothing."""


def read_key(data: bytes, *, passphrase: Secret | None = None, key_id: str | None = None) -> Secret:
    """Return the key as a JWK of one line; raise BadKey, PassphraseNeeded.

    ``key_id`` is what the service calls the key; a JWK may say it itself.
    """
    text = data.removeprefix(b"\xef\xbb\xbf").strip()
    said: dict[str, Any] = {}
    if text.startswith(b"{"):
        said = _members(text)
        key = _from_members(said)
    else:
        key = load_pem(text, passphrase)
    members = _checked(key, said.get("alg"))
    name = key_id or said.get("kid")
    if name is not None:
        members["kid"] = _name(name)
    return Secret(json.dumps(members, sort_keys=True, separators=(",", ":")))


def load_pem(data: bytes, passphrase: Secret | None) -> Any:
    """Return the one private key of a PEM text, of whatever kind; raise BadKey, PassphraseNeeded."""
    found = pem.blocks(data, _PRIVATE)
    if len(found) != 1:
        raise BadKey(_no_key(data, len(found)))
    if b"BEGIN OPENSSH" in found[0]:
        raise BadKey("This is a key in the form of OpenSSH; a PEM file is needed: “ssh-keygen -p -m PEM -f FILE”.")
    sealed = b"BEGIN ENCRYPTED" in found[0] or b"Proc-Type: 4,ENCRYPTED" in found[0]
    if sealed and not passphrase:
        raise PassphraseNeeded
    password = passphrase.reveal().encode() if sealed and passphrase else None
    try:
        return serialization.load_pem_private_key(found[0], password)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        if sealed:
            raise BadKey("The passphrase does not open the key.") from None
        raise BadKey("The private key in it is damaged, or of a kind that is not known.") from None


def _no_key(data: bytes, number: int) -> str:
    if number:
        return "There are several private keys in it; it must hold one."
    labels = pem.labels(data)
    if any(label.endswith("PUBLIC KEY") for label in labels):
        return "There is only a public key in it; the private key is needed."
    if "CERTIFICATE" in labels:
        return "There is only a certificate in it; the private key is needed."
    return "There is no private key in it: neither PEM nor JWK."


def _members(text: bytes) -> dict[str, Any]:
    try:
        members = parse_object(text)
    except BadJson:
        raise BadKey("There is no private key in it: neither PEM nor JWK.") from None
    keys = members.get("keys")
    if isinstance(keys, list):
        if len(keys) != 1 or not isinstance(keys[0], dict):
            raise BadKey("There are several keys in it; it must hold one.")
        return keys[0]
    return members


def _from_members(members: dict[str, Any]) -> Any:
    kind = str(members.get("kty"))
    if kind == "oct":
        raise BadKey("This is a shared secret and no key of one’s own: give it as the client secret.")
    if kind not in {"RSA", "EC", "OKP"}:
        raise BadKey("There is no private key in it: neither PEM nor JWK.")
    if "d" not in members:
        raise BadKey("There is only a public key in it; the private key is needed.")
    plain = {name: value for name, value in members.items() if name not in {"alg", "use", "key_ops", "kid"}}
    try:
        imported: Any = JWKRegistry.import_key(plain)
        key = imported.private_key
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, OverflowError, UnsupportedAlgorithm):
        raise BadKey("The private key in it is damaged, or of a kind that is not known.") from None
    return key


def _checked(key: Any, algorithm: object) -> dict[str, Any]:
    """Return the members of a key that is strong enough and that this program can sign with."""
    match key:
        case rsa.RSAPrivateKey():
            if not SHORTEST_RSA <= key.key_size <= _LONGEST_RSA:
                raise BadKey(f"The RSA key has {key.key_size} bits; at least {SHORTEST_RSA} are needed.")
            members = _exported(RSAKey, key)
            return {**members, "alg": algorithm} if algorithm in _RSA_ALGORITHMS else members
        case ec.EllipticCurvePrivateKey() if key.curve.name == "secp256r1":
            return _exported(ECKey, key)
        case ed25519.Ed25519PrivateKey():
            return _exported(OKPKey, key)
    raise BadKey("The key is of a kind that is not used here: RSA, P-256 or Ed25519 is needed.")


def _exported(kind: type[RSAKey | ECKey | OKPKey], key: Any) -> dict[str, Any]:
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    exported = kind.import_key(plain).as_dict(private=True)
    return {name: value for name, value in exported.items() if name != "kid"}


def _name(name: object) -> str:
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
        raise BadKey("The name of the key (“kid”) cannot be used.")
    return name
