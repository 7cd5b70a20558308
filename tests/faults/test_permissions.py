"""Folder and files that are no longer ours to read or write."""

import shutil
import subprocess

import pytest

from tests.e2e.desk import Desk
from tests.faults.conftest import Effort, Record
from tests.faults.stand import Stand

PERMISSIONS = {
    "file read-only": ("vault.db", 0o400),
    "folder read-only": (".", 0o500),
    "file closed": ("vault.db", 0o000),
    "folder closed": (".", 0o000),
    "locks closed": ("locks", 0o000),
    "copies closed": ("backups", 0o000),
}


@pytest.mark.skipif(not shutil.which("setpriv"), reason="permissions mean nothing to root, and nothing takes that away")
@pytest.mark.timeout(300)
def test_permission_lost(stand: Stand, figure: Record, effort: Effort) -> None:
    """Folder or file no longer ours to read or write: one clear line, nothing sent, and all is well once it is back."""
    stand.connect("work", lifetime=600, left=600)
    tried = list(PERMISSIONS.items())[: effort(1, 6)]
    held = []
    for what, (name, mode) in tried:
        (stand.desk.data / "backups").mkdir(mode=0o700, exist_ok=True)
        path = stand.desk.data / name
        before, sent = path.stat().st_mode, len(stand.server.uses())
        path.chmod(mode)
        ended = [_without_rights(stand.desk, command) for command in ("list", "refresh work")]
        path.chmod(before)
        lines = [line for done in ended for line in done.stderr.splitlines()]
        clear = all(line.startswith("oauth-desk: ") for line in lines)
        refused = ended[1].returncode in (1, 4) and bool(lines) and len(stand.server.uses()) == sent
        refreshed = ended[1].returncode == 0 and len(stand.server.uses()) == sent + 1
        again = _without_rights(stand.desk, "refresh work")
        held.append(clear and again.returncode == 0 and (refreshed if what == "copies closed" else refused))
    figure(
        "permission lost, and given back",
        tried=len(tried),
        held=sum(held),
        saw="nothing was sent that could not be saved",
    )
    assert all(held), held
    assert not list(stand.desk.data.glob("*damaged*"))
    assert set(stand.server.counts()) == {"rotated"}


def _without_rights(desk: Desk, command: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as somebody to whom permissions mean something, even where the tests run as root."""
    bare = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-all"]
    line = [*bare, *desk.command(*command.split())]
    return subprocess.run(
        line, env=desk.environment, cwd=desk.folder, capture_output=True, text=True, check=False, timeout=120
    )
