"""Vaults cut short, with bits flipped in every page, with records swapped: told, set aside, and gone back from."""

import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from oauth_desk.services.ports import VaultFault
from tests.faults.conftest import Effort, Record
from tests.faults.spoiled_vaults import CONNECTIONS, GOOD, Fate, Spoiled

PAGE = 4096


@pytest.fixture
def spoiled(tmp_path: Path) -> Iterator[Spoiled]:
    """Make a vault to spoil, in memory where this system has such a place: hundreds of vaults are written durably."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder in it is private
    folder = Path(tempfile.mkdtemp(dir=memory)) if memory.is_dir() else tmp_path
    made = Spoiled(folder)
    made.prepare()
    yield made
    shutil.rmtree(folder)


def judged(spoiled: Spoiled, figure: Record, what: str) -> None:
    """Write the figure down, then hold the program to its promise."""
    tried = spoiled.fates.total()
    figure(what, tried=tried, held=sum(spoiled.fates[fate] for fate in GOOD), saw=spoiled.summary())
    assert spoiled.complaints == []


@pytest.mark.timeout(600)
def test_cut_short(spoiled: Spoiled, figure: Record, effort: Effort) -> None:
    """Truncated at many lengths: never read as if it were whole, never taken for a new one."""
    step = effort(PAGE, 256)
    lengths = {*range(0, len(spoiled.content), step), 1, 99, 100, PAGE - 1, PAGE + 1, len(spoiled.content) - 1}
    for length in sorted(lengths):
        spoiled.judge(f"cut to {length}", spoiled.content[:length])
    judged(spoiled, figure, "vault cut short")
    assert spoiled.fates[Fate.HARMLESS] == 0


@pytest.mark.timeout(1200)
def test_bits_flipped_in_each_page(spoiled: Spoiled, figure: Record, effort: Effort) -> None:
    """One bit is another in a page: nothing changes, or it is told; what is damaged can be gone back from."""
    chance = random.Random(3)  # noqa: S311 - the same bits each time
    per_page = effort(4, 100)
    for page in range(len(spoiled.content) // PAGE):
        for _ in range(per_page):
            place, bit = page * PAGE + chance.randrange(PAGE), chance.randrange(8)
            content = bytearray(spoiled.content)
            content[place] ^= 1 << bit
            spoiled.judge(f"bit {bit} of byte {place}", bytes(content))
    judged(spoiled, figure, "bits flipped in each page")


@pytest.mark.timeout(600)
def test_every_byte_of_the_head(spoiled: Spoiled, figure: Record, effort: Effort) -> None:
    """The file's first hundred bytes, and those of the page that says what the vault is, one after another."""
    places = [*range(0, 108, effort(4, 1)), *range(PAGE, 2 * PAGE, effort(100, 8))]
    for place in places:
        content = bytearray(spoiled.content)
        content[place] ^= 0x10
        spoiled.judge(f"byte {place}", bytes(content))
    judged(spoiled, figure, "bytes of the vault's head changed")


@pytest.mark.timeout(600)
def test_pages_lost(spoiled: Spoiled, figure: Record, effort: Effort) -> None:
    """Each page in turn is zeros, or another page's content: as a disk leaves it that lost a write or misplaced one."""
    pages = len(spoiled.content) // PAGE
    for page in range(0, pages, effort(2, 1)):
        for other in (bytes(PAGE), spoiled.content[PAGE * ((page + 1) % pages) :][:PAGE]):
            content = spoiled.content[: PAGE * page] + other + spoiled.content[PAGE * (page + 1) :]
            if content != spoiled.content:
                spoiled.judge(f"page {page}", content)
    judged(spoiled, figure, "pages lost or misplaced")


SWAPS = {
    "two records": "UPDATE connections SET sealed = (SELECT b.sealed FROM connections b WHERE b.id = CASE "
    "connections.id WHEN 'id-1' THEN 'id-2' ELSE 'id-1' END) WHERE id IN ('id-1', 'id-2')",
    "two ids": "UPDATE connections SET id = CASE id WHEN 'id-1' THEN 'x' ELSE 'id-1' END WHERE id IN ('id-1', 'id-2')",
    "two services": "UPDATE snapshots SET sealed = (SELECT b.sealed FROM snapshots b "
    "WHERE b.id <> snapshots.id LIMIT 1)",
    "two entries of the log": "UPDATE activity SET sealed = (SELECT b.sealed FROM activity b WHERE b.seq = "
    "CASE activity.seq WHEN 1 THEN 2 ELSE 1 END) WHERE seq IN (1, 2)",
    "a record gone": "DELETE FROM snapshots WHERE rowid = 1",
    "a record of zeros": "UPDATE connections SET sealed = zeroblob(length(sealed)) WHERE id = 'id-3'",
}


@pytest.mark.parametrize("swap", SWAPS)
def test_records_swapped(spoiled: Spoiled, figure: Record, swap: str) -> None:
    """Records moved about behind the program's back are damage: each is sealed for its own place."""
    spoiled.lay_out(spoiled.content)
    with closing(sqlite3.connect(spoiled.disk.path, isolation_level=None)) as sql:
        if swap == "two ids":
            sql.execute("UPDATE connections SET id = 'y' WHERE id = 'id-1'")
            sql.execute("UPDATE connections SET id = 'id-1' WHERE id = 'id-2'")
            sql.execute("UPDATE connections SET id = 'id-2' WHERE id = 'y'")
        else:
            sql.execute(SWAPS[swap])
    spoiled.judge(swap, spoiled.disk.path.read_bytes())
    judged(spoiled, figure, f"swapped: {swap}")
    assert spoiled.faults == {VaultFault.DAMAGED: 1}


def test_every_pair_of_records_swapped(spoiled: Spoiled, figure: Record, effort: Effort) -> None:
    """No two records can stand in each other's place."""
    for one in range(1, CONNECTIONS + 1, effort(4, 1)):
        for other in range(one + 1, CONNECTIONS + 1, effort(6, 1)):
            spoiled.lay_out(spoiled.content)
            with closing(sqlite3.connect(spoiled.disk.path, isolation_level=None)) as sql:
                rows = dict(sql.execute("SELECT id, sealed FROM connections").fetchall())
                for row, sealed in ((one, rows[f"id-{other}"]), (other, rows[f"id-{one}"])):
                    sql.execute("UPDATE connections SET sealed = ? WHERE id = ?", (sealed, f"id-{row}"))
            spoiled.judge(f"{one} and {other}", spoiled.disk.path.read_bytes())
    judged(spoiled, figure, "two records swapped")
    assert spoiled.fates.total() == spoiled.fates[Fate.TOLD_DAMAGED]
