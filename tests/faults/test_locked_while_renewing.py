"""Locked and unlocked in the middle of renewals, with the real vault, the real client and a server that counts."""

import asyncio
import random
from collections import Counter
from pathlib import Path

import pytest

from oauth_desk.app import open_desk
from oauth_desk.config import Settings
from oauth_desk.domain.errors import DeskError
from oauth_desk.services.desk import Desk
from tests.faults.conftest import Effort, Record
from tests.faults.kept import PASSPHRASE, Kept, pair_of, signed_in
from tests.faults.rotating import RotatingServer

NAMES = tuple(f"grant-{number}" for number in range(12))


def kept_pairs(folder: Path) -> dict[str, int]:
    """Return which pair of each grant the file holds."""
    return {name: pair_of(each)[1] for name, each in Kept(folder).connections().items()}


async def one_round(desk: Desk, *, keep_renewing: bool, after: float) -> None:
    """Start a renewal of every connection, lock somewhere in the middle, and unlock again."""
    renewing = [asyncio.ensure_future(desk.renewer.renew(each.id)) for each in desk.book.all()]
    await asyncio.sleep(after)
    locking = asyncio.ensure_future(desk.session.lock(keep_renewing=keep_renewing))
    await asyncio.sleep(0)
    assert desk.book.all() == []
    await locking
    ended = await asyncio.gather(*renewing, return_exceptions=True)
    # What had not begun when it was locked is told so; nothing else may have gone wrong.
    assert {each.code for each in ended if isinstance(each, DeskError)} <= {"vault_locked"}
    assert not [each for each in ended if isinstance(each, BaseException) and not isinstance(each, DeskError)]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("keep_renewing", [False, True])
async def test_locked_in_the_middle_of_renewals(
    tmp_path: Path, figure: Record, effort: Effort, keep_renewing: bool
) -> None:
    """C61: whenever it is locked, every pair that the server gave is in the file, and none was used twice."""
    (tmp_path / "passphrase").write_text(PASSPHRASE, encoding="utf-8")
    server = await asyncio.to_thread(RotatingServer.start, access_ttl=3600, slowest=0.3)
    await asyncio.to_thread(server.grant, *NAMES)
    await asyncio.to_thread(
        Kept(tmp_path / "data").make,
        *(signed_in(name, server.address, lifetime=3600, left=3600) for name in NAMES),
    )
    settings = Settings(tmp_path / "data", own_folder=True, passphrase_file=tmp_path / "passphrase")
    chance, held, in_flight = random.Random(7), Counter[bool](), 0  # noqa: S311 - the same moments in every run
    rounds = effort(8, 150)
    async with open_desk(settings) as desk:
        await desk.session.open()
        for _ in range(rounds):
            before = len(await asyncio.to_thread(server.uses))
            await one_round(desk, keep_renewing=keep_renewing, after=chance.random() * 0.35)
            in_flight += len(await asyncio.to_thread(server.uses)) - before
            given = await asyncio.to_thread(server.numbers)
            held[await asyncio.to_thread(kept_pairs, tmp_path / "data") == given] += 1
            await desk.session.open()
            assert len(desk.book.all()) == len(NAMES)
    reused = (await asyncio.to_thread(server.counts))["reuse"]
    alive = await asyncio.to_thread(server.alive)
    await asyncio.to_thread(server.stop)
    how = "renewing goes on" if keep_renewing else "the key is dropped"
    saw = f"{in_flight} renewals sent, {reused} used twice"
    figure(f"locked while renewing, {how}", tried=rounds, held=held[True], saw=saw)
    assert (held[True], reused, all(alive.values())) == (rounds, 0, True)
