"""A data folder with connections to the counting server, and what its vault says after something happened to it."""

import asyncio
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from oauth_desk.adapters.vault.passphrase_key import Argon2Cost
from oauth_desk.adapters.vault.store import SqliteVaultFile
from oauth_desk.domain.connection import Account, Connection
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Endpoints, Service
from oauth_desk.domain.tokens import Tokens

KEY: Final = bytes(range(32))
PASSPHRASE: Final = "correct horse battery staple"
CHEAP: Final = Argon2Cost(iterations=1, lanes=1, memory=64)
"""These tests open the vault hundreds of times."""


def eventually(what: Callable[[], object], *, within: float = 60.0, pause: float = 0.02) -> None:
    """Wait until ``what`` holds."""
    deadline = time.monotonic() + within
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(pause)


def signed_in(name: str, server: str, *, lifetime: float, left: float) -> Connection:
    """Return a connection named after its grant, whose access token has ``left`` seconds to live."""
    now = time.time()
    expires_at = now + left
    return Connection(
        id=f"id-{name}",
        name=name,
        service=Service(
            "counting",
            "Counting",
            endpoints=Endpoints(authorization=f"{server}/authorize", token=f"{server}/token"),
            api_base_urls=(server,),
            client=Client("desk"),
        ),
        tokens=Tokens(
            Secret(f"access.{name}.0"), expires_at - lifetime, expires_at, Secret(f"refresh.{name}.0"), scopes=("read",)
        ),
        created_at=now,
        signed_in_at=now,
        account=Account(f"{name}@example.test", name),
    )


@dataclass(frozen=True)
class Kept:
    """The data folder ``folder``. While the program does not run, it is read and changed here."""

    folder: Path

    @property
    def _file(self) -> SqliteVaultFile:
        return SqliteVaultFile(self.folder / "vault.db", cost=CHEAP, quiet=3600)

    def make(self, *connections: Connection) -> None:
        """Make the vault with these connections."""

        async def made() -> None:
            vault = await self._file.create("vault-1", KEY, Secret(PASSPHRASE))
            await asyncio.gather(*(vault.insert(each) for each in connections))
            await vault.close()

        asyncio.run(made())

    def connections(self) -> dict[str, Connection]:
        """Open the vault, which may raise VaultError, and return what it keeps, by name."""

        async def read() -> list[Connection]:
            vault = await self._file.open(KEY)
            try:
                return await vault.connections()
            finally:
                await vault.close()

        return {each.name: each for each in asyncio.run(read())}

    def generation(self, name: str) -> int:
        """Return the generation of a record as any other process can read it now, without a key."""
        return self._look("SELECT generation FROM connections WHERE id = ?", f"id-{name}")

    def revision(self) -> int:
        """Return the number of the last write to the vault."""
        return self._look("SELECT value FROM meta WHERE key = 'revision'")

    def sign_in_again(self, name: str, grant: str) -> None:
        """Give a connection the first pair of another grant, as a sign-in does."""

        def change(current: Connection) -> Connection:
            fresh = signed_in(grant, current.service.api_base_urls[0], lifetime=1, left=0)
            return replace(
                fresh, id=current.id, name=current.name, service=current.service, generation=current.generation + 1
            )

        async def changed() -> None:
            vault = await self._file.open(KEY)
            await vault.update(f"id-{name}", change)
            await vault.close()

        asyncio.run(changed())

    def _look(self, question: str, *values: str) -> int:
        with closing(sqlite3.connect(f"{(self.folder / 'vault.db').as_uri()}?mode=ro", uri=True, timeout=10)) as sql:
            return int(sql.execute(question, values).fetchone()[0])

    def copy(self, target: Path) -> "Kept":
        """Return a copy of the folder at ``target``, replacing what is there."""
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.folder, target)
        return Kept(target)


def pair_of(connection: Connection) -> tuple[str, int]:
    """Return the grant and the number of the refresh token that is kept."""
    assert connection.tokens.refresh_token is not None
    _, grant, number = connection.tokens.refresh_token.reveal().split(".")
    return grant, int(number)
