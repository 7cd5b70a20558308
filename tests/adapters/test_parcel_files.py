"""The sealed file in which connections travel."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from oauth_desk.adapters.parcel_files import SealedParcelFiles
from oauth_desk.adapters.vault.passphrase_key import Argon2Cost
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import Parcel, ParcelError, ParcelFault
from tests.adapters.full_vault import connections
from tests.samples import connection

PASSPHRASE = Secret("correct horse battery")
CHEAP = SealedParcelFiles(cost=Argon2Cost(iterations=1, lanes=1, memory=64))


def parcel() -> Parcel:
    """Return a parcel with every kind of connection."""
    return Parcel(tuple(connections()), 1_800_000_000.5, moved=True, sender="Desk \ud800 One")


async def fault(path: Path, passphrase: Secret = PASSPHRASE) -> ParcelFault:
    """Return what reading a file raises."""
    with pytest.raises(ParcelError) as caught:
        await CHEAP.read(path, passphrase)
    return caught.value.fault


async def test_what_is_put_in_comes_out(tmp_path: Path) -> None:
    """Every field of every connection arrives; the file is private and shows nothing."""
    path = tmp_path / "moving"
    await CHEAP.write(path, parcel(), PASSPHRASE)
    assert await CHEAP.read(path, PASSPHRASE) == parcel()
    assert path.stat().st_mode & 0o777 == 0o600
    content = path.read_bytes()
    for each in connections():
        assert each.name.encode("utf-8", "surrogatepass") not in content
    assert content.startswith(b"oauth-desk-export 1\n")


async def test_the_usual_cost(tmp_path: Path) -> None:
    """A file is sealed as dearly as a vault: 64 MiB, 3 passes, 4 lanes (RFC 9106 §4)."""
    path = tmp_path / "moving"
    await SealedParcelFiles().write(path, Parcel((connection(1),), 0.0), PASSPHRASE)
    cost = json.loads(path.read_bytes().split(b"\n")[1])["cost"]
    assert cost == {"iterations": 3, "lanes": 4, "memory": 65536}


async def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A file that is there stays."""
    path = tmp_path / "moving"
    path.write_bytes(b"mine")
    with pytest.raises(ParcelError) as caught:
        await CHEAP.write(path, parcel(), PASSPHRASE)
    assert caught.value.fault is ParcelFault.EXISTS
    assert path.read_bytes() == b"mine"


async def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """It is told, and nothing is left."""
    with pytest.raises(ParcelError) as caught:
        await CHEAP.write(tmp_path / "nowhere" / "moving", parcel(), PASSPHRASE)
    assert caught.value.fault is ParcelFault.NOT_WRITTEN


async def test_every_byte_counts(tmp_path: Path) -> None:
    """A file in which any byte changed, or the end is missing, gives nothing."""
    path, spoiled = tmp_path / "moving", tmp_path / "spoiled"
    await CHEAP.write(path, Parcel((connection(1),), 0.0), PASSPHRASE)
    content = path.read_bytes()
    seen = set()
    for place in range(0, len(content), 7):
        spoiled.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        seen.add(await fault(spoiled))
        spoiled.write_bytes(content[:place])
        seen.add(await fault(spoiled))
    assert seen <= {
        ParcelFault.WRONG_PASSPHRASE,
        ParcelFault.DAMAGED,
        ParcelFault.NOT_A_PARCEL,
        ParcelFault.NEWER,
    }


async def test_troubles_are_told_apart(tmp_path: Path) -> None:
    """Another passphrase, another file, a later version, a missing file."""
    path = tmp_path / "moving"
    await CHEAP.write(path, parcel(), PASSPHRASE)
    assert await fault(path, Secret("wrong")) is ParcelFault.WRONG_PASSPHRASE
    assert await fault(tmp_path / "missing") is ParcelFault.MISSING
    later = tmp_path / "later"
    later.write_bytes(path.read_bytes().replace(b"-export 1\n", b"-export 2\n", 1))
    assert await fault(later) is ParcelFault.NEWER
    for content in (b"", b"\x00" * 5000, b"oauth-desk-export x\n{}\n", b"PK\x03\x04"):
        later.write_bytes(content)
        assert await fault(later) is ParcelFault.NOT_A_PARCEL


@pytest.mark.parametrize(
    "cost", [{"memory": 1 << 20}, {"iterations": 64}, {"memory": 7}, {"lanes": 0}, {"memory": True}]
)
async def test_a_foreign_file_may_not_make_us_work_for_minutes(tmp_path: Path, cost: dict[str, int]) -> None:
    """The cost is believed within bounds alone."""
    path = tmp_path / "moving"
    said = {"salt": "00" * 16, "cost": {"iterations": 1, "lanes": 1, "memory": 64, **cost}}
    path.write_bytes(b"oauth-desk-export 1\n" + json.dumps(said).encode() + b"\n" + bytes(100))
    assert await fault(path) is ParcelFault.DAMAGED


async def test_a_connection_of_another_shape(tmp_path: Path) -> None:
    """Members that are unknown are left aside."""
    path = tmp_path / "moving"
    odd = replace(connection(1), notes=("a", "b"))
    await CHEAP.write(path, Parcel((odd,), 0.0, moved=False), PASSPHRASE)
    assert (await CHEAP.read(path, PASSPHRASE)).connections == (odd,)
