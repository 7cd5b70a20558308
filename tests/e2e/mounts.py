"""Disks that a test can spoil: in a mount namespace of their own, which ends with the command."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

_UNSHARE: Final = ["unshare", "--mount", "--map-root-user", "sh", "-ec"]


def can_mount() -> bool:
    """Tell whether this machine lets us mount."""
    if not shutil.which("unshare"):
        return False
    return subprocess.run([*_UNSHARE, "mount -t tmpfs none /mnt"], capture_output=True, check=False).returncode == 0


def read_only(folder: Path, command: list[str]) -> list[str]:
    """Return a command line that runs ``command`` while ``folder`` cannot be written, not even by root."""
    script = 'mount --bind "$0" "$0"; mount -o remount,bind,ro "$0"; exec "$@"'
    return [*_UNSHARE, script, str(folder), *command]


def full_disk(folder: Path, content: Path, command: list[str]) -> list[str]:
    """Return a command line that runs ``command`` while ``folder`` holds ``content`` and not one free byte."""
    script = (
        'mount -t tmpfs -o size=8m,mode=700 none "$0"; cp -a "$1"/. "$0"; '
        'dd if=/dev/zero of="$0/filling" bs=4096 2>/dev/null || true; shift; exec "$@"'
    )
    return [*_UNSHARE, script, str(folder), str(content), *command]
