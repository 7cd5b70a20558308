"""Keys and certificates of this program: taken out of the files that a profile or a person names, and kept."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.ports import Clock, FileReader

if TYPE_CHECKING:
    from oauth_desk.protocol.client_certificate import Certificate

_KEY: Final = "private key"
_CERTIFICATE: Final = "client certificate"
_AUTHORITY: Final = "certificate authority"


class ClientFiles:
    """Reads at each sign-in: a file that was put in place of an older one counts, one that went is not missed."""

    def __init__(self, files: FileReader, clock: Clock) -> None:
        self._files = files
        self._clock = clock

    async def taken_in(self, service: Service, passphrase: Secret | None = None) -> Service:
        """Return the service with what its files hold; raise DeskError.

        ``passphrase`` opens the private key and the certificate's. What the service holds
        already stays where a file is gone, or is sealed and no passphrase is given.
        """
        service = await self._with_key(service, passphrase)
        service = await self._with_assertion(service, passphrase)
        service = await self._with_certificate(service, passphrase)
        return await self._with_authorities(service)

    async def _with_key(self, service: Service, passphrase: Secret | None) -> Service:
        client = service.client
        data = await self._content(client.private_key_file, _KEY, client.private_key is not None)
        if data is None or client.private_key_file is None:
            return service
        try:
            key = await asyncio.to_thread(_key, data, passphrase, client.key_id)
        except ValueError as error:
            if _is_sealed(error) and client.private_key is not None:
                return service
            raise _unusable(_KEY, client.private_key_file, error) from None
        return replace(service, client=replace(client, private_key=key))

    async def _with_assertion(self, service: Service, passphrase: Secret | None) -> Service:
        """Take in what signs assertions: PEM, JWK, or the key file of a service account."""
        said = service.assertion
        known = said.private_key is not None
        data = await self._content(said.private_key_file, _KEY, known)
        if data is None or said.private_key_file is None:
            return service
        try:
            key = await asyncio.to_thread(_signing_key, data, passphrase, said.key_id)
        except ValueError as error:
            if _is_sealed(error) and known:
                return service
            raise _unusable(_KEY, said.private_key_file, error) from None
        # A service account's file says whose key it is, too; a profile that says so goes before it.
        issuer = said.issuer or service.client.client_id or _account(data)
        return replace(service, assertion=replace(said, private_key=key, issuer=issuer))

    async def _with_certificate(self, service: Service, passphrase: Secret | None) -> Service:
        security = service.security
        known = security.certificate is not None
        data = await self._content(security.client_certificate, _CERTIFICATE, known)
        key = await self._content(security.client_key, f"key of the {_CERTIFICATE}", known)
        if security.client_certificate is None or data is None or (security.client_key and key is None):
            return service
        try:
            read = await asyncio.to_thread(_certificate, data, key, passphrase)
        except ValueError as error:
            if _is_sealed(error) and known:
                return service
            raise _unusable(_CERTIFICATE, security.client_certificate, error) from None
        if read.ends_at <= self._clock.now():
            raise _ended(security.client_certificate, read.ends_at)
        changed = replace(security, certificate=read.text, certificate_ends_at=read.ends_at)
        return replace(service, security=changed)

    async def _with_authorities(self, service: Service) -> Service:
        security = service.security
        data = await self._content(security.ca_file, _AUTHORITY, security.authorities is not None)
        if security.ca_file is None or data is None:
            return service
        try:
            text = await asyncio.to_thread(_authorities, data)
        except ValueError as error:
            raise _unusable(_AUTHORITY, security.ca_file, error) from None
        return replace(service, security=replace(security, authorities=text))

    async def _content(self, file: str | None, what: str, known: bool) -> bytes | None:  # noqa: FBT001 - a fact
        """Return what a file holds; None where none is named, or it went after it was read once."""
        if file is None:
            return None
        try:
            return await self._files.read(Path(file))
        except FileNotFoundError:
            if known:
                return None
            raise _unreadable(what, file, "There is no such file") from None
        except (OSError, ValueError) as error:
            told = error.strerror if isinstance(error, OSError) else None
            raise _unreadable(what, file, told or "It cannot be read") from None


def _key(data: bytes, passphrase: Secret | None, key_id: str | None) -> Secret:
    from oauth_desk.protocol.private_key import read_key  # noqa: PLC0415 - loads slowly, and few services need it

    return read_key(data, passphrase=passphrase, key_id=key_id)


def _signing_key(data: bytes, passphrase: Secret | None, key_id: str | None) -> Secret:
    from oauth_desk.protocol.service_account import key_in  # noqa: PLC0415 - loads slowly, and few services need it

    return key_in(data, passphrase=passphrase, key_id=key_id)


def _account(data: bytes) -> str | None:
    from oauth_desk.protocol.service_account import account_in  # noqa: PLC0415

    return account_in(data)


def _certificate(data: bytes, key: bytes | None, passphrase: Secret | None) -> "Certificate":
    from oauth_desk.protocol.client_certificate import read_certificate  # noqa: PLC0415

    return read_certificate(data, key=key, passphrase=passphrase)


def _authorities(data: bytes) -> str:
    from oauth_desk.protocol.client_certificate import read_authorities  # noqa: PLC0415

    return read_authorities(data)


def _is_sealed(error: ValueError) -> bool:
    from oauth_desk.protocol.pem import PassphraseNeeded  # noqa: PLC0415

    return isinstance(error, PassphraseNeeded)


def _unusable(what: str, file: str, error: ValueError) -> DeskError:
    sealed = _is_sealed(error)
    return DeskError(
        "passphrase_for_key_needed" if sealed else "bad_client_file",
        f"The file with the {what} cannot be used.",
        kind=Kind.SETTINGS,
        detail=f"{file}: {error}",
        advice="Give its passphrase, too." if sealed else "Check the file, and choose it again.",
        terminal_advice="Name a file that holds its passphrase with --client-key-passphrase-file." if sealed else "",
        remedy=Remedy.FIX_SETTINGS,
    )


def _unreadable(what: str, file: str, reason: str) -> DeskError:
    return DeskError(
        "bad_client_file",
        f"The file with the {what} cannot be read.",
        kind=Kind.SETTINGS,
        detail=f"{file}: {reason}.",
        advice="Check where the file is; once it was read, the program keeps what it holds.",
        remedy=Remedy.FIX_SETTINGS,
    )


def _ended(file: str, ends_at: Instant) -> DeskError:
    day = datetime.fromtimestamp(ends_at, UTC).strftime("%Y-%m-%d")
    return DeskError(
        "certificate_ended",
        f"The {_CERTIFICATE} ended on {day}.",
        kind=Kind.SETTINGS,
        detail=f"It is in {file}.",
        advice="Get a new one from whoever made it, put it in its place, and sign in again.",
        remedy=Remedy.FIX_SETTINGS,
    )
