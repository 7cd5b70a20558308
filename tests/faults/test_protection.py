"""Changing what protects a vault: killed at every step, and guessed at."""

import asyncio
import json
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from oauth_desk.adapters.vault.store import SqliteVaultFile
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import VaultError, VaultFault
from tests.e2e.desk import ROOT, environment
from tests.e2e.secret_service import SecretService
from tests.fakes.clock import FakeClock
from tests.faults.conftest import Effort, Record
from tests.faults.kept import CHEAP, KEY, signed_in
from tests.faults.protecting import CHANGES, OLD

DAY: Final = 86_400.0
COPIES: Final = 2
BEFORE: Final = dict(zip(CHANGES, ("keyring", "old", "old"), strict=True))
AFTER: Final = dict(zip(CHANGES, ("new", "keyring", "new"), strict=True))


@dataclass
class Forks:
    """The process that forks for every task."""

    process: subprocess.Popen[str]
    templates: Path
    folder: Path

    def __call__(self, **task: Any) -> dict[str, Any]:
        """Have a task done."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({**task, "folder": str(self.folder)}) + "\n")
        self.process.stdin.flush()
        answer = dict(json.loads(self.process.stdout.readline()))
        assert "error" not in answer, answer
        return answer

    def fresh(self, change: str) -> None:
        """Bring vault and keyring to where they are before the change."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.templates / BEFORE[change], self.folder)
        self(do="prepare", change=change)

    def killed(self, change: str, **how: Any) -> bool:
        """Kill a change somewhere and tell whether everything that was promised holds."""
        self.fresh(change)
        self(do="change", change=change, **how)
        found = self(do="look", change=change)
        return is_sound(found, change)


def is_sound(found: dict[str, Any], change: str) -> bool:
    """Tell whether exactly one protection opens everything, and nothing else has the key."""
    one = found["before"]
    return (
        one in ([BEFORE[change]], [AFTER[change]])
        and found["after"] == one
        and found["copies"] == [one] * COPIES
        and found["connections"] == COPIES
        and bool(found["settled"])
        and found["in_keyring"] == (one == ["keyring"])
    )


async def _template(folder: Path, passphrase: Secret | None) -> None:
    """Make a vault with two connections and two copies."""
    clock = FakeClock(start=time.time() - COPIES * DAY)
    file = SqliteVaultFile(folder / "vault.db", clock=clock, cost=CHEAP)
    await (await file.create("vault-1", KEY, passphrase)).close()
    for number in range(COPIES):
        vault = await file.open(KEY)
        await vault.insert(signed_in(f"person {number}", "http://127.0.0.1:9", lifetime=60, left=60))
        await vault.close()
        clock.jump(DAY)


@pytest.fixture
def forks(tmp_path: Path, folders: dict[str, str], secret_service: SecretService) -> Iterator[Forks]:
    """Start what changes protections, beside a real keyring."""
    asyncio.run(_template(tmp_path / "templates" / "keyring", None))
    asyncio.run(_template(tmp_path / "templates" / "old", OLD))
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.protecting"],
        cwd=ROOT,
        env=environment(folders, DBUS_SESSION_BUS_ADDRESS=secret_service.address),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield Forks(process, tmp_path / "templates", tmp_path / "data")
    process.kill()
    process.communicate()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("change", CHANGES)
def test_killed_while_the_protection_changes(forks: Forks, figure: Record, effort: Effort, change: str) -> None:
    """C104: whenever it is killed, the old protection opens the vault or the new one; the next start finishes it."""
    forks.fresh(change)
    whole = forks(do="change", change=change)
    assert is_sound(forks(do="look", change=change), change)
    steps, seconds = int(whole["steps"]), float(whole["seconds"])
    some = random.Random(change)  # noqa: S311 - the same points in every run
    points = sorted(some.sample(range(1, steps + 1), min(steps, effort(8, steps))))
    held = Counter[str]()
    for point in points:
        held["steps"] += forks.killed(change, die_at=point)
    tried = effort(3, 200)
    for _ in range(tried):
        held["moments"] += forks.killed(change, kill_after=some.random() * seconds)
    saw = f"{len(points)} of {steps} steps, {tried} moments"
    figure(f"killed: {change}", tried=len(points) + tried, held=held.total(), saw=saw)
    assert held == Counter(steps=len(points), moments=tried)


@pytest.mark.timeout(900)
async def test_a_passphrase_is_guessed_at(tmp_path: Path, figure: Record, effort: Effort) -> None:
    """Each guess takes its time and changes nothing; then the right one opens."""
    path = tmp_path / "vault.db"
    file = SqliteVaultFile(path)
    await (await file.create("vault-1", KEY, OLD)).close()
    before, held, quickest = path.read_bytes(), 0, 60.0
    tried = effort(4, 300)
    for number in range(tried):
        began = time.monotonic()
        with pytest.raises(VaultError) as caught:
            await file.unwrap(Secret(f"{OLD.reveal()}{number}"))
        quickest = min(quickest, time.monotonic() - began)
        held += caught.value.fault is VaultFault.WRONG_KEY and path.read_bytes() == before
    figure("wrong passphrase", tried=tried, held=held, saw=f"a guess takes {quickest * 1000:.0f} ms at least")
    assert held == tried
    assert await file.unwrap(OLD) == KEY
