"""The words for what ends before it does: on the card, on the page, and once as a notice."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.ends import LAPSING, End, EndOf, last_used, near, unused_limit
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.phrases import Sentence, before, by_day, day, duration, on_day, when

_OVER: Final = MappingProxyType(
    {
        EndOf.REGISTRATION: "Sign in again soon",
        EndOf.SECRET: "Its secret has ended",
        EndOf.CERTIFICATE: "Certificate has ended",
        EndOf.KEY: "Its key has ended",
        EndOf.REMINDER: "Time for another key",
    }
)

_AHEAD: Final[MappingProxyType[EndOf, Callable[[Instant, Instant], str]]] = MappingProxyType(
    {
        EndOf.SIGN_IN: lambda at, now: f"Sign in again {before(at, now)}",
        EndOf.UNUSED: lambda at, now: f"Renew it {before(at, now)}",
        EndOf.REGISTRATION: lambda at, now: f"Sign in again {before(at, now)}",
        EndOf.SECRET: lambda at, now: f"Its secret ends {on_day(at, now)}",
        EndOf.CERTIFICATE: lambda at, now: f"Certificate ends {on_day(at, now)}",
        EndOf.KEY: lambda at, now: f"Replace its key {before(at, now)}",
        EndOf.REMINDER: lambda at, now: f"Replace its key {by_day(at, now)}",
    }
)

_PAGE_OVER: Final = MappingProxyType(
    {
        EndOf.REGISTRATION: "This program’s registration with {service} has ended; sign in again, and it is made anew.",
        EndOf.SECRET: "The secret of this program at {service} has ended. Make a new one there and put it in place.",
        EndOf.CERTIFICATE: "The certificate that this program shows has ended. Put a new one in its place and sign in "
        "again.",
        EndOf.KEY: "The key has ended. Make a new one at {service}.",
        EndOf.REMINDER: "It is time for another key.",
    }
)

_PAGE: Final = MappingProxyType(
    {
        EndOf.SIGN_IN: "{service} ends this sign-in {when}, however much it is used. Sign in again before that, and "
        "nothing stops.",
        EndOf.UNUSED: "It was renewed last on {last}, and {service} ends what is not used for {limit}: if it cannot "
        "be renewed {before}, you sign in again.",
        EndOf.REGISTRATION: "This program is registered with {service} until {until}; sign in again by then, and it is "
        "again.",
        EndOf.SECRET: "The secret of this program at {service} ends {on_day}. Make a new one there and put it in place "
        "by then.",
        EndOf.CERTIFICATE: "The certificate that this program shows ends {on_day}. Put a new one in its place and sign "
        "in again by then.",
        EndOf.KEY: "The key says that it ends {when}. Make another one at {service} before then.",
        EndOf.REMINDER: "You want another one {by_day}.",
    }
)

_OF_NO_SIGN_IN: Final = MappingProxyType(
    {
        True: "The certificate that this program shows has ended. Put a new one in its place and connect again.",
        False: "The certificate that this program shows ends {on_day}. Put a new one in its place and connect again by "
        "then.",
    }
)
"""A certificate where nobody signs in, by whether it has ended."""


def list_words(connection: Connection, now: Instant) -> str:
    """Return what a card says of the soonest end; empty where none is near."""
    return next((words(end, now) for end in near(connection, now)), "")


def page_words(connection: Connection, now: Instant) -> str:
    """Return what the page says of all ends that are near, the soonest first; empty where none is."""
    return " ".join(_sentence(connection, end, now) for end in near(connection, now))


def trouble_words(connection: Connection, now: Instant) -> str:
    """Return what is at stake while a renewal does not work: the ends of the sign-in itself."""
    return " ".join(_sentence(connection, end, now) for end in near(connection, now) if end.what in LAPSING)


def words(end: End, now: Instant) -> str:
    """Return an end in a few words."""
    return _OVER[end.what] if end.is_over(now) else _AHEAD[end.what](end.at, now)


def notice(connection: Connection, end: End, now: Instant) -> Sentence:
    """Return what somebody is told once: whose end, and what to do."""
    text = _sentence(connection, end, now)
    if end.what is EndOf.SIGN_IN and not connection.renews:
        ends = f"{connection.service.name} ends this connection {when(end.at, now)}."
        text = f"{ends} Sign in again before that, and nothing stops."
    said = words(end, now)
    return Sentence(f"{connection.name}: {said[:1].lower()}{said[1:]}", text)


def notice_of_several(count: int, first: Connection, end: End, now: Instant) -> Sentence:
    """Return what somebody is told once where several things end: how many connections, and which end is the first."""
    said = notice(first, end, now)
    if count == 1:
        return Sentence(said.title, f"{said.text} More of it ends soon.")
    return Sentence(f"{count} connections need you soon", f"{said.title}. {said.text}")


def _sentence(connection: Connection, end: End, now: Instant) -> str:
    if end.what is EndOf.SIGN_IN and not connection.renews:
        # The title says until when, and the text that somebody signs in then.
        return "Do it before that, and nothing stops."
    template = (_PAGE_OVER if end.is_over(now) else _PAGE)[end.what]
    if end.what is EndOf.CERTIFICATE and connection.asks_by_itself:
        template = _OF_NO_SIGN_IN[end.is_over(now)]
    return template.format(
        service=connection.service.name,
        when=when(end.at, now),
        until=on_day(end.at, now).removeprefix("on "),
        on_day=on_day(end.at, now),
        by_day=by_day(end.at, now),
        before=before(end.at, now),
        last=day(last_used(connection), now),
        limit=duration(unused_limit(connection) or 0.0),
    )
