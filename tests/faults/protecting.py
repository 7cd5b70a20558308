"""Changes a vault's protection again and again, dying where it is told: ``python -m tests.faults.protecting``.

Reads one JSON task a line and answers with one JSON line. Every task runs in a fork
of its own, so that nothing is imported twice and a SIGKILL ends only that. The
vault's file, the locks and the keyring are the real ones; the passphrase is cheap.
"""

import asyncio
import functools
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from jeepney.io.blocking import DBusConnection  # type: ignore[import-untyped]

from oauth_desk.adapters.keyring_store import KeyringStore
from oauth_desk.adapters.locks import FileLocks
from oauth_desk.adapters.vault import ledger
from oauth_desk.adapters.vault.backups import Backups
from oauth_desk.adapters.vault.store import SqliteVaultFile
from oauth_desk.domain.secret import Secret
from oauth_desk.services.book import Book
from oauth_desk.services.ports import Protection, VaultError
from oauth_desk.services.protector import Protector
from oauth_desk.services.vault_session import VaultSession
from tests.faults.kept import CHEAP, KEY

OLD, NEW = Secret("the old passphrase"), Secret("the new passphrase")
CHANGES = ("keyring to passphrase", "passphrase to keyring", "passphrase to passphrase")
Task = dict[str, Any]


class Program:
    """The parts that a change of protection needs, as the program has them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = SqliteVaultFile(folder / "vault.db", cost=CHEAP, quiet=3600)
        self.keys = KeyringStore(prompt_seconds=0)
        locks = FileLocks(folder / "locks")

        async def nobody() -> None:
            return None

        session = VaultSession(file=self.file, keys=self.keys, locks=locks, book=Book(), read_passphrase=nobody)
        self.protector = Protector(file=self.file, keys=self.keys, locks=locks, session=session)


# --- what a fork does --------------------------------------------------------------------


async def prepare(task: Task) -> Task:
    """Let the keyring hold the key, or not, as it does before the change."""
    program = Program(Path(task["folder"]))
    if task["change"] == CHANGES[0]:
        await program.keys.store("vault-1", KEY)
    else:
        await program.keys.delete("vault-1")
    return {}


async def change(task: Task) -> Task:
    """Change the protection, dying at a step if the task says so; return how many steps there are."""
    steps = Steps(task.get("die_at"))
    steps.watch()
    protector = Program(Path(task["folder"])).protector
    if task["change"] == CHANGES[0]:
        await protector.use_passphrase(NEW)
    elif task["change"] == CHANGES[1]:
        await protector.use_keyring(OLD)
    else:
        await protector.use_passphrase(NEW, OLD)
    return {"steps": steps.seen}


async def look(task: Task) -> Task:
    """Open the vault as the next start would, finish what was left, and say what opens it and its copies."""
    program = Program(Path(task["folder"]))
    before = await opens_with(program, program.file)
    vault = await program.file.open(KEY)
    connections = len(await vault.connections())
    await vault.close()
    settled = (await program.protector.settle()).settled
    after = await opens_with(program, program.file)
    copies = [
        await opens_with(program, SqliteVaultFile(path, cost=CHEAP))
        for path in sorted(Backups(program.folder / "vault.db").folder.glob("*.db"))
    ]
    return {
        "before": before,
        "after": after,
        "copies": copies,
        "connections": connections,
        "settled": settled and await program.file.unsettled() is None,
        "in_keyring": await program.keys.fetch("vault-1") == KEY,
    }


async def opens_with(program: Program, file: SqliteVaultFile) -> list[str]:
    """Return everything that opens a vault now."""
    header = await file.header()
    if header is None:
        return []
    if header.protection is Protection.KEYRING:
        return ["keyring"] if await program.keys.fetch(header.vault_id) == KEY else []
    found = []
    for name, passphrase in (("old", OLD), ("new", NEW)):
        try:
            if await file.unwrap(passphrase) == KEY:
                found.append(name)
        except VaultError:
            continue
    return found


class Steps:
    """Counts what touches the world: statements, messages to the keyring, files; dies at the one it is told."""

    def __init__(self, die_at: int | None) -> None:
        self._die_at = die_at
        self.seen = 0

    def watch(self) -> None:
        """Look at everything from now on, before and after it is done."""
        sys.addaudithook(lambda event, _: self.step() if event in AUDITED else None)
        send = DBusConnection.send

        def counted(connection: Any, message: Any, serial: Any = None) -> Any:
            self.step()
            result = send(connection, message, serial)
            self.step()
            return result

        DBusConnection.send = DBusConnection.send_message = counted
        steps = self

        class Connection(sqlite3.Connection):
            def execute(self, *arguments: Any) -> Any:
                steps.step()
                result = super().execute(*arguments)
                steps.step()
                return result

        sqlite3.connect = functools.partial(sqlite3.connect, factory=Connection)  # type: ignore[assignment]
        fsync = os.fsync

        def synced(descriptor: int) -> None:
            self.step()
            fsync(descriptor)
            self.step()

        os.fsync = synced

    def step(self) -> None:
        """Count, and die here if it is the one."""
        self.seen += 1
        if self.seen == self._die_at:
            os.kill(os.getpid(), signal.SIGKILL)


AUDITED = frozenset(
    {"open", "os.rename", "os.remove", "os.utime", "os.link", "os.mkdir", "os.chmod", "sqlite3.connect"}
)
WORKS: dict[str, Callable[[Task], Awaitable[Task]]] = {"prepare": prepare, "change": change, "look": look}


# --- the fork ------------------------------------------------------------------------------


def forked(task: Task) -> Task:
    """Run a task in a fork and return what it says; one that is killed says nothing."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            said: Task = asyncio.run(_run(task))
        except BaseException as error:
            said = {"error": f"{type(error).__name__}: {error}"}
        os.write(writing, json.dumps(said).encode())
        os._exit(0)
    os.close(writing)
    if "kill_after" in task:
        time.sleep(task["kill_after"])
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    return {**(json.loads(text) if text else {}), "killed": killed}


async def _run(task: Task) -> Task:
    return await WORKS[task["do"]](task)


def main() -> None:
    """Serve tasks until standard input ends."""
    assert ledger  # imported, with all that it imports, before the first fork
    for line in sys.stdin:
        began = time.monotonic()
        answer = forked(json.loads(line))
        print(json.dumps({**answer, "seconds": time.monotonic() - began}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
