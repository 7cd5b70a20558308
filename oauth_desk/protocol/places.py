"""Which places a service offers to whoever signed in, as its profile says: a stranger's words until looked at."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from oauth_desk.domain.place import PREFIX, WHOLE, Place, Places
from oauth_desk.domain.service import Service
from oauth_desk.domain.template import GAP, gaps
from oauth_desk.domain.tokens import Kept
from oauth_desk.protocol.answer import failure_of
from oauth_desk.protocol.api_place import fitting_step, placed
from oauth_desk.protocol.back_channel import ACCEPT_JSON
from oauth_desk.protocol.http import Request, Response
from oauth_desk.protocol.json_body import BadJson, parse
from oauth_desk.protocol.json_path import at, text_of
from oauth_desk.protocol.kept import kept, plain
from oauth_desk.protocol.own_parameters import filled

MOST: Final = 1000
"""Places that are offered; an honest list has a few."""
MOST_VALUES: Final = 400_000
LONGEST: Final = 4 << 20
"""Bytes of a list that is read."""
_OK: Final = 200


class UnreadablePlaces(ValueError):
    """An answer that is no list of places. The message is a clause that quotes nothing of it."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What a service offers. ``left_out`` could not be used, ``more`` are beyond what is offered at once."""

    places: tuple[Place, ...] = ()
    left_out: int = 0
    more: int = 0


def places_request(service: Service, known: Kept) -> Request | None:
    """Return the request that asks for the list, without its credential; None where a service has no places."""
    if service.places is None:
        return None
    own = filled(service.places.headers, service, known)
    named = {name.lower() for name, _ in own}
    return Request("GET", service.places.url, own if "accept" in named else (*own, ACCEPT_JSON))


def judge_places(response: Response, service: Service, known: Kept) -> Offered:
    """Return the places that can be used, each once, in the service's order; raise UnreadablePlaces.

    ``known`` is what else fills the addresses of the API. One that would complete them to an address that
    may not be used is left out.
    """
    table = service.places
    if table is None:
        return Offered()
    found: dict[str, Place] = {}
    further: set[str] = set()
    completed = _completed(service)
    left_out = 0
    for item in _items(response, service, table):
        place = _place(item, table)
        if place is None:
            left_out += 1
        elif place.id in found:
            continue
        elif len(found) == MOST:
            further.add(place.id)
        elif placed(completed, (*known, *place.kept))[1]:
            left_out += 1
        else:
            found[place.id] = place
    return Offered(tuple(_told_apart(tuple(found.values()))), left_out, len(further))


def in_place(text: str, known: Kept) -> str:
    """Return a call's address with ``{place.id}`` and its like filled in; raise ValueError where one cannot be."""
    told = dict(known)

    def value(name: str) -> str:
        if name not in told:
            raise ValueError(f"{{{name}}} is nothing that is known of the place.")
        return fitting_step(told[name])

    return GAP.sub(lambda gap: value(gap[1]) if gap[1].startswith(PREFIX) else gap[0], text)


def _items(response: Response, service: Service, table: Places) -> list[object]:
    if response.status != _OK:
        raise UnreadablePlaces(f"it answered with status {response.status}")
    try:
        told = parse(response.body, most=MOST_VALUES)
    except BadJson as error:
        raise UnreadablePlaces(f"its answer cannot be read ({error})") from None
    if isinstance(told, dict) and failure_of(told, service) is not None:
        raise UnreadablePlaces("it answered with an error")
    items = told if table.items in ("", WHOLE) else at(told, table.items)
    if not isinstance(items, list):
        raise UnreadablePlaces("its answer holds no list where one was expected")
    return items


def _completed(service: Service) -> Service:
    """Return the service with those addresses alone that a place completes: no other's trouble is a place's."""
    templates = (url for url in service.api_templates if any(name.startswith(PREFIX) for name in gaps(url)))
    return replace(service, api_templates=tuple(templates))


def _place(item: object, table: Places) -> Place | None:
    found = at(item, table.value)
    value = "" if isinstance(found, bool) else plain(found)
    if not value or value != value.strip():
        return None
    name = text_of(at(item, table.name)) if table.name else ""
    beside = kept(PREFIX.rstrip("."), item, table.keep)
    return Place(value, name.removeprefix("https://").rstrip("/"), beside)


def _told_apart(places: tuple[Place, ...]) -> Iterator[Place]:
    """Yield the places; where two have one name, each with what tells it from the other."""
    names = Counter(place.shown.casefold() for place in places)
    for place in places:
        alone = names[place.shown.casefold()] == 1
        yield place if alone else replace(place, name=f"{place.shown} ({place.id})")
