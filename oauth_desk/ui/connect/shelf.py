"""The services to choose from: categories, search, and what a pasted text may be."""

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlsplit

from oauth_desk.domain.service import Service
from oauth_desk.services.catalogue import BY_HAND

LAST_CATEGORY: Final = "Your company"
_FIRST: Final[tuple[str, ...]] = (
    "Office",
    "Messages",
    "Tasks",
    "Sales",
    "Money",
    "Code",
    "Design",
    "Media",
    "Social",
    "Health",
)
_POPULAR: Final[tuple[str, ...]] = (
    "google",
    "microsoft",
    "slack",
    "notion",
    "github",
    "hubspot",
    "dropbox",
    "spotify",
    "zoom",
    "xero",
    "asana",
    "linear",
)
"""What most look for, in this order before all others. A service that is not listed here comes by its name."""


def categories(services: Iterable[Service]) -> list[str]:
    """Return the categories that have services, the most asked for first."""
    found = {service.category for service in services if service.category}
    ordered = [name for name in _FIRST if name in found]
    ordered += sorted(found - set(ordered) - {LAST_CATEGORY})
    return ordered + ([LAST_CATEGORY] if LAST_CATEGORY in found else [])


def shown(services: Sequence[Service], wanted: str, category: str = "") -> list[Service]:
    """Return the services that every word of ``wanted`` fits, best first.

    A word fits what is said of the service: name, id, category, summary. Behind those come
    services of which it begins a word in what a connection may do there.
    """
    words = wanted.casefold().split()
    found = [
        service
        for service in services
        if (not category or service.category == category) and all(_fits(service, word) for word in words)
    ]
    return sorted(
        found, key=lambda each: (each.id in BY_HAND, not each.recommended, _distance(each, words), _rank(each))
    )


def _distance(service: Service, words: Sequence[str]) -> int:
    """Tell how far a service is from what was typed: its name begins so, it is said of it, it can be done there."""
    if not words or any(part.startswith(words[0]) for part in service.name.casefold().split()):
        return 0
    return 1 if all(word in _searched(service) for word in words) else 2


def _fits(service: Service, word: str) -> bool:
    if word in _searched(service):
        return True
    return any(part.startswith(word) for _, meaning in service.scope_meaning for part in meaning.casefold().split())


def _rank(service: Service) -> int:
    return _POPULAR.index(service.id) if service.id in _POPULAR else len(_POPULAR)


def _searched(service: Service) -> str:
    return f"{service.name} {service.id} {service.summary} {service.category}".casefold()


def address_in(text: str) -> str | None:
    """Return the address that a person typed or pasted; None where it is a word to search for."""
    wanted = text.strip()
    if not wanted or any(char.isspace() for char in wanted):
        return None
    if "://" in wanted:
        try:
            parts = urlsplit(wanted)
        except ValueError:  # such as https://[ while somebody types
            return None
        return wanted if parts.scheme in ("https", "http") and parts.hostname else None
    host = wanted.partition("/")[0].partition(":")[0]
    labels = host.split(".")
    if len(labels) > 1 and all(labels) and labels[-1].isalpha() and len(labels[-1]) > 1:
        return f"https://{wanted}"
    return None
