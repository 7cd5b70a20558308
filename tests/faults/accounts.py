"""Many accounts at one server that keeps its own time, whatever the clock of the program shows."""

import random
from dataclasses import dataclass, field, replace

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.secret import Secret
from oauth_desk.protocol.http import Request, Response
from oauth_desk.services.ports import TransportError, TransportFault
from tests.fakes.chance import FakeChance
from tests.fakes.clock import FakeClock
from tests.fakes.http import form_of, json_response
from tests.services.world import TOKEN_URL, Process, World, connection


class Drawn(FakeChance):
    """Fractions as if by chance, and the same in every run."""

    def __init__(self) -> None:
        super().__init__()
        self._random = random.Random("drawn")  # noqa: S311 - nothing secret is drawn

    def fraction(self) -> float:
        """Return the next number."""
        return self._random.random()


@dataclass
class TimedServer:
    """Rotates: each renewal key is good for one use. Its time is the clock that never jumps."""

    clock: FakeClock
    lifetime: float
    offline: bool = False
    tried: list[float] = field(default_factory=list)
    """When something was sent while there was no network."""
    renewed: list[float] = field(default_factory=list)
    reused: int = 0
    issued: int = 0
    keys: set[str] = field(default_factory=set)
    ends: dict[str, float] = field(default_factory=dict)

    def grant(self) -> tuple[str, str]:
        """Issue an access token and a renewal key."""
        self.issued += 1
        access, key = f"A-{self.issued}", f"R-{self.issued}"
        self.ends[access] = self.clock.monotonic() + self.lifetime
        self.keys.add(key)
        return access, key

    def answer(self, request: Request) -> Response:
        """Renew."""
        if self.offline:
            self.tried.append(self.clock.monotonic())
            raise TransportError(TransportFault.DNS, "the name of the server was not found", sent=False)
        key = form_of(request)["refresh_token"]
        if key not in self.keys:
            self.reused += 1
            return json_response({"error": "invalid_grant"}, 400)
        self.keys.remove(key)
        self.renewed.append(self.clock.monotonic())
        access, fresh = self.grant()
        body = {"access_token": access, "refresh_token": fresh, "token_type": "Bearer", "expires_in": self.lifetime}
        return json_response(body)

    def accepts(self, access: Secret | None) -> bool:
        """Tell whether an API of this server would take the access token now."""
        return access is not None and self.ends[access.reveal()] > self.clock.monotonic()

    def busiest_second(self, since: float = 0.0) -> int:
        """Return the most renewals within one second."""
        moments = sorted(at for at in self.renewed if at >= since)
        return max((sum(begin <= at < begin + 1 for at in moments) for begin in moments), default=0)


async def kept(world: World, number: int, *, lifetime: float = 3600.0) -> tuple[Process, TimedServer]:
    """Sign in ``number`` times, spread over a lifetime, and keep all of it renewed from now on."""
    server = TimedServer(world.clock, lifetime)
    world.http.always(TOKEN_URL, server.answer)
    process = await world.process(chance=Drawn())
    for index in range(number):
        await process.book.add(_signed_in(world.clock, server, index))
        await world.clock.advance(lifetime / (2 * number))
    process.tasks.start(process.keeper.run(), "keeper")
    await world.clock.advance(1)
    server.renewed.clear()
    return process, server


def _signed_in(clock: FakeClock, server: TimedServer, index: int) -> Connection:
    access, key = server.grant()
    made = connection(clock, lifetime=server.lifetime, number=index)
    return replace(made, tokens=replace(made.tokens, access_token=Secret(access), refresh_token=Secret(key)))
