"""A look at the tokens of one connection, without opening the vault for everything else.

Only what is plain is seen: any doubt is ``NotPlain``, and the vault is opened as
usual, which finds out what is wrong, says so and mends it.
"""

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from typing import Final, NamedTuple

from oauth_desk.adapters.vault.cipher import KEY_BYTES, Sealer, Unsealable
from oauth_desk.adapters.vault.envelope import NewerRecord, unwrapped
from oauth_desk.adapters.vault.forms import TEXT, BadForm, Schema
from oauth_desk.adapters.vault.schema import FORMAT, Damage, NewerFormat, read_header
from oauth_desk.adapters.vault.sqlite_file import open_sqlite
from oauth_desk.adapters.vault.token_form import TOKEN_MEMBERS
from oauth_desk.domain.secret import Secret
from oauth_desk.services.vault_faults import Protection

_TOKENS: Final = Schema(TOKEN_MEMBERS)
_FOREIGN_BITS: Final = 0o077

FetchKey = Callable[[str], bytes | None]
"""Returns the key of the vault with that id, None where it is not at hand."""


class NotPlain(Exception):
    """The vault has to be opened as usual."""


class HeldToken(NamedTuple):
    """What the vault holds of one connection's access token; times in seconds since the epoch."""

    name: str
    access_token: Secret
    token_type: str
    scopes: tuple[str, ...]
    obtained_at: float
    expires_at: float | None


def glance(path: str, name: str, fetch_key: FetchKey) -> HeldToken:
    """Return the token of the connection with that name, whatever its case; raise NotPlain. ``path`` is absolute."""
    try:
        status = os.stat(path)  # noqa: PTH116 - pathlib would take longer to load than all this takes
        if status.st_size == 0 or stat.S_IMODE(status.st_mode) & _FOREIGN_BITS:
            raise NotPlain("empty, or to be made private")
        with closing(open_sqlite(path, "mode=rw")) as database:
            return _held(database, name, fetch_key)
    except (OSError, sqlite3.Error, Damage, NewerFormat, Unsealable, BadForm, NewerRecord, KeyError) as error:
        raise NotPlain(type(error).__name__) from None


def _held(database: sqlite3.Connection, name: str, fetch_key: FetchKey) -> HeldToken:
    header = read_header(database).vault
    if header.protection is not Protection.KEYRING or header.format != FORMAT:
        raise NotPlain("a passphrase, or another format")
    key = fetch_key(header.vault_id)
    if key is None or len(key) != KEY_BYTES:
        raise NotPlain("no key at hand")
    sealer = Sealer(key, header.vault_id)
    query = "SELECT id, sealed FROM connections WHERE name_key = ?"
    row = database.execute(query, (sealer.name_key(name),)).fetchone()
    if row is None:
        raise NotPlain("no such name")
    return _opened(sealer.open("connections", *row), name)


def _opened(packed: bytes, wanted: str) -> HeldToken:
    record = unwrapped(packed)
    name = TEXT.load(record["name"])
    tokens = _TOKENS.load(record["tokens"])
    if name.casefold() != wanted.casefold() or tokens["access_token"] is None:
        raise NotPlain("another name, or no token")
    kept = {member: tokens[member] for member in HeldToken._fields if member != "name"}
    return HeldToken(name=name, **kept)
