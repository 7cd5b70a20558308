"""Vaults kept for the releases to come: ``python -m tests.adapters.stored_vaults NAME`` makes a set of today's.

Every set stays for good: whoever has such a vault must be able to open it with any later
release. ``shape.json`` beside it says what its records are made of.
"""

import asyncio
import json
import sys
import types
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from oauth_desk.adapters.vault.envelope import RECORD_VERSION
from oauth_desk.adapters.vault.records import ENTRY, SERVICE, pack, pack_connection
from oauth_desk.adapters.vault.schema import FORMAT
from oauth_desk.adapters.vault.store import SqliteVaultFile
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.events import ActivityEntry
from oauth_desk.domain.secret import Secret
from tests.adapters import full_vault
from tests.fakes.clock import FakeClock

FOLDER = Path(__file__).parent / "vaults"
KEY = bytes(range(32))
PASSPHRASE = Secret("correct horse – Pferd")
VAULT_ID = "0123456789abcdef0123456789abcdef"
KEYED, WRAPPED, SHAPE = "key.db", "passphrase.db", "shape.json"


def shape() -> dict[str, Any]:
    """Return what the saved records are made of: members, types, which may be absent, the words of enumerations."""
    full = full_vault.CONNECTION
    return {
        "format": FORMAT,
        "record version": RECORD_VERSION,
        "connection": _members(Connection),
        "entry": _members(ActivityEntry),
        "saved connection": _skeleton(json.loads(pack_connection(full, "s1"))),
        "saved service": _skeleton(json.loads(pack(SERVICE, full.service))),
        "saved entry": _skeleton(json.loads(pack(ENTRY, full_vault.entries()[0]))),
    }


def _members(kind: Any) -> Any:
    """Describe a type of the domain."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return {_name(member): _members(hints[member.name]) for member in fields(kind)}
    if get_origin(kind) in (Union, types.UnionType):
        return [_members(one) for one in get_args(kind)]
    if get_origin(kind) is tuple:
        return {"row of": [_members(one) for one in get_args(kind) if one is not Ellipsis]}
    if issubclass(kind, StrEnum):
        return {"one of": sorted(kind)}
    return kind.__name__


def _name(member: Any) -> str:
    needed = member.default is MISSING and member.default_factory is MISSING
    return member.name if needed else f"{member.name}?"


def _skeleton(saved: Any) -> Any:
    """Return saved JSON with types in place of values."""
    if isinstance(saved, dict):
        return {name: _skeleton(value) for name, value in saved.items()}
    if isinstance(saved, list):
        return [_skeleton(value) for value in saved[:1]]
    return type(saved).__name__


async def make(folder: Path) -> None:
    """Write a set of vaults and their shape."""
    folder.mkdir(parents=True)
    for name, passphrase in ((KEYED, None), (WRAPPED, PASSPHRASE)):
        file = SqliteVaultFile(folder / name, clock=FakeClock(full_vault.NOW))
        vault = await file.create(VAULT_ID, KEY, passphrase)
        for connection in full_vault.connections():
            await vault.insert(connection)
        await vault.log(*full_vault.entries())
        await vault.close()
    for path in (folder / "backups").iterdir():
        path.unlink()
    (folder / "backups").rmdir()
    text = json.dumps(shape(), indent=1, ensure_ascii=False)
    (folder / SHAPE).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(make(FOLDER / sys.argv[1]))
