"""A vault whose key is in a real keyring, asked for tokens by the short way and by the whole program."""

import asyncio
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from oauth_desk.adapters.vault.store import SqliteVaultFile
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.tokens import Tokens
from oauth_desk.short_way import answered
from tests.e2e.secret_service import SecretService
from tests.private_folders import private_folders
from tests.samples import connection

ROOT = Path(__file__).parents[2]
VAULT_ID = "vault-of-the-short-way"
KEY = bytes(range(32))
WHOLE_PROGRAM = "import sys; from oauth_desk.app import main; sys.exit(main())"

STORE_IT = f"""
import asyncio
from oauth_desk.adapters.keyring_store import KeyringStore
asyncio.run(KeyringStore().store({VAULT_ID!r}, {KEY!r}))
"""

Files = dict[str, bytes]


@dataclass(frozen=True)
class Answer:
    """What a process said and how it ended."""

    code: int
    out: bytes
    err: bytes


@dataclass
class KeyringVault:
    """A data folder with one connection, or none."""

    folder: Path

    @property
    def path(self) -> Path:
        """Return the vault's file."""
        return self.folder / "vault.db"

    def make(self, *connections: Connection, passphrase: Secret | None = None, vault_id: str = VAULT_ID) -> None:
        """Make the vault; its key is not put into the keyring here."""

        async def made() -> None:
            vault = await SqliteVaultFile(self.path, quiet=0).create(vault_id, KEY, passphrase)
            for each in connections:
                await vault.insert(each)
            await vault.close()

        asyncio.run(made())

    def arguments(self, asked: Iterable[str]) -> list[str]:
        """Return a command line of ``token``."""
        return ["token", *asked, "--data-dir", str(self.folder)]

    def files(self) -> Files:
        """Return every file of the folder with what is in it."""
        return {str(path): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}

    def whole_program(self, asked: Iterable[str]) -> Answer:
        """Ask without the short way."""
        return run("-c", WHOLE_PROGRAM, *self.arguments(asked))

    def program(self, asked: Iterable[str]) -> Answer:
        """Ask as a script does."""
        return run("-m", "oauth_desk", *self.arguments(asked))


def run(*arguments: str) -> Answer:
    """Run an interpreter to its end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, check=False, timeout=60
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def kept(
    name: str = "Work",
    *,
    left: float | None = 3000.0,
    lifetime: float = 3600.0,
    token: str | None = "A0",
    **changes: object,
) -> Connection:
    """Return a connection whose token has ``left`` seconds to live; None: nobody knows."""
    now = time.time()
    obtained = now if left is None else now + left - lifetime
    tokens = Tokens(
        Secret(token) if token else None,
        obtained,
        None if left is None else now + left,
        Secret("R0"),
        token_type="Bearer",
        scopes=("read", "wríte"),
    )
    return connection(1, name=name, tokens=tokens, **changes)


@contextmanager
def keyring_of_its_own(root: Path) -> Iterator[SecretService]:
    """Start an unlocked keyring that has the key of the vaults here."""
    folders = private_folders(root)
    service = SecretService.start(folders)
    try:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in folders.items():
                patch.setenv(name, value)
            patch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
            for screen in ("DISPLAY", "WAYLAND_DISPLAY"):
                patch.delenv(screen, raising=False)
            stored = run("-c", STORE_IT)
            assert stored.code == 0, stored
            yield service
    finally:
        service.stop()


def silent(vault: KeyringVault, asked: list[str], capture: pytest.CaptureFixture[bytes]) -> None:
    """Check that the short way has no answer and leaves no trace."""
    before = vault.files()
    assert answered(vault.arguments(asked)) is None
    assert capture.readouterr() == (b"", b"")
    assert vault.files() == before


async def write(folder: Path) -> None:
    """Renew again and again, until killed."""
    vault = await SqliteVaultFile(folder / "vault.db", quiet=0).open(KEY)
    print("writing", flush=True)  # noqa: T201 - read by the test
    for number in itertools.count(1):
        fresh = kept(token=f"A{number}").tokens
        await vault.update("id-1", lambda record, fresh=fresh: replace(record, tokens=fresh))


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1])))
