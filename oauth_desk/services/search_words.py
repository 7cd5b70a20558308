"""The words for an address that leads to no sign-in."""

from collections.abc import Sequence

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.protocol.text import clean_description
from oauth_desk.services.faults import sentence


class SeveralIssuers(DeskError):
    """An API lets people in through several services, and somebody has to choose."""

    def __init__(self, place: str, issuers: Sequence[str]) -> None:
        self.place = place
        self.issuers = tuple(issuers)
        super().__init__(
            "several_issuers",
            "People sign in here through one of several services.",
            kind=Kind.USAGE,
            detail=f"They are {', '.join(issuers)}.",
            advice="Choose the one where you have an account.",
            terminal_advice="Name one with --issuer.",
        )


def bad_address(reason: str) -> DeskError:
    """Return the error for an address that nothing is sent to."""
    return DeskError(
        "bad_address",
        "This address cannot be used.",
        kind=Kind.USAGE,
        detail=reason,
        advice="It must start with https://, or with http://127.0.0.1 for a service on this computer.",
    )


def in_trouble(name: str, status: int) -> DeskError:
    """Return the error for a server that cannot answer just now."""
    return DeskError(
        "unreachable",
        f"{name} has a problem of its own just now.",
        kind=Kind.UNREACHABLE,
        detail=f"It answered with status {status}.",
        advice="Try again in a while.",
        remedy=Remedy.RETRY,
    )


def of_another(named: str) -> DeskError:
    """Return the error for a document about another service than asked."""
    return DeskError(
        "not_discoverable",
        "The sign-in information at this address belongs to another service.",
        detail=f"It is that of {clean_description(named, longest=200)}, so it is not believed here.",
        advice="If that is the one you mean, use its address; else tell whoever runs this one.",
    )


def a_page() -> DeskError:
    """Return the error for an address of a page for people."""
    return DeskError(
        "not_discoverable",
        "There is a web page at this address, and no sign-in information.",
        advice="Use the address of the API or of its sign-in service, which the service’s documentation names, "
        "or ask whoever runs it for a profile file.",
    )


def nothing_there(reason: str) -> DeskError:
    """Return the error for an address where nothing was found, or nothing that can be used."""
    return DeskError(
        "not_discoverable",
        "There is no sign-in information at this address.",
        detail=sentence(reason) or "Nothing is at the places where services tell how to sign in.",
        advice="Check the address, or ask whoever runs the service for a profile file.",
    )


def not_among(issuer: str, issuers: Sequence[str]) -> DeskError:
    """Return the error for an issuer that the API does not name."""
    return DeskError(
        "unknown_issuer",
        f"This address does not let people in through {clean_description(issuer, longest=200)}.",
        kind=Kind.USAGE,
        detail=f"It names {', '.join(issuers)}." if issuers else "It names no other service.",
        advice="Choose one of those.",
    )
