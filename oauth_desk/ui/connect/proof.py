"""How the program proves itself at a service, as a developer may choose: what each way asks for, what it makes."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from oauth_desk.domain.service import CERTIFICATE_METHODS, AuthMethod, Service
from oauth_desk.services.overrides import Overrides, overridden
from oauth_desk.ui.connect.detail import Detail

WAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "": "What fits the details above",
        AuthMethod.BASIC: "The client secret, in the header",
        AuthMethod.POST: "The client secret, in the body",
        AuthMethod.SECRET_JWT: "A signature by the client secret",
        AuthMethod.PRIVATE_KEY_JWT: "A signature by a private key",
        AuthMethod.TLS: "A certificate of an authority",
        AuthMethod.SELF_SIGNED_TLS: "A self-signed certificate",
    }
)
_KEY: Final = (Detail.KEY_FILE, Detail.KEY_ID, Detail.KEY_PASSPHRASE)
_CERTIFICATE: Final = (Detail.CERTIFICATE, Detail.CERTIFICATE_KEY, Detail.KEY_PASSPHRASE)
_LOCKS: Final = ("client.auth_method", "client.private_key_file", "client.key_id", "security.client_certificate")


def asked(way: str) -> tuple[Detail, ...]:
    """Return what has to be given for a way."""
    if way == AuthMethod.PRIVATE_KEY_JWT:
        return _KEY
    return _CERTIFICATE if way in CERTIFICATE_METHODS else ()


def is_open(service: Service) -> bool:
    """Tell whether somebody may choose: nothing of it is locked."""
    return not any(path in service.locked for path in (*_LOCKS, "security.client_key"))


def stands_for_secret(typed: Mapping[Detail, str]) -> bool:
    """Tell whether the way that was chosen needs no client secret."""
    return bool(asked(typed.get(Detail.PROOF, "")))


def problems(service: Service, typed: Mapping[Detail, str]) -> dict[Detail, str]:
    """Say what is missing for the way that was chosen."""
    way = typed.get(Detail.PROOF, "")
    if not is_open(service):
        return {}
    if way == AuthMethod.PRIVATE_KEY_JWT and not typed.get(Detail.KEY_FILE, "").strip():
        return {Detail.KEY_FILE: "Choose the file with the private key."}
    if way in CERTIFICATE_METHODS and not typed.get(Detail.CERTIFICATE, "").strip():
        return {Detail.CERTIFICATE: "Choose the file with the certificate."}
    return {}


def with_proof(service: Service, typed: Mapping[Detail, str]) -> Service:
    """Return the service with the way that was chosen."""
    way = typed.get(Detail.PROOF, "")
    if not way or not is_open(service):
        return service
    given = {detail: typed.get(detail, "").strip() for detail in asked(way)}
    return overridden(
        service,
        Overrides(
            auth_method=AuthMethod(way),
            private_key_file=path_of(given.get(Detail.KEY_FILE)),
            key_id=given.get(Detail.KEY_ID) or None,
            client_certificate=path_of(given.get(Detail.CERTIFICATE)),
            client_key=path_of(given.get(Detail.CERTIFICATE_KEY)),
        ),
    )


def path_of(text: str | None) -> str | None:
    """Return the absolute path of a file that was named; None where none was."""
    return str(Path(text).expanduser().absolute()) if text else None
