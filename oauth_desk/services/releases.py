"""Whether there is a newer version: asked where an administrator or a packager said, and only told."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.managed import Managed
from oauth_desk.domain.release import Release, is_newer, release_from
from oauth_desk.protocol.http import Request
from oauth_desk.protocol.json_body import BadJson, parse_object
from oauth_desk.services.choices import Chosen
from oauth_desk.services.company import Company, forbidden
from oauth_desk.services.faults import sentence
from oauth_desk.services.ports import ChoiceStore, Clock, HttpClient, Limits, TransportError

WEEK: Final = 7 * 86_400.0
ROUND: Final = 6 * 3600.0
"""Seconds between two looks at whether a week is over."""

FORBIDDEN: Final = "Your company does not let this program look for new versions."
NO_FEED: Final = "This copy of the program knows no address that tells of new versions, so it never asks for them."
_LIMITS: Final = Limits(connect=10.0, read=10.0, total=20.0, body=65_536)
_HEADERS: Final = (("Accept", "application/json"), ("User-Agent", "OAuthDesk"))
_OK: Final = 200
_SWITCH: Final = "look_for_versions"


def barrier(managed: Managed) -> str:
    """Say why nobody can be asked; empty where somebody can."""
    if managed.locked.get(_SWITCH) is False:
        return FORBIDDEN
    return "" if managed.update_feed else NO_FEED


class Releases:
    """``running`` is the version of this program; ``memory`` keeps when was asked, and what was said."""

    def __init__(
        self, *, chosen: Chosen, company: Company, http: HttpClient, memory: ChoiceStore, clock: Clock, running: str
    ) -> None:
        self._chosen = chosen
        self._company = company
        self._http = http
        self._memory = memory
        self._clock = clock
        self.running = running

    async def known(self) -> Release | None:
        """Return the newer version that was told of last, without asking anybody."""
        if barrier(await self._company.look()):
            return None
        try:
            release = release_from(await self._memory.load())
        except ValueError:
            return None
        return release if is_newer(release.version, self.running) else None

    async def look(self) -> Release | None:
        """Ask now; return a newer version, None where there is none. Raise DeskError."""
        managed = await self._company.look()
        why = barrier(managed)
        if why == FORBIDDEN:
            raise forbidden(FORBIDDEN, managed.locked_in[_SWITCH])
        if why:
            raise _no_feed()
        release = await self._ask(managed.update_feed)
        told = {"version": release.version, "url": release.url, "notes": release.notes}
        await self._memory.save({**told, "looked_at": self._clock.now()})
        return release if is_newer(release.version, self.running) else None

    async def dismiss(self, release: Release) -> None:
        """Say nothing of this version by itself any more."""
        await self._memory.save({"dismissed": release.version})

    async def run(self, tell: Callable[[Release], object]) -> None:
        """Ask once a week where that is wanted, until cancelled; ``tell`` hears of a newer version once."""
        told = ""
        while True:
            release = await self._due()
            if release is not None and release.version != told:
                told = release.version
                tell(release)
            await self._clock.sleep(ROUND)

    # --- inside ----------------------------------------------------------------

    async def _due(self) -> Release | None:
        """Ask if a week is over; return a newer version that nobody waved away."""
        choices = await self._chosen.load()
        if not choices.look_for_versions or barrier(self._company.now):
            return None
        memory = await self._memory.load()
        looked_at, now = memory.get("looked_at"), self._clock.now()
        try:
            if isinstance(looked_at, int | float) and 0 <= now - looked_at < WEEK:
                release = await self.known()
            else:
                release = await self.look()
        except DeskError:
            return None  # nobody asked for it: the next round tries again
        return None if release is None or release.version == memory.get("dismissed") else release

    async def _ask(self, feed: str) -> Release:
        host = urlsplit(feed).hostname or feed
        try:
            response = await self._http.send(Request("GET", feed, _HEADERS), limits=_LIMITS)
        except TransportError as error:
            raise _not_told(host, Kind.UNREACHABLE, sentence(error.detail)) from None
        if response.status != _OK:
            raise _not_told(host, Kind.UNREACHABLE, f"It answered with {response.status}.")
        try:
            return release_from(parse_object(response.body))
        except (BadJson, ValueError) as error:
            raise _not_told(host, Kind.FAILURE, f"Its answer makes no sense: {error}.") from None


def _not_told(host: str, kind: Kind, detail: str) -> DeskError:
    title = f"{host} did not tell of new versions."
    advice = "Try again later; everything else works as ever."
    return DeskError("no_versions_told", title, kind=kind, detail=detail, advice=advice, remedy=Remedy.RETRY)


def _no_feed() -> DeskError:
    return DeskError(
        "no_update_feed",
        NO_FEED,
        kind=Kind.SETTINGS,
        advice="New versions come the way this one came; whoever looks after this computer can set “update_feed”.",
    )
