"""The services of the week: strict and forgiving, with lifetimes of every kind, and the weather between us and them."""

import random
from dataclasses import dataclass, field, replace
from email.utils import formatdate

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Quirks
from oauth_desk.domain.tokens import Tokens
from oauth_desk.protocol.http import Request, Response
from oauth_desk.services.ports import BACK_CHANNEL, Limits, TransportError, TransportFault, Trust
from tests.fakes.http import form_of, json_response, text_response
from tests.faults.week.clock import PatientClock
from tests.services.world import connection

HOUR = 3600.0
ACCESS_DIES = 2 * HOUR
"""How long a token lives whose lifetime nobody tells."""


@dataclass(frozen=True)
class Kind:
    """One sort of account. ``idle``: the refresh token dies when it is not used for so long."""

    lifetime: float | None
    forgiving: bool
    idle: float | None = None


KINDS = (
    Kind(HOUR, forgiving=True),
    Kind(HOUR, forgiving=False),
    Kind(HOUR / 2, forgiving=True),
    Kind(8 * HOUR, forgiving=False),
    Kind(24 * HOUR, forgiving=True),
    Kind(24 * HOUR, forgiving=True, idle=40 * HOUR),
    Kind(8 * HOUR, forgiving=False, idle=30 * HOUR),
    Kind(None, forgiving=True),
    Kind(None, forgiving=True, idle=40 * HOUR),
    Kind(60 * 24 * HOUR, forgiving=True, idle=40 * HOUR),
)


@dataclass
class Grant:
    """One sign-in as its service sees it. Only numbers: the log of a week must not grow in the test either."""

    name: str
    kind: Kind
    used_at: float
    newest: int = 0
    ended: str = ""
    renewed: int = 0
    replayed: int = 0
    lost: int = 0
    owed: bool = False
    """The newest pair was sent and lost: the one replay is allowed."""

    def tokens(self, now: float) -> Tokens:
        """Return the newest pair, as given at ``now``."""
        name = f"{self.name}.{self.newest}"
        ends = None if self.kind.lifetime is None else now + self.kind.lifetime
        return Tokens(Secret(f"A{name}"), now, ends, Secret(f"R{name}"), scopes=("read",))

    def body(self) -> dict[str, object]:
        """Return the newest pair as an answer."""
        name = f"{self.name}.{self.newest}"
        body: dict[str, object] = {"access_token": f"A{name}", "refresh_token": f"R{name}", "token_type": "Bearer"}
        return body if self.kind.lifetime is None else {**body, "expires_in": self.kind.lifetime}


@dataclass
class Weather:
    """What is wrong on the way, and for whom."""

    chance: random.Random
    trouble: str = ""
    lossy: float = 0.0
    met: dict[str, int] = field(default_factory=dict)

    def meet(self, what: str) -> None:
        """Count a fault."""
        self.met[what] = self.met.get(what, 0) + 1


class Services:
    """An HttpClient with all services behind it."""

    def __init__(self, clock: PatientClock, weather: Weather) -> None:
        self.clock = clock
        self.weather = weather
        self.grants: dict[str, Grant] = {}
        self.of: dict[str, Grant] = {}
        """The newest sign-in of each connection."""
        self.doomed: set[str] = set()
        self._sign_ins = 0

    def sign_in(self, connection_id: str, kind: Kind) -> Grant:
        """Begin a grant for a connection; the one before, if any, is over."""
        before = self.of.get(connection_id)
        if before is not None:
            del self.grants[before.name]
        self._sign_ins += 1
        name = f"g{self._sign_ins}"
        grant = self.grants[name] = self.of[connection_id] = Grant(name, kind, self.clock.true_time)
        return grant

    def account(self, number: int, kind: Kind) -> Connection:
        """Return a connection that was signed in now."""
        made = connection(self.clock, number=number)
        grant = self.sign_in(made.id, kind)
        quirks = Quirks(refresh_idle_seconds=None if kind.idle is None else int(kind.idle))
        return replace(made, tokens=grant.tokens(self.clock.now()), service=replace(made.service, quirks=quirks))

    async def send(self, request: Request, *, limits: Limits = BACK_CHANNEL, trust: Trust | None = None) -> Response:
        """Carry a renewal there and back, as far as the weather lets it."""
        await self.clock.sleep(0.2)
        if (answer := self._trouble()) is not None:
            return answer
        token = form_of(request)["refresh_token"]
        grant = self.grants[token[1:].partition(".")[0]]
        answer = self._renewed(grant, int(token.rpartition(".")[2]))
        if answer.status == 200 and self._loses(grant):
            grant.lost += 1
            grant.owed = True
            self.weather.meet("answers lost")
            raise TransportError(TransportFault.DISCONNECTED, "cut off on the way back", sent=True)
        await self.clock.sleep(0.2)
        return answer

    async def close(self) -> None:
        """Close."""

    def accepts(self, record: Connection) -> bool:
        """Tell whether an API takes the access token of a service that tells no lifetimes."""
        grant = self.of[record.id]
        return self.clock.true_time - grant.used_at < ACCESS_DIES

    def end_the_idle(self) -> None:
        """Let refresh tokens die that nobody used."""
        for grant in self.grants.values():
            if grant.kind.idle is not None and self.clock.true_time - grant.used_at > grant.kind.idle:
                grant.ended = grant.ended or "idle"

    def _renewed(self, grant: Grant, generation: int) -> Response:
        """Rotate; a spent refresh token ends the grant, but for the one replay that a forgiving service allows."""
        self.end_the_idle()
        if generation == grant.newest - 1 and grant.owed and grant.kind.forgiving and not grant.ended:
            grant.replayed += 1
        elif generation == grant.newest and not grant.ended:
            grant.newest += 1
            grant.renewed += 1
        else:
            grant.replayed += generation != grant.newest
            grant.ended = grant.ended or "spent token"
            return json_response({"error": "invalid_grant"}, 400)
        grant.owed = False
        grant.used_at = self.clock.true_time
        return json_response(grant.body(), headers={"Date": formatdate(self.clock.true_time + 1.8e9, usegmt=True)})

    def _loses(self, grant: Grant) -> bool:
        if grant.name in self.doomed:
            self.doomed.discard(grant.name)
            return True
        return grant.kind.forgiving and self.weather.chance.random() < self.weather.lossy

    def _trouble(self) -> Response | None:
        """Return what comes instead of an answer."""
        trouble = self.weather.trouble
        if not trouble:
            return None
        self.weather.meet(trouble)
        answers = {
            "portal": text_response("<html>Please sign in to the network</html>"),
            "redirect": text_response("", 302, headers={"Location": "http://portal.example/"}),
            "login": text_response("<html>", 511),
            "busy": json_response({}, 429, {"Retry-After": "120"}),
            "down": text_response("down", 503, "text/plain", {"Retry-After": formatdate(1.8e9, usegmt=True)}),
            "broken": text_response("oops", 502, "text/plain"),
            "silly": json_response({}, 503, {"Retry-After": "99999999999999999999"}),
        }
        if trouble in answers:
            return answers[trouble]
        raise TransportError(TransportFault.DNS, "no such host", sent=False)


TROUBLES = ("offline", "portal", "redirect", "login", "busy", "down", "broken", "silly")
