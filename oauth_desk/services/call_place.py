"""The place that a call is for: filled into its address, and asked for where the call needs one and none is chosen."""

from dataclasses import replace

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.place import PREFIX
from oauth_desk.domain.template import gaps
from oauth_desk.protocol import places
from oauth_desk.services.api_call import ApiCall, bad_call
from oauth_desk.services.place_words import place_needed


def in_its_place(call: ApiCall, connection: Connection) -> ApiCall:
    """Return the call with ``{place.id}`` in its address filled; raise DeskError where nothing is chosen yet."""
    if connection.service.places is None:
        return call
    if connection.place is None:
        if needs_place(call, connection):
            raise place_needed(connection)
        return call
    try:
        return replace(call, url=places.in_place(call.url, connection.kept))
    except ValueError as error:
        raise bad_call("bad_url", "The place cannot stand in this address.", str(error)) from None


def needs_place(call: ApiCall, connection: Connection) -> bool:
    """Tell whether a call would be made of nothing, or lack a header, as long as no place is chosen.

    An address that somebody wrote out is theirs, unless it is below an API that wants the place in a header.
    """
    service = connection.service
    if _names_place(call.url):
        return True
    relative = "://" not in call.url.partition("?")[0]
    if relative and any(map(_names_place, service.api_templates)):
        return True
    given = {name.lower() for name, _ in call.headers}
    lacking = any(_names_place(value) and name.lower() not in given for name, value in service.api.headers)
    listing = service.places is not None and call.url == service.places.url
    return lacking and not listing and (relative or call.url.startswith(service.api_base_urls))


def _names_place(text: str) -> bool:
    return any(name.startswith(PREFIX) for name in gaps(text))
