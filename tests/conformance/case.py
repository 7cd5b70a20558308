"""One case: what the server does, and how that ends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.conformance.play import Play

if TYPE_CHECKING:
    from tests.conformance.life import Ended, Life

CONNECTED: Final = "connected"
MEGABYTE: Final = 1 << 20


@dataclass(frozen=True)
class Stray:
    """A visit of the callback by somebody else, and what they are answered."""

    query: str = ""
    method: str = "GET"
    host: str | None = None
    path: str = ""
    status: int = 200


@dataclass(frozen=True, kw_only=True)
class Case:
    """A row of a table. ``scene`` is what is played (scenes.py).

    ``ends`` is ``connected``, the code of the error or the word of the scene; ``says`` a part
    of what the person is told. ``service`` changes the service that is signed in to. ``asks`` is how often something
    may be asked at most. With ``speed`` time passes so much faster; where an
    answer never ends it does anyway. ``holds`` is whatever else
    must be so. With ``memory`` the program may not take more bytes than that. ``strays`` come
    to the callback before the person does. ``heard`` is how many requests, without anything
    secret, the machine elsewhere may get: none, but where an address that nobody typed is asked
    what it says of itself. ``place`` is the path of the address that a person gives.
    """

    name: str
    does: str
    scene: str = "sign_in"
    play: Play = field(default_factory=Play)
    ends: str = CONNECTED
    says: str = ""
    service: Mapping[str, Any] = field(default_factory=dict)
    asks: Mapping[str, int] = field(default_factory=dict)
    speed: float = 1.0
    memory: int | None = None
    strays: tuple[Stray, ...] = ()
    heard: int = 0
    place: str = ""
    holds: Callable[["Life", "Ended"], object] | None = None

    def __str__(self) -> str:
        return self.name
