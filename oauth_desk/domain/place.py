"""Where at a service calls go: the site, organisation, business or account that a person chooses after signing in."""

from dataclasses import dataclass
from typing import Final

from oauth_desk.domain.tokens import Kept

WHOLE: Final = "$"
"""Stands for the whole answer where a path into it would stand."""

PREFIX: Final = "place."


@dataclass(frozen=True, slots=True)
class Places:
    """How a service tells which places there are. ``items`` leads to the list, empty or ``$`` is the whole answer.

    ``value``, ``name`` and ``keep`` are paths in one item; ``name`` empty shows the value.
    """

    label: str = ""
    url: str = ""
    items: str = ""
    value: str = ""
    name: str = ""
    keep: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    def offers_the_same(self, other: "Places | None") -> bool:
        """Tell whether what was chosen by ``other`` is a choice here, too: words and headers make no difference."""
        if other is None:
            return False
        mine = (self.url, self.items, self.value, self.keep)
        return mine == (other.url, other.items, other.value, other.keep)


@dataclass(frozen=True, slots=True)
class Place:
    """One place. ``id`` is what calls carry, ``name`` is for people, ``beside`` is what else its item told."""

    id: str
    name: str = ""
    beside: Kept = ()

    @property
    def kept(self) -> Kept:
        """Return what fills ``{place.id}`` and its like."""
        return ((f"{PREFIX}id", self.id), *self.beside)

    @property
    def shown(self) -> str:
        """Return what people call it."""
        return self.name or self.id
