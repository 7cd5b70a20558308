"""Reading the file of a copy without changing it, and making a vault of its own from it to work on."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from oauth_desk.adapters.os_errors import vault_error
from oauth_desk.adapters.private_files import FOLDER_MODE, create_private_file
from oauth_desk.adapters.vault.copy_order import time_of
from oauth_desk.adapters.vault.database import Database, fault_of, open_database, with_companions
from oauth_desk.adapters.vault.schema import Damage, FileHeader, NewerFormat, check_format, read_header
from oauth_desk.adapters.vault.sqlite_file import CarefulConnection
from oauth_desk.services.ports import VaultCopy, VaultError, VaultFault

_LARGEST_PAGE = 1 << 16


@contextmanager
def as_copy_trouble(path: Path) -> Iterator[None]:
    """Turn what can be wrong with a copy into VaultError; the copy stays where it is."""
    try:
        yield
    except NewerFormat as error:
        raise VaultError(VaultFault.NEWER, str(error)) from None
    except Damage as error:
        raise VaultError(VaultFault.DAMAGED, str(error)) from None
    except OSError as error:
        raise vault_error(error) from None
    except sqlite3.Error as error:
        raise VaultError(fault_of(error, path), str(error)) from None


def look_into(path: Path) -> tuple[VaultCopy, FileHeader]:
    """Return what a copy is; raise Damage, NewerFormat, OSError, sqlite3.Error."""
    made_at, day_only = time_of(path)
    with closing(_open_untouched(path)) as connection:
        check_format(connection)
        header = read_header(connection)
        (count,) = connection.execute("SELECT count(*) FROM connections").fetchone()
        row = connection.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
        if row is None or not isinstance(row[0], int):
            raise Damage("the file's header is incomplete")
        return VaultCopy(path, made_at, header.vault, row[0], count, day_only), header


def _open_untouched(path: Path) -> sqlite3.Connection:
    if path.stat().st_size == 0:
        raise Damage("the file is empty")
    log = path.with_name(path.name + "-wal")
    mode = "ro" if log.exists() and log.stat().st_size else "ro&immutable=1"
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, factory=CarefulConnection
    )


def look_into_all(folder: Path) -> list[VaultCopy]:
    """Return every copy in a folder that can be read, in no order; raise OSError for the folder alone."""
    found = []
    # Not by a pattern: that would find nothing in a folder that may not be read.
    for path in folder.iterdir():
        if path.suffix == ".db" and path.name[0] != ".":
            with suppress(Damage, NewerFormat, sqlite3.Error, OSError):
                found.append(look_into(path)[0])
    return found


@contextmanager
def draft_folder(beside: Path) -> Iterator[Path]:
    """Give a private folder on the same disk as ``beside``, gone at the end; raise OSError."""
    folder = beside.parent / f".{beside.name}.{os.urandom(4).hex()}.draft"
    folder.mkdir(mode=FOLDER_MODE)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def draft_of(copy: Path, folder: Path) -> Iterator[Database]:
    """Make a whole vault in ``folder`` from a copy and open it; raise Damage, NewerFormat, OSError, sqlite3.Error."""
    path = folder / "vault.db"
    os.close(create_private_file(path))
    with closing(_open_untouched(copy)) as source, closing(sqlite3.connect(path, isolation_level=None)) as target:
        check_format(source)
        source.backup(target)
    database = open_database(path)
    if database is None:
        raise Damage("the copy could not be taken")
    try:
        yield database
    finally:
        database.close()


def take_along(path: Path, like: Path, folder: Path) -> Path:
    """Copy a damaged file, to look into it without touching it; raise OSError.

    Its first page, which says where the tables are, comes from ``like``, a whole copy
    of the same vault: it is the same in both. What was cut off becomes empty pages.
    """
    first = like.read_bytes()[:_LARGEST_PAGE]
    size = int.from_bytes(first[16:18]) or _LARGEST_PAGE
    content = path.read_bytes()
    pages = max(1, -(-len(content) // size))
    content = content.ljust(pages * size, b"\0")
    # The head tells the number of pages, and that this number was right at the last change.
    head = first[:28] + pages.to_bytes(4) + first[32:92] + first[24:28] + first[96:size]
    target = folder / "rescued.db"
    target.write_bytes(head + content[size:])
    with suppress(FileNotFoundError):
        shutil.copyfile(with_companions(path)[1], with_companions(target)[1])
    return target
