"""A week of renewals with everything that goes wrong in a week: nothing is lost, and nothing grows."""

import asyncio
import random
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from oauth_desk.adapters.vault.rows import ACTIVITY_LIMIT
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.status import Cause, Status
from oauth_desk.domain.tokens import Tokens
from oauth_desk.services.ports import VaultFault
from tests.faults.conftest import Effort, Record
from tests.faults.week.clock import PatientClock
from tests.faults.week.copy import Copy, Disk, Weight, weigh
from tests.faults.week.service import HOUR, KINDS, TROUBLES, Services, Weather

TICK = 600.0
MEGABYTE = 1 << 20
COPIES_KEPT = 7
STEADY = ("tasks", "sleepers", "threads", "descriptors")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder in memory, where there is one: a week has sixty thousand commits."""
    memory = Path("/dev/shm")  # noqa: S108 - a private folder is made in it
    path = Path(tempfile.mkdtemp(prefix="week-", dir=memory if memory.is_dir() else None))
    yield path
    shutil.rmtree(path)


class Week:
    """The program, its person, another copy of it, the weather and the clock."""

    def __init__(self, folder: Path, accounts: int) -> None:
        self.folder = folder
        self.chance = random.Random("a week")  # noqa: S311 - nothing secret is drawn
        self.clock = PatientClock()
        self.weather = Weather(self.chance)
        self.services = Services(self.clock, self.weather)
        self.disk = Disk(self.weather)
        self.copy = Copy(folder, self.clock, self.services, self.disk)
        self.accounts = accounts
        self.weights: list[Weight] = []
        self.renames: dict[str, str] = {}
        self.until: dict[str, float] = {}
        self.doomed: set[str] = set()
        self.ended = self.told = 0

    async def begin(self) -> None:
        """Sign in everywhere, within an hour."""
        await self.copy.open(keeping=False)
        for number in range(self.accounts):
            await self.copy.book.add(self.services.account(number, KINDS[number % len(KINDS)]))
            await self.clock.advance(HOUR / self.accounts)
        first = self.copy.tasks.start(self.copy.renewer.renew("c0"), "first")
        while not first.done():  # it loads the protocol, on a thread that this clock does not wait for
            await asyncio.sleep(0.001)
            await self.clock.advance(1)
        self.copy.tasks.start(self.copy.keeper.run(), "keeper")

    async def tick(self) -> None:
        """Let ten minutes pass, in which something may happen."""
        self.change_the_weather()
        if self.chance.random() < 0.1:
            await self.rename()
        if self.chance.random() < 0.3:
            await self.use_the_apis()
        if self.chance.random() < 0.04:
            await self.be_elsewhere()
        if self.chance.random() < 0.01:
            await self.clock.suspend(8 * HOUR)
            self.weather.meet("nights asleep")
        if self.chance.random() < 0.01:
            await self.set_the_clock()
        await self.clock.advance(TICK)
        await self.sign_in_again()

    def doom(self) -> None:
        """Let a strict service rotate and its answer be lost: the one replay then ends the connection."""
        strict = [each for each, grant in self.services.of.items() if not grant.kind.forgiving]
        chosen = self.chance.choice(strict)
        self.services.doomed.add(self.services.of[chosen].name)
        self.doomed.add(chosen)

    async def sign_in_again(self) -> None:
        """Do what the notices ask for, after comparing them with what really happened."""
        for connection_id in list(self.copy.notices) if self.disk.fault is None else ():
            self.copy.notices.remove(connection_id)
            record, grant = self.copy.book.require(connection_id), self.services.of[connection_id]
            self.ended += 1
            self.told += (grant.ended, record.condition.cause) == ("spent token", Cause.CUT_OFF)
            assert connection_id in self.doomed
            assert record.tokens.access_token is None
            fresh = self.services.sign_in(connection_id, grant.kind)
            await self.copy.book.replace_sign_in(
                connection_id, partial(signed_in, tokens=fresh.tokens(self.clock.now()))
            )

    def change_the_weather(self) -> None:
        """Begin and end spells of trouble, of up to an hour."""
        now = self.clock.monotonic()
        for what in [what for what, until in self.until.items() if until <= now]:
            del self.until[what]
            if what == "trouble":
                self.weather.trouble = ""
            elif what == "lossy":
                self.weather.lossy = 0.0
            else:
                self.disk.fault = None
        for what, often in (("trouble", 0.08), ("lossy", 0.08), ("disk", 0.02)):
            if what in self.until or self.chance.random() > often:
                continue
            self.until[what] = now + self.chance.uniform(60, HOUR / 12 if what == "disk" else HOUR)
            if what == "trouble":
                self.weather.trouble = self.chance.choice(TROUBLES)
            elif what == "lossy":
                self.weather.lossy = 0.4
            else:
                self.disk.fault = self.chance.choice((VaultFault.FULL, VaultFault.BUSY))

    async def rename(self) -> None:
        """Give a connection another name."""
        chosen = f"c{self.chance.randrange(self.accounts)}"
        name = f"Name {self.chance.random()}"
        try:
            await self.copy.book.rename(chosen, name)
        except DeskError:
            assert self.disk.fault is not None
        else:
            self.renames[chosen] = name
            self.weather.meet("renamed")

    async def use_the_apis(self) -> None:
        """Call some APIs; a service that tells no lifetime may refuse the token."""
        for number in self.chance.sample(range(self.accounts), min(10, self.accounts)):
            record = self.copy.book.require(f"c{number}")
            token = record.tokens.access_token
            if record.tokens.expires_at is None and token is not None and not self.services.accepts(record):
                call = self.copy.renewer.renew_rejected(record.id, token)
            else:
                call = self.copy.renewer.ensure_fresh(record.id)
            task = self.copy.tasks.start(quietly(call), "call")
            await self.clock.advance(2)
            task.cancel()

    async def be_elsewhere(self) -> None:
        """Run another copy for a while, which renews as well."""
        other = Copy(self.folder, self.clock, self.services, self.disk)
        await other.open(keeping=self.chance.random() < 0.5)
        for number in self.chance.sample(range(self.accounts), min(8, self.accounts)):
            other.tasks.start(quietly(other.renewer.renew(f"c{number}")), "by hand")
        await self.clock.advance(self.chance.uniform(5, 2 * HOUR))
        await other.close()
        assert not other.failed
        self.weather.meet("other copies")

    async def set_the_clock(self) -> None:
        """Move the clock, and back after a while."""
        by = self.chance.choice((4 * HOUR, -4 * HOUR, HOUR, -HOUR, 24 * HOUR, -24 * HOUR))
        self.weather.meet("clocks set")
        await self.clock.jumped(by)
        await self.clock.advance(self.chance.uniform(60, HOUR))
        await self.clock.jumped(-by)

    async def calm_down(self) -> None:
        """Let the weather clear up, and two hours pass."""
        self.until = dict.fromkeys(self.until, 0.0)
        self.weather.trouble, self.weather.lossy, self.disk.fault = "", 0.0, None
        for _ in range(12):
            await self.clock.advance(TICK)

    def weigh(self) -> None:
        """Note what everything weighs now."""
        self.weights.append(weigh(self.folder, self.clock))


def signed_in(record: Connection, tokens: Tokens) -> Connection:
    """Put the tokens of a new sign-in into a record."""
    return replace(record, tokens=tokens, signed_in_at=tokens.obtained_at)


async def quietly(call: "object") -> None:
    """Await a call that may fail as calls do."""
    try:
        await call  # type: ignore[misc]
    except DeskError:
        return


@pytest.mark.timeout(2400)
async def test_a_long_week(folder: Path, figure: Record, effort: Effort) -> None:
    """No grant is lost but those that the services ended, none is used twice but by the one replay, nothing grows."""
    accounts, days = effort(24, 200), effort(1, 7)
    week = Week(folder, accounts)
    with week.clock.watching():
        await week.begin()
        begun_at = week.clock.monotonic()
        quarters = 0
        while week.clock.monotonic() - begun_at < days * 24 * HOUR:
            await week.tick()
            if week.clock.monotonic() - begun_at > quarters * 6 * HOUR:
                week.weigh()
                if quarters % 4 == 1:
                    week.doom()
                quarters += 1
        await week.calm_down()
        week.weigh()
        judge(week, figure, days)
        await week.copy.close()


def judge(week: Week, figure: Record, days: int) -> None:
    """Compare the vault with what the services know, and the last weights with the first."""
    grants = week.services.of
    lost = []
    for connection_id, grant in grants.items():
        record = week.copy.book.require(connection_id)
        kept = record.condition.status is Status.VALID and not grant.ended
        if not kept or record.tokens.refresh_token != grant.tokens(0).refresh_token:
            lost.append((record.condition, record.tokens, grant))
    renewed = sum(grant.renewed for grant in grants.values())
    reused = sum(grant.replayed - grant.lost for grant in grants.values() if grant.replayed > grant.lost)
    faults = ", ".join(f"{count:,} {what}" for what, count in sorted(week.weather.met.items()))
    figure(
        f"{days} simulated days awake, {week.accounts} connections",
        tried=week.accounts,
        held=week.accounts - len(lost),
        saw=f"{renewed:,} renewals; {week.ended} ended by a strict service, {week.told} told so; {faults}",
    )
    grown = growth(week.weights)
    figure(f"growth in {days} days", tried=len(STEADY) + 5, held=len(STEADY) + 5 - len(grown), saw=shown(week.weights))
    assert not week.copy.failed
    assert not lost, lost
    assert week.told == week.ended > 0
    assert reused == 0
    assert {each: week.copy.book.require(each).name for each in week.renames} == week.renames
    assert not grown, week.weights


def growth(found: list[Weight]) -> list[str]:
    """Return what grew from the first quarter to the end."""
    first, last = found[len(found) // 4], found[-1]
    grown = [name for name in STEADY if getattr(last, name) > max(getattr(each, name) for each in found[:-1])]
    if last.blocks - first.blocks > 20_000:
        grown.append("blocks")
    if last.resident - first.resident > 24 * MEGABYTE:
        grown.append("memory")
    if last.records != last.snapshots or last.entries > ACTIVITY_LIMIT:
        grown.append("rows")
    if last.files > last.records + COPIES_KEPT + 4:
        grown.append("files")
    if last.disk > (COPIES_KEPT + 2) * 12 * MEGABYTE:
        grown.append("disk")
    return grown


def shown(found: list[Weight]) -> str:
    """Show the first quarter and the end side by side."""
    first, last = found[len(found) // 4], found[-1]
    return (
        f"memory {first.resident / MEGABYTE:.0f} to {last.resident / MEGABYTE:.0f} MB, blocks {first.blocks:,} to "
        f"{last.blocks:,}, tasks {first.tasks} to {last.tasks}, threads {first.threads} to {last.threads}, descriptors "
        f"{first.descriptors} to {last.descriptors}, files {first.files} to {last.files}, entries {last.entries:,}"
    )
