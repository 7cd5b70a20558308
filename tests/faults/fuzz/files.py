"""What lies in files: service profiles, records in their sealed and their open form, the vault's own bytes."""

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from oauth_desk.adapters.vault.cipher import Sealer, Unsealable
from oauth_desk.adapters.vault.ledger import Ledger, look_at
from oauth_desk.adapters.vault.records import ENTRY, SERVICE, pack, pack_connection, unpack, unpack_connection
from oauth_desk.adapters.vault.schema import Damage, NewerFormat
from oauth_desk.adapters.vault.snapshots import opening
from oauth_desk.config import resources
from oauth_desk.domain.profile import LONGEST_PROFILE, ProfileError, parse_profile
from oauth_desk.domain.profile_document import document_of
from oauth_desk.services.ports import VaultError
from tests.adapters import full_vault
from tests.adapters.stored_vaults import FOLDER, KEY, KEYED, VAULT_ID, WRAPPED
from tests.fakes.clock import FakeClock
from tests.faults.fuzz.target import Target

SEALER: Final = Sealer(KEY, VAULT_ID)
STORED: Final = max(path for path in FOLDER.iterdir() if path.is_dir())
KEYED_BYTES: Final = (STORED / KEYED).read_bytes()
WRAPPED_BYTES: Final = (STORED / WRAPPED).read_bytes()
CLOCK: Final = FakeClock()


def profile(data: bytes) -> None:
    """Read a service profile."""
    text = data.decode("utf-8", "replace")
    try:
        service = parse_profile(text, base=Path("/profiles"))
    except ProfileError as error:
        told = error
    else:
        document_of(service)
        return
    assert str(told).isprintable()
    assert told.line is None or 1 <= told.line <= text.count("\n") + 1


def open_record(data: bytes) -> None:
    """Read records in the form that they have inside their seal; what is read is what is written again."""
    with suppress(Damage, NewerFormat), opening("connections"):
        record, snapshot = unpack_connection(data, lambda _snapshot: full_vault.SERVICE)
        again, _ = unpack_connection(pack_connection(record, snapshot), lambda _snapshot: full_vault.SERVICE)
        assert repr(again) == repr(record)
    for codec in (SERVICE, ENTRY):
        with suppress(Damage, NewerFormat), opening("snapshots"):
            unpack(codec, pack(codec, unpack(codec, data)))


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
    with tempfile.TemporaryDirectory(dir=_memory(), prefix="fuzz-") as folder:
        path = Path(folder) / "vault.db"
        path.write_bytes(content)
        if mode == 1:
            path.with_name("vault.db-wal").write_bytes(rest)
        with suppress(VaultError):
            _read_all(path)
        kept = [
            each for each in Path(folder).iterdir() if each.name.startswith("vault.db") and each.suffix != ".db-shm"
        ]
        assert kept, "the file is gone"


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


SMALL: Final = b"""format = 1
[service]
id = "acme"
name = "Acme"
issuer = "https://login.acme.example"
[client]
client_id = "desk"
[scopes]
default = ["read"]
[scopes.meaning]
read = "See"
"""
PROFILES: Final = (SMALL, *(path.read_bytes() for path in sorted((resources() / "services").glob("*.toml"))))
UNKNOWN: Final = b"\n[zzz]\nunknown = 1\n"


def long_profiles(size: int) -> tuple[bytes, ...]:
    """Return profiles that are laid out to keep a reader busy, most of them with a mistake at their end."""
    room = size - len(SMALL) - len(UNKNOWN) - 40
    bodies = (
        b"[quirks]\ndenied_errors = [\n" + b'"",\n' * (room // 4) + b"]" + UNKNOWN,
        b'[account]\nbody = """' + b"\n" * room + b'"""' + UNKNOWN,
        b"#\n" * (room // 2) + UNKNOWN,
        b"\n" * room + UNKNOWN,
        b"[a]\n" + b"".join(b"k%d=0\n" % number for number in range(room // 10)) + UNKNOWN,
        b"a." * (room // 2) + b"a = 1" + UNKNOWN,
        b"a = " + b"[" * room,
        b"a = " + b"{a=" * (room // 3),
        b'a = "' + b"\\" * room,
        b'a = """' + b'"' * room,
        b"a = [\n" + b"1,\n" * (room // 3),
        b"a = " + b"9" * room,
        b"".join(b"[a%d]\n" % number for number in range(room // 10)),
        b"[[b]]\n" * (room // 6) + UNKNOWN,
        b'a = "' + b'\\"' * (room // 2),
        b"".join(b"a%d.b = 1\n" % number for number in range(room // 12)) + UNKNOWN,
    )
    return tuple(SMALL + body for body in bodies)


def long_records(size: int) -> tuple[bytes, ...]:
    """Return records that are deep, or long."""
    deep = b'{"version":1,"data":'
    row = b'{"version":1,"data":{"notes":['
    return b"[" * size, deep * (size // len(deep)), row + b'"",' * (size // 3)


RECORDS: Final = (
    pack_connection(full_vault.CONNECTION, "s1"),
    pack_connection(full_vault.BARE, "s1"),
    pack(SERVICE, full_vault.SERVICE),
    pack(ENTRY, full_vault.entries()[0]),
)

PROFILE_WORDS: Final = (b"[quirks]", b'"""', b"= true", b"''", b"\n[", b"1979-05-27", b"\\u0000", b"0x", b"inf")
RECORD_WORDS: Final = (b"null", b"true", b"1e400", b"NaN", b'"version":0', b"{}", b"[]", b'"retrying"')
CHANGES: Final = tuple(bytes([mode]) + bytes(range(40)) for mode in (2, 3, 4, 0x82, 1))
PAGE_WORDS: Final = (b"SQLite format 3\0", b"\0\0\x10", b"\x0d", b"\x05", b"\xff\xff")

TARGETS: Final = (
    Target("profile", profile, PROFILES, PROFILE_WORDS, long_profiles, LONGEST_PROFILE),
    Target("open_record", open_record, RECORDS, RECORD_WORDS, long_records, 1 << 20),
    Target(
        "sealed_record", sealed_record, (b"", SEALER.seal("t", "2", b"x")), (), lambda size: (bytes(size),), 1 << 20
    ),
    Target(
        "vault_file",
        vault_file,
        (*CHANGES, b"\0" + KEYED_BYTES[:600]),
        PAGE_WORDS,
        lambda size: (
            b"\0" + KEYED_BYTES * (size // 65_536),
            b"\0SQLite format 3\0" + bytes(size),
            b"\1" + bytes(size),
        ),
        1 << 20,
    ),
)
