"""The words about places: which there are, which was chosen, and what to do where none is."""

import shlex

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.place import Places
from oauth_desk.domain.service import Service
from oauth_desk.protocol.places import Offered


def kind_of(places: Places) -> str:
    """Return what the service calls its places, as it stands in a sentence; an abbreviation stays as it is."""
    label = places.label
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def line_of(connection: Connection) -> str:
    """Return which place is chosen, or that none is; empty where the service has none."""
    if connection.service.places is None:
        return ""
    return "not chosen yet" if connection.place is None else connection.place.shown


def none_offered(connection: Connection) -> str:
    """Return the note where a service offers nothing to choose."""
    places = connection.service.places
    if places is None:
        return ""
    name, kind = connection.service.name, kind_of(places)
    return f"{name} offers no {kind} with this sign-in. What needs none works."


def offer_words(connection: Connection, offered: Offered) -> str:
    """Say what a list is, and what is not in it."""
    if not offered.places:
        return f"{none_offered(connection)} {beyond(offered, kind_at(connection))}".strip()
    told = f"{connection.service.name} lists {len(offered.places)} with your sign-in."
    words = (told, "Calls are for the one that you choose.", beyond(offered, kind_at(connection)))
    return " ".join(filter(None, words))


def beyond(offered: Offered, kind: str) -> str:
    """Say what is not in a list; empty where all is in it."""
    words = []
    if offered.more:
        words.append(f"Only the first {len(offered.places)} are listed; the service told of {offered.more} more.")
    if offered.left_out:
        count = offered.left_out
        what = f"1 {kind} is left out: it" if count == 1 else f"{count} more are left out: they"
        words.append(f"{what} cannot be used as the service told it.")
    return " ".join(words)


def place_needed(connection: Connection) -> DeskError:
    """Return the error for a call that needs a place to be chosen."""
    kind = kind_at(connection)
    return DeskError(
        "place_needed",
        f"“{connection.name}” does not know yet which {kind} this is for.",
        kind=Kind.USAGE,
        detail="Nothing was sent.",
        advice=f"Choose the {kind} first.",
        terminal_advice=f"“oauth-desk place {shlex.quote(connection.name)}” lists what can be chosen.",
        remedy=Remedy.CHOOSE_PLACE,
    )


def no_places(service: Service) -> DeskError:
    """Return the error where a service has nothing to choose."""
    return DeskError("no_places", f"At {service.name} there is nothing to choose after connecting.", kind=Kind.USAGE)


def unknown_place(connection: Connection) -> DeskError:
    """Return the error for a place that the service does not offer, or that two go by."""
    kind = kind_at(connection)
    return DeskError(
        "no_such_place",
        f"{connection.service.name} offers no {kind} of that name to “{connection.name}”.",
        kind=Kind.NOT_FOUND,
        detail="The connection is as it was.",
        advice=f"Choose another {kind}.",
        terminal_advice=f"“oauth-desk place {shlex.quote(connection.name)}” lists what can be chosen.",
        remedy=Remedy.CHOOSE_PLACE,
    )


def not_listed(connection: Connection, reason: str) -> DeskError:
    """Return the error for a list that is none."""
    kind = kind_at(connection)
    return DeskError(
        "places_not_listed",
        f"{connection.service.name} did not say which {kind} can be chosen.",
        detail=f"The connection is as it was. What came back: {reason}.",
        advice="Try again later.",
        remedy=Remedy.RETRY,
    )


def changed_meanwhile(connection: Connection) -> DeskError:
    """Return the error for a choice out of a list that is not this sign-in's any more."""
    return DeskError(
        "list_is_old",
        f"“{connection.name}” was signed in again, or got other settings, since this list was made.",
        detail="Nothing was changed.",
        advice="Look at the list once more.",
        remedy=Remedy.CHOOSE_PLACE,
    )


def kind_at(connection: Connection) -> str:
    """Return what a connection's service calls its places."""
    places = connection.service.places
    return "place" if places is None else kind_of(places)
