"""How the provider of one case departs from an honest one."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.adapters.web_server import Seen
from tests.conformance import jwt

if TYPE_CHECKING:
    from tests.conformance.provider import Provider

LEFT_OUT: Final = object()
"""Stands for a member that is not there at all."""

HONEST_CALLBACK: Final = "code={code}&state={state}&iss={here}"

Answer = Callable[["Provider", Seen, asyncio.StreamWriter], Awaitable[None]]
"""Writes an answer as raw bytes."""

Members = Mapping[str, object]
"""Changed members of a JSON object."""


@dataclass(frozen=True, kw_only=True)
class Play:
    """What is not as it should be.

    ``answers`` replace the honest ones, by the name of what is asked (``Provider.name_of``).
    The other mappings change members of honest answers. In every text ``{here}`` is the
    provider and ``{elsewhere}`` a machine that must hear of nothing; in ``callback`` there
    are ``{code}`` and ``{state}`` too, and ``{foreign}``, the code of somebody else's sign-in.
    ``careless``: the provider takes a code from whoever brings it.
    """

    answers: Mapping[str, Answer] = field(default_factory=dict)
    metadata: Members = field(default_factory=dict)
    tokens: Members = field(default_factory=dict)
    renewed: Members = field(default_factory=dict)
    claims: Members = field(default_factory=dict)
    renewed_claims: Members = field(default_factory=dict)
    header: Members = field(default_factory=dict)
    sign: jwt.Sign = field(default_factory=jwt.rs256)
    id_token: Callable[["Provider", dict[str, Any]], object] | None = None
    keys: Callable[[], list[dict[str, Any]]] = lambda: [jwt.public_jwk("usual")]
    userinfo: Members = field(default_factory=dict)
    registration: Members = field(default_factory=dict)
    device: Members = field(default_factory=dict)
    pushed: Members = field(default_factory=dict)
    callback: str = HONEST_CALLBACK
    careless: bool = False


def changed(honest: dict[str, Any], changes: Members, fill: Callable[[Any], Any]) -> dict[str, Any]:
    """Return the members with their changes."""
    members = {**honest, **changes}
    return {name: fill(value) for name, value in members.items() if value is not LEFT_OUT}
