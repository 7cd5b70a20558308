"""What lies in sealed files: single seals, the vault's own bytes and its readable header, exported connections."""

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from oauth_desk.adapters import parcel_files
from oauth_desk.adapters.vault.cipher import Sealer, Unsealable
from oauth_desk.adapters.vault.glance import NotPlain, glance
from oauth_desk.adapters.vault.ledger import Ledger, look_at
from oauth_desk.adapters.vault.records import SERVICE, STATE
from oauth_desk.adapters.vault.wrapping import unwrap
from oauth_desk.services.ports import ParcelError, VaultError
from tests.adapters import full_vault
from tests.adapters.stored_vaults import FOLDER, KEY, KEYED, PASSPHRASE, VAULT_ID, WRAPPED
from tests.fakes.clock import FakeClock
from tests.faults.fuzz.target import Target

SEALER: Final = Sealer(KEY, VAULT_ID)
STORED: Final = max(path for path in FOLDER.iterdir() if path.is_dir())
KEYED_BYTES: Final = (STORED / KEYED).read_bytes()
WRAPPED_BYTES: Final = (STORED / WRAPPED).read_bytes()
CLOCK: Final = FakeClock()
CHEAP: Final = 4096
"""Iterations times KiB: what a key may cost to be made here."""


def sealed_record(data: bytes) -> None:
    """Open what was not sealed by us, and what was sealed and then cut and changed."""
    for sealed in (data, SEALER.seal("t", "1", data)[: len(data)], _flipped(SEALER.seal("t", "1", data), data)):
        with suppress(Unsealable):
            SEALER.open("t", "1", sealed)
            raise AssertionError("a false seal was believed")
    assert SEALER.open("t", "1", SEALER.seal("t", "1", data)) == data


def _flipped(sealed: bytes, data: bytes) -> bytes:
    place = sum(data) % len(sealed)
    return sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]


def vault_file(data: bytes) -> None:
    """Open a vault whose file, or the log beside it, has other bytes than were written.

    The first byte chooses: the data as the file, as its write-ahead log, or as
    changes to a vault (three bytes of place, one of content), cut short or not.
    """
    first, rest = (data[0], data[1:]) if data else (0, b"")
    mode = first % 5
    original = WRAPPED_BYTES if first & 0x80 else KEYED_BYTES
    content = rest if mode == 0 else original if mode == 1 else _changed(original, rest)
    if mode == 4:
        content = content[: len(content) * (len(rest) % 50) // 50]
    with _placed(content) as path:
        if mode == 1:
            path.with_name("vault.db-wal").write_bytes(rest)
        with suppress(NotPlain):
            glance(str(path), "Bare", lambda _vault: KEY)
        with suppress(VaultError):
            _read_all(path)
        assert any(path.parent.glob("vault.db*")), "the file is gone"


@contextmanager
def _placed(content: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=_memory(), prefix="fuzz-") as folder:
        path = Path(folder) / "vault.db"
        path.write_bytes(content)
        path.chmod(0o600)
        yield path


def _read_all(path: Path) -> None:
    if look_at(path, CLOCK) is None:
        raise AssertionError("a file that is there counts as none")
    ledger = Ledger.open(path, KEY, CLOCK)
    try:
        ledger.read(lambda rows: (rows.connections(), rows.activity(None, 50), rows.changes(0)))
        ledger.commit([lambda rows: rows.update("c-bare", lambda record: record)])
    finally:
        ledger.close()


def _changed(original: bytes, edits: bytes) -> bytes:
    content = bytearray(original)
    for start in range(0, len(edits) - 3, 4):
        place = int.from_bytes(edits[start : start + 3]) % len(content)
        content[place] = edits[start + 3]
    return bytes(content)


def _memory() -> str | None:
    """Return a folder in memory, where there is one."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a private folder is made in it


def readable_header(data: bytes) -> None:
    """Change the part of a vault that is readable without its key: one value in each line, ``name=text``.

    With ``*`` before its name the value is bytes, with ``#`` a number.
    """
    with _placed(WRAPPED_BYTES) as path:
        with closing(sqlite3.connect(path)) as sql, sql:
            for line in data.split(b"\n"):
                name, _, value = line.partition(b"=")
                content: object = value if name.startswith(b"*") else value.decode("utf-8", "replace")
                if name.startswith(b"#"):
                    content = int.from_bytes(value[:7])
                row = (content, name.lstrip(b"*#").decode("utf-8", "replace"))
                sql.execute("UPDATE meta SET value = ? WHERE key = ?", row)
        with suppress(VaultError):
            header = look_at(path, CLOCK)
            assert header is not None
            cost = header.wrapped.cost if header.wrapped is not None else None
            if cost is None or cost.memory * cost.iterations <= CHEAP:
                unwrap(header, PASSPHRASE)
            _read_all(path)


def parcel(data: bytes) -> None:
    """Read a file of exported connections: as it lies there, or what is inside its seal."""
    first, rest = (data[0], data[1:]) if data else (0, b"")
    with suppress(ParcelError):
        if first % 2:
            parcel_files._unpacked(rest)
            return
        _, cost, _ = parcel_files._head(rest)
        if cost.memory * cost.iterations <= CHEAP:
            parcel_files._opened(rest, PASSPHRASE)


def _parcels() -> tuple[bytes, ...]:
    saved = {**STATE.save(full_vault.CONNECTION), "service": SERVICE.save(full_vault.CONNECTION.service)}
    inside = {"made_at": 1.8e9, "moved": False, "sender": "here", "connections": [saved]}
    cost = {"salt": "00" * 16, "cost": {"iterations": 1, "lanes": 1, "memory": 64}}
    outside = b"oauth-desk-export 1\n" + json.dumps(cost).encode() + b"\n" + bytes(60)
    return b"\1" + json.dumps(inside).encode(), b"\0" + outside, b"\0oauth-desk-export 2\n{}\n"


COST: Final = b'cost={"iterations": 1, "lanes": 1, "memory": 64}'
HEADERS: Final = (COST, COST + b"\n*salt=12345678", b"protection=keyring", b"*check=" + bytes(40), b"revision=5")
HEADER_WORDS: Final = (
    b"null",
    b"[]",
    b'"lanes": 2',
    b'"lanes": 999',
    b"salt=",
    b"*wrapped_key=",
    b"vault_id=",
    b"true",
)
PARCEL_WORDS: Final = (
    b"null",
    b"[]",
    b"{}",
    b"1e400",
    b'"lanes": 2',
    b"oauth-desk-export ",
    b"99999999999",
    b'"salt": 5',
)
CHANGES: Final = tuple(bytes([mode]) + bytes(range(40)) for mode in (2, 3, 4, 0x82, 1))
PAGE_WORDS: Final = (b"SQLite format 3\0", b"\0\0\x10", b"\x0d", b"\x05", b"\xff\xff")


def long_files(size: int) -> tuple[bytes, ...]:
    """Return files that are long, or hold nothing."""
    return b"\0" + KEYED_BYTES * (size // 65_536), b"\0SQLite format 3\0" + bytes(size), b"\1" + bytes(size)


def long_parcels(size: int) -> tuple[bytes, ...]:
    """Return exports that are deep, or long."""
    return b"\1" + b"[" * size, b'\1{"connections":[' + b"{}," * (size // 3), b"\0oauth-desk-export 1\n" + b"[" * size


def long_headers(size: int) -> tuple[bytes, ...]:
    """Return header values that are deep, or long."""
    return b"cost=" + b"[" * size, b"cost=" + b'{"a":' * (size // 5), b"salt=" + b"a" * size


TARGETS: Final = (
    Target(
        "sealed_record", sealed_record, (b"", SEALER.seal("t", "2", b"x")), (), lambda size: (bytes(size),), 1 << 20
    ),
    Target("vault_file", vault_file, (*CHANGES, b"\0" + KEYED_BYTES[:600]), PAGE_WORDS, long_files, 1 << 20),
    Target("readable_header", readable_header, HEADERS, HEADER_WORDS, long_headers, 1 << 20),
    Target("parcel", parcel, _parcels(), PARCEL_WORDS, long_parcels, 1 << 20),
)
