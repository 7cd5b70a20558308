"""The part of a vault that is readable without its key, changed by somebody else: damage, told and set aside."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from oauth_desk.adapters.vault.cipher import Sealer
from oauth_desk.adapters.vault.glance import NotPlain, glance
from oauth_desk.adapters.vault.store import SqliteVaultFile
from oauth_desk.services.ports import VaultError, VaultFault
from tests.adapters.stored_vaults import FOLDER, KEY, KEYED, PASSPHRASE, VAULT_ID, WRAPPED
from tests.fakes.clock import FakeClock

STORED = max(path for path in FOLDER.iterdir() if path.is_dir())


def stored(name: str, folder: Path, statement: str, *values: object) -> Path:
    """Return a stored vault with one change."""
    path = folder / "vault.db"
    shutil.copyfile(STORED / name, path)
    path.chmod(0o600)
    with closing(sqlite3.connect(path)) as sql, sql:
        sql.execute(statement, values)
    return path


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cost", "[" * 200_000),
        ("cost", '{"iterations": 1, "lanes": 4, "memory": 16}'),
        ("cost", '{"iterations": 1, "lanes": 1, "memory": 64, "more": 1}'),
        ("cost", 5),
        ("salt", b"short"),
        ("salt", "text"),
        ("salt", 99_999_999_999),
        ("wrapped_key", 99_999_999_999),
        ("wrapped_key", None),
        ("check", 99_999_999_999),
        ("vault_id", None),
        ("protection", 3),
    ],
)
async def test_a_header_that_cannot_be_is_damage(tmp_path: Path, name: str, value: object) -> None:
    """No number is taken for a length, no nesting and no cost for what our own program wrote."""
    path = stored(WRAPPED, tmp_path, "UPDATE OR REPLACE meta SET value = coalesce(?, x'') WHERE key = ?", value, name)
    file = SqliteVaultFile(path, clock=FakeClock())
    with pytest.raises(VaultError) as caught:
        await file.unwrap(PASSPHRASE)
    if (name, value) != ("wrapped_key", None):
        assert caught.value.fault in (VaultFault.DAMAGED, VaultFault.WRONG_KEY)
        assert caught.value.fault is VaultFault.DAMAGED or name in ("wrapped_key", "vault_id")


@pytest.mark.parametrize("sealed", ["text", 5, b"", None])
def test_a_quick_look_at_a_spoiled_record_is_no_crash(tmp_path: Path, sealed: object) -> None:
    """What is not sealed by us leaves the word to the usual way."""
    sealer = Sealer(KEY, VAULT_ID)
    key = sealer.name_key("Bare")
    path = stored(KEYED, tmp_path, "UPDATE connections SET sealed = coalesce(?, x'') WHERE name_key = ?", sealed, key)
    with pytest.raises(NotPlain):
        glance(str(path), "Bare", lambda _vault: KEY)
