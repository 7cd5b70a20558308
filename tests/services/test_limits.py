"""Limits over simulated months: what nobody uses stays alive, what must end is told of, and why is known at the end."""

from dataclasses import dataclass, field

import pytest

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.events import ReconnectNeeded
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Quirks
from oauth_desk.domain.status import Cause, Status
from oauth_desk.domain.tokens import Tokens
from oauth_desk.services import keeper
from oauth_desk.services.phrases import DAY, HOUR, Tone
from oauth_desk.services.wording import list_line, sentence
from tests.fakes.http import form_of, json_response
from tests.services.world import TOKEN_URL, Process, World, connection, service

MONTHS = 13 * 30 * DAY


@dataclass
class Strict:
    """A service that ends what is not used for ``idle`` seconds, and what is older than ``absolute``."""

    world: World
    idle: float = float("inf")
    absolute: float = float("inf")
    lifetime: float | None = None
    tells: str = ""
    """``moving``: each answer tells the whole time that it may stay unused; ``fixed``: what is left of its age."""
    used_at: float = field(init=False)
    began_at: float = field(init=False)
    generation: int = 0

    def __post_init__(self) -> None:
        self.used_at = self.began_at = self.world.clock.now()
        self.world.http.always(TOKEN_URL, self.answer)

    def sign_in(self, **quirks: int) -> Connection:
        """Return a connection that was signed in now, of a profile with these limits."""
        now, told = self.world.clock.now(), self.told()
        tokens = Tokens(
            Secret("A0"),
            now,
            None if self.lifetime is None else now + self.lifetime,
            Secret("R0"),
            refresh_expires_at=None if told is None else now + told,
            refresh_obtained_at=now,
            scopes=("read",),
        )
        return connection(self.world.clock, tokens=tokens, service=service(quirks=Quirks(**quirks)))  # type: ignore[arg-type]

    def told(self) -> float | None:
        """Return the lifetime of a refresh token that an answer tells now."""
        left = self.began_at + self.absolute - self.world.clock.now()
        return {"moving": min(self.idle, left), "fixed": left}.get(self.tells)

    def answer(self, request: object) -> object:
        """Rotate, unless it is too late."""
        now = self.world.clock.now()
        assert form_of(request)["refresh_token"] == f"R{self.generation}"  # type: ignore[arg-type]
        if now - self.used_at > self.idle or now - self.began_at > self.absolute:
            return json_response({"error": "invalid_grant"}, 400)
        self.used_at, self.generation = now, self.generation + 1
        body = {"access_token": f"A{self.generation}", "token_type": "Bearer", "refresh_token": f"R{self.generation}"}
        told = self.told()
        more = {} if told is None else {"refresh_expires_in": int(told)}
        return json_response(
            {**body, **more} if self.lifetime is None else {**body, **more, "expires_in": self.lifetime}
        )


@pytest.fixture
def hours_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the background look at the clock every six hours: what it plans is tried here, not how often it looks."""
    monkeypatch.setattr(keeper, "LONGEST_SLEEP", 6 * HOUR)


def start(process: Process) -> None:
    """Run the keeper until the process ends."""
    process.tasks.start(process.keeper.run(), "keeper")


async def opened(world: World, minutes: float) -> Process:
    """Open the program for so many minutes, and close it."""
    process = await world.process()
    start(process)
    await world.clock.advance(minutes * 60)
    process.keeper.pause()
    await process.tasks.close()
    return process


def alive(world: World) -> bool:
    """Tell whether nobody has to sign in."""
    return world.file.records["c0"].condition.status is Status.VALID


@pytest.mark.usefixtures("hours_at_once")
@pytest.mark.parametrize(
    ("kind", "quirks"),
    [
        ({"idle": 90 * DAY}, {"refresh_idle_seconds": int(90 * DAY)}),
        ({"idle": 30 * DAY, "lifetime": 60 * DAY}, {"refresh_idle_seconds": int(30 * DAY)}),
        ({"idle": 7 * DAY, "lifetime": 365 * DAY}, {"refresh_idle_seconds": int(7 * DAY)}),
        ({"idle": 30 * DAY, "tells": "moving"}, {}),
        ({"idle": 20 * DAY, "tells": "moving"}, {"refresh_idle_seconds": int(90 * DAY)}),
    ],
)
async def test_an_open_program_keeps_alive_what_needs_no_renewal(
    world: World, kind: dict[str, float], quirks: dict[str, int]
) -> None:
    """Thirteen months: a token that lives long, or for no known time, is renewed halfway to the idle limit."""
    strict = Strict(world, **kind)  # type: ignore[arg-type]
    process = await world.process(strict.sign_in(**quirks))
    start(process)
    for _ in range(13):
        await world.clock.advance(MONTHS / 13)
        line = list_line(process["c0"], world.clock.now(), process.keeper.next_renewal_at(process["c0"]))
        assert line.tone in {Tone.GOOD, Tone.NEUTRAL}
    assert alive(world)
    assert not [event for event in process.events if isinstance(event, ReconnectNeeded)]
    assert strict.generation <= 2 * MONTHS / kind["idle"] + 1


@pytest.mark.parametrize("lifetime", [None, 60 * DAY])
async def test_a_laptop_that_sleeps_keeps_alive_too(world: World, lifetime: float | None) -> None:
    """Ten minutes a day for four months, asleep between: the clock that jumps is the clock of the limit."""
    strict = Strict(world, idle=20 * DAY, lifetime=lifetime)
    process = await world.process(strict.sign_in(refresh_idle_seconds=int(20 * DAY)))
    start(process)
    for _ in range(120):
        await world.clock.advance(600)
        await world.clock.jumped(DAY - 600)
    await world.clock.advance(600)
    assert alive(world)
    assert strict.generation <= 13


async def test_a_program_that_is_rarely_open_keeps_alive_when_it_is(world: World) -> None:
    """Opened after 40 days and then after 55 more, a limit of 90 days holds: the first opening renewed."""
    strict = Strict(world, idle=90 * DAY)
    await world.process(strict.sign_in(refresh_idle_seconds=int(90 * DAY)))
    for pause in (40, 55, 60, 40, 85, 12, 88):
        world.clock.jump(pause * DAY)
        await opened(world, 5)
        assert alive(world), f"over after {pause} days"
    assert strict.generation == 7


async def test_a_program_that_is_opened_daily_does_not_renew_daily(world: World) -> None:
    """Keeping alive costs one renewal in an eighth of the time, however often the program is opened."""
    strict = Strict(world, idle=80 * DAY)
    await world.process(strict.sign_in(refresh_idle_seconds=int(80 * DAY)))
    for _ in range(40):
        world.clock.jump(DAY)
        await opened(world, 2)
    assert strict.generation == 4
    assert alive(world)


async def test_after_too_long_a_pause_the_reason_is_known(world: World) -> None:
    """Nobody opened it for longer than the limit: the words name the limit and the last use."""
    strict = Strict(world, idle=90 * DAY)
    await world.process(strict.sign_in(refresh_idle_seconds=int(90 * DAY)))
    world.clock.jump(100 * DAY)
    process = await opened(world, 5)
    record = world.file.records["c0"]
    assert record.condition.cause is Cause.IDLE
    said = sentence(record, world.clock.now()).text
    assert said.startswith(
        "Acme ends connections that were not used for 3 months. This one was used last on 15 January"
    )
    assert len([event for event in process.events if isinstance(event, ReconnectNeeded)]) == 1


@pytest.mark.usefixtures("hours_at_once")
@pytest.mark.parametrize("tells", ["", "fixed", "moving"])
async def test_an_age_is_told_of_and_is_never_red_before(world: World, tells: str) -> None:
    """Half a year: green until a week before, amber then, red only when the service has ended it; and then it says why.

    The limit counts from the sign-in, by the profile or by what is told with each renewal.
    """
    strict = Strict(world, idle=30 * DAY, absolute=180 * DAY, lifetime=5 * HOUR, tells=tells)
    quirks = {} if tells else {"refresh_absolute_seconds": int(180 * DAY)}
    process = await world.process(strict.sign_in(**quirks))
    start(process)
    seen: dict[Tone, float] = {}
    for quarter in range(4 * 182):
        await world.clock.advance(DAY / 4)
        now = world.clock.now()
        tone = list_line(process["c0"], now, process.keeper.next_renewal_at(process["c0"])).tone
        seen.setdefault(tone, (quarter + 1) / 4)
        if tone is Tone.ATTENTION:
            assert "Sign in again" in list_line(process["c0"], now, None).text
    assert list(seen) == [Tone.GOOD, Tone.ATTENTION, Tone.BAD]
    assert seen[Tone.ATTENTION] == pytest.approx(173, abs=0.5)
    assert seen[Tone.BAD] == pytest.approx(180, abs=0.5)
    assert process["c0"].condition.cause is Cause.TOO_OLD


@pytest.mark.usefixtures("hours_at_once")
async def test_what_cannot_reach_its_service_says_what_is_at_stake(world: World) -> None:
    """Offline for weeks, the page says by when it has to work; the state stays amber until it is really over."""
    strict = Strict(world, idle=20 * DAY, lifetime=HOUR)
    made = strict.sign_in(refresh_idle_seconds=int(20 * DAY))
    process = await world.process(made)
    world.http.always(TOKEN_URL, json_response({}, 503))
    start(process)
    await world.clock.advance(14 * DAY)
    assert "if it cannot be renewed" not in sentence(process["c0"], world.clock.now()).text
    await world.clock.advance(2 * DAY)
    said = sentence(process["c0"], world.clock.now()).text
    assert "Acme ends what is not used for 20 days: if it cannot be renewed before " in said
    assert list_line(process["c0"], world.clock.now(), None).tone is Tone.ATTENTION
    world.http.always(TOKEN_URL, strict.answer)
    await world.clock.advance(DAY)
    assert alive(world)
    assert "if it cannot" not in sentence(process["c0"], world.clock.now()).text


async def test_a_paused_program_says_so_in_the_list(world: World) -> None:
    """Paused, nothing is tried: the card itself says by when it has to go on."""
    strict = Strict(world, idle=20 * DAY)
    process = await world.process(strict.sign_in(refresh_idle_seconds=int(20 * DAY)))
    world.clock.jump(16 * DAY)
    line = list_line(process["c0"], world.clock.now(), None)
    assert (line.text.startswith("Renew it before "), line.tone) == (True, Tone.ATTENTION)


async def test_a_short_session_that_each_renewal_moves_is_not_warned_of(world: World) -> None:
    """A session of half an hour, told with each answer, is renewed for ever: nobody is asked to sign in “by 16:42”."""
    strict = Strict(world, idle=1800, lifetime=300, tells="moving")
    process = await world.process(strict.sign_in())
    start(process)
    for _ in range(30):
        await world.clock.advance(100)
        line = list_line(process["c0"], world.clock.now(), process.keeper.next_renewal_at(process["c0"]))
        assert line.tone is Tone.GOOD
        assert "Sign in" not in sentence(process["c0"], world.clock.now()).text
    assert process["c0"].history.end_moves is True
