"""The services a person can choose from: shipped, machine-wide and own profiles, and whatever an address leads to."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from oauth_desk.domain.answered import answered
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.managed import OWN_SERVICES, SHARING
from oauth_desk.domain.profile import ProfileError, parse_profile
from oauth_desk.domain.profile_locks import with_locks
from oauth_desk.domain.profile_sharing import Shared
from oauth_desk.domain.profile_update import origin_of
from oauth_desk.domain.question import BadAnswer
from oauth_desk.domain.service import Service
from oauth_desk.domain.template import gaps
from oauth_desk.services import sharing
from oauth_desk.services.client_registration import ClientRegistration
from oauth_desk.services.company import Company
from oauth_desk.services.discovery import Discovery
from oauth_desk.services.key_files import key_file_service, key_file_with_locks
from oauth_desk.services.ports import HttpClient, ProfileFolder
from oauth_desk.services.whose import Whose

BY_HAND: Final = frozenset({"openid", "oauth", "key"})
"""Profiles that stand for any service: whoever chooses one adds a service by hand."""


class Catalogue:
    """Profiles of several folders; a later folder's profile wins except for fields that an earlier one locks."""

    def __init__(self, *, folders: Sequence[ProfileFolder], http: HttpClient, company: Company | None = None) -> None:
        self._folders = folders
        self._company = company or Company()
        self._discovery = Discovery(http)
        self._registration = ClientRegistration(http)
        self._services: dict[str, Service] | None = None
        self._places: dict[str, int] = {}
        self._problems: list[tuple[Path, str]] = []

    async def load(self) -> None:
        """Read all folders anew; a malformed file is a problem to report, and no more."""
        services: dict[str, Service] = {}
        places: dict[str, int] = {}
        problems: list[tuple[Path, str]] = []
        own = (await self._company.look()).allows(OWN_SERVICES)
        for place, folder in enumerate(self._folders if own else self._folders[:-1]):
            async for service in _services_in(await folder.texts(), problems):
                if service.id in BY_HAND and not own:
                    continue
                earlier = services.get(service.id)
                mine = replace(service, vouched=place == 0)
                services[service.id] = mine if earlier is None else _merged(mine, earlier)
                places[service.id] = place
        for key, each in services.items():
            services[key] = replace(each, origin=origin_of(each))
            await asyncio.sleep(0)
        self._services, self._places, self._problems = services, places, problems

    def all(self) -> list[Service]:
        """Return every service by name, those that an administrator recommends before the others."""
        found = (self._services or {}).values()
        return sorted(found, key=lambda service: (not service.recommended, service.name.casefold()))

    def get(self, service_id: str) -> Service | None:
        """Return one service of the catalogue."""
        return (self._services or {}).get(service_id)

    def whose(self, service_id: str) -> Whose:
        """Return who wrote the profile that counts: the first folder is shipped, the last one the person's own."""
        place = self._places.get(service_id, 0)
        if place == 0:
            return Whose.PROGRAM
        return Whose.OWN if place == len(self._folders) - 1 else Whose.COMPANY

    def problems(self) -> list[tuple[Path, str]]:
        """Return the files that could not be used, each with a plain sentence."""
        return list(self._problems)

    async def from_file(self, path: Path) -> Service:
        """Read one profile; locked fields of the catalogue hold here too. Raise DeskError."""
        await self._company.demand(OWN_SERVICES)
        await self._loaded()
        try:
            text = await self._folders[-1].read(path)
        except FileNotFoundError:
            raise _no_such_file(path) from None
        except (OSError, ValueError) as error:
            raise _bad_profile(path, _reason(error)) from None
        if text.removeprefix("\ufeff").lstrip().startswith("{"):
            found = await key_file_service(path, text)
            return key_file_with_locks(found, self.get(found.id))
        try:
            service = parse_profile(text, base=_folder(path))
        except ProfileError as error:
            raise _bad_profile(path, str(error)) from None
        known = self.get(service.id)
        if known is None:
            return replace(service, origin=origin_of(service))
        return replace(with_locks(service, known), origin=known.origin)

    async def resolve(self, target: str, *, issuer: str | None = None, choosing: bool = False) -> Service:
        """Find what a person means: an id, an address, or a profile file. Raise DeskError.

        ``issuer`` and ``choosing`` are for an API that lets people in through several services.
        """
        await self._loaded()
        service = self.get(target)
        if service is not None:
            return service
        if "://" in target:
            known = None if issuer is not None else self._at_issuer(target)
            if known is None:
                await self._company.demand(OWN_SERVICES)
            return known or await self._discovery.at(target, issuer=issuer, choosing=choosing)
        try:
            return await self.from_file(Path(target))
        except DeskError as error:
            if error.code == "no_such_service" and _is_a_word(target):
                raise _no_such_service(target) from None
            raise

    async def shared(self, connection: Connection) -> Shared:
        """Return a profile that lets somebody else connect the same service; raise DeskError."""
        await self._company.demand(SHARING)
        await self._loaded()
        return sharing.shared(connection, self.get(connection.service.id))

    async def write(self, path: Path, text: str, *, over: bool = False) -> None:
        """Write a profile to a file, a new one unless ``over`` allows another; raise DeskError."""
        try:
            await self._folders[-1].write(path, text, over=over)
        except OSError as error:
            raise sharing.not_written(path, error) from None

    async def located(self, service: Service) -> Service:
        """Fill in the endpoints by discovery, and register nothing. Raise DeskError."""
        return await self._discovery.complete(service)

    async def complete(self, service: Service, *, redirect_uri: str, scopes: tuple[str, ...] = ()) -> Service:
        """Fill in what a sign-in needs: endpoints by discovery, a client by registration. Raise DeskError."""
        service = await self._discovery.complete(service)
        return await self._registration.complete(service, redirect_uri, scopes)

    async def _loaded(self) -> None:
        if self._services is None:
            await self.load()

    def _at_issuer(self, address: str) -> Service | None:
        """Return the catalogue's own entry for an issuer's address: it knows more than discovery tells."""
        wanted = address.rstrip("/")
        return next((item for item in self.all() if _usual_issuer(item).rstrip("/") == wanted), None)


def _usual_issuer(service: Service) -> str:
    """Return the issuer where nothing is answered; empty where there is none then."""
    if not gaps(service.issuer or ""):
        return service.issuer or ""
    try:
        return answered(service, {}).issuer or ""
    except BadAnswer:
        return ""


async def _services_in(texts: Sequence[tuple[Path, str]], problems: list[tuple[Path, str]]) -> AsyncIterator[Service]:
    """Parse one folder's profiles, with a pause after each; note what cannot be used."""
    found: dict[str, Path] = {}
    for path, text in texts:
        await asyncio.sleep(0)  # each takes some milliseconds, and there are dozens
        try:
            service = parse_profile(text, base=_folder(path))
        except ProfileError as error:
            problems.append((path, str(error)))
            continue
        if service.id in found:
            problems.append((path, f"the id “{service.id}” is already used by {found[service.id].name}"))
            continue
        found[service.id] = path
        yield service


def _merged(later: Service, earlier: Service) -> Service:
    """Return a later folder's profile with what an earlier one locks; what is used here stays so."""
    return replace(with_locks(later, earlier), recommended=later.recommended or earlier.recommended)


def _folder(path: Path) -> Path:
    return path.absolute().parent


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, UnicodeError):
        return "it is not a text file in UTF-8"
    told = error.strerror if isinstance(error, OSError) else None
    return (told or "it cannot be read").lower()


def _is_a_word(target: str) -> bool:
    """Tell whether a person rather meant a service's name than a file."""
    return not target.endswith((".toml", ".json")) and "/" not in target and os.sep not in target


def _no_such_service(target: str) -> DeskError:
    return DeskError(
        "no_such_service",
        f"There is no service named “{target}”.",
        kind=Kind.NOT_FOUND,
        advice="Choose one from the list; a profile file or an address with https:// will do too.",
        terminal_advice="The command “services” lists them; a profile file or an address with https:// will do too.",
    )


def _no_such_file(path: Path) -> DeskError:
    return DeskError(
        "no_such_service",
        f"There is no file {path}.",
        kind=Kind.NOT_FOUND,
        advice="Check the path of the service profile.",
    )


def _bad_profile(path: Path, reason: str) -> DeskError:
    return DeskError(
        "bad_profile",
        f"{path.name} is not a service profile that can be used.",
        kind=Kind.USAGE,
        detail=f"{reason[:1].upper()}{reason[1:]}.",
        advice="Correct the file; the catalogue's README explains every key.",
        remedy=Remedy.FIX_SETTINGS,
    )
