"""One way of being a service: its profile, what it demands and what it answers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from oauth_desk.domain.status import Cause
from oauth_desk.services.overrides import Overrides
from tests.adapters.web_server import Seen

Body = Mapping[str, object] | list[object] | str | None
SECRET = "secret-of-the-client"
NOTHING_GIVEN = Overrides()


@dataclass(frozen=True)
class Reply:
    """An answer: JSON, a text as it is, or nothing."""

    body: Body = None
    status: int = 200

    def encoded(self) -> bytes:
        """Return the body as bytes."""
        if self.body is None or isinstance(self.body, str):
            return (self.body or "").encode()
        return json.dumps(self.body).encode()


Demand = Callable[[Seen, Mapping[str, str]], str]
"""Says what is wrong with a request, or nothing."""


def nothing(_seen: Seen, _form: Mapping[str, str]) -> str:
    """Demand nothing."""
    return ""


@dataclass(frozen=True)
class Manner:
    """A service's ways, and what the program is to make of them.

    In the profile and in answers ``BASE`` and ``HOST`` stand for the server's address
    and host, ``ID_TOKEN`` for a signed one. Demands on token requests see what the browser
    was sent with as ``asked:NAME``. ``who`` is answered at the account's address, where
    ``asking`` stands for ``call``; ``step`` at that of the second step, where ``further``
    is demanded. ``expires_in`` and ``refresh_expires_in`` count from the sign-in. ``given``
    is what the person gave by hand, ``at`` where the sign-in page and the token endpoint
    are, ``endings`` how many requests end a connection, ``rejected_as`` what the first
    rejection is called, ``cause`` why it was, where the service says so.
    """

    name: str
    profile: str
    first: Reply
    again: Reply
    gone: Reply = Reply({"error": "invalid_grant"}, 400)
    revoked: Reply = Reply()
    who: Reply | None = None
    step: Reply | None = None
    others: Mapping[str, Reply] = field(default_factory=dict)
    given: Overrides = NOTHING_GIVEN
    token: Demand = nothing
    renewal: Demand = nothing
    revocation: Demand = nothing
    further: Demand = nothing
    asking: Demand | None = None
    device: Demand = nothing
    call: Callable[[Seen], str] = lambda _seen: ""
    authorization: Callable[[Mapping[str, str]], str] = lambda _asked: ""
    callback: Mapping[str, str] = field(default_factory=dict)
    signature: Callable[[Mapping[str, str]], Mapping[str, str]] = lambda _answer: {}
    expires_in: float | None = None
    refresh_expires_in: float | None = None
    scopes: tuple[str, ...] = ("read",)
    kept: Mapping[str, str] = field(default_factory=dict)
    api: str = "BASE/api"
    account: tuple[str, str] | None = None
    renews: bool = True
    at: tuple[str, str] | None = None
    tells: str = "yes"
    endings: int = 1
    notes: tuple[str, ...] | None = None
    cause: Cause | None = None
    rejected_as: str = "sign_in_needed"


def form_of(seen: Seen) -> dict[str, str]:
    """Return the parameters of a request, from the form, the JSON object or the query."""
    kind = seen.header("content-type") or ""
    if kind.startswith("application/json") and seen.body:
        told = json.loads(seen.body)
        return {name: str(value) for name, value in told.items()}
    text = seen.body.decode() or seen.target.partition("?")[2]
    return dict(parse_qsl(text, keep_blank_values=True))
