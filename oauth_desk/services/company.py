"""What the company that looks after this computer set: read anew whenever it counts."""

from typing import Final

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.managed import DEMO, EXPORTS, OWN_SERVICES, SHARING, START_AT_LOGIN, Managed, managed_from
from oauth_desk.services.ports import Autostart, DemoHost, ManagedPlaces

SET_BY_COMPANY: Final = "Set by your company."
_ASK: Final = "Ask whoever looks after this computer."
_FORBIDDEN: Final = {
    DEMO: "Your company does not offer the demo service here.",
    OWN_SERVICES: "Your company allows only the services of its list here.",
    SHARING: "Your company does not allow service files for colleagues here.",
    EXPORTS: "Your company does not allow connections to be exported here.",
    START_AT_LOGIN: "Your company does not let the program start at login here.",
}


class Company:
    """``now`` is what was read last, and nothing before the first look."""

    def __init__(self, places: ManagedPlaces | None = None) -> None:
        self._places = places
        self.now = Managed()

    async def look(self) -> Managed:
        """Return what holds now."""
        if self._places is not None:
            self.now = managed_from(await self._places.read())
        return self.now

    async def demand(self, rule: str) -> None:
        """Raise DeskError where something is forbidden."""
        managed = await self.look()
        if not managed.allows(rule):
            raise forbidden(_FORBIDDEN[rule], managed.locked_in[rule])

    async def demand_choice(self, name: str) -> None:
        """Raise DeskError where a choice is not the person's."""
        managed = await self.look()
        if name in managed.locked:
            raise forbidden(
                f"Your company set “{name}” for this computer; it cannot be changed.", managed.locked_in[name]
            )


class AllowedDemo:
    """A DemoHost that starts where the company allows it."""

    def __init__(self, demo: DemoHost, company: Company) -> None:
        self._demo = demo
        self._company = company

    async def start(self) -> str:
        """Start the demo service and return its address; raise DeskError."""
        await self._company.demand(DEMO)
        return await self._demo.start()

    async def stop(self) -> None:
        """Stop it."""
        await self._demo.stop()


class AllowedAutostart:
    """An Autostart that is turned on where the company allows it; turning it off is the person's."""

    def __init__(self, autostart: Autostart, company: Company) -> None:
        self._autostart = autostart
        self._company = company

    async def is_on(self) -> bool:
        """Tell whether the program starts at login; raise DeskError."""
        return await self._autostart.is_on()

    async def turn(self, *, on: bool) -> None:
        """Start at login from now on, or no longer; raise DeskError, and nothing changed."""
        if on:
            await self._company.demand(START_AT_LOGIN)
        await self._autostart.turn(on=on)


def forbidden(title: str, place: str) -> DeskError:
    """Return the error that says what is forbidden, and where that stands."""
    return DeskError("set_by_company", title, kind=Kind.SETTINGS, detail=f"It is set in {place}.", advice=_ASK)
