"""A small disk of its own for one program: filled, freed and looked into while the program runs."""

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_SCRIPT: Final = 'mount -t tmpfs -o size=4m,mode=700 none "$0"; cp -a "$1"/. "$0"; shift; exec "$@"'


@dataclass
class SmallDisk:
    """The folder ``data`` of one process is a disk of four megabytes that holds ``content`` at the start."""

    data: Path
    content: Path
    process: "subprocess.Popen[str] | None" = None

    def command(self, command: list[str]) -> list[str]:
        """Return the command line that runs ``command`` with this disk; give its process to ``watch``."""
        return [
            "unshare",
            "--mount",
            "--map-root-user",
            "sh",
            "-ec",
            _SCRIPT,
            str(self.data),
            str(self.content),
            *command,
        ]

    def watch(self, process: "subprocess.Popen[str]") -> "subprocess.Popen[str]":
        """Remember whose disk it is."""
        self.process = process
        return process

    def fill(self) -> None:
        """Write until not one byte is free."""
        self._run('dd if=/dev/zero of="$0/filling" bs=4096 2>/dev/null || true; ! echo x > "$0/more" 2>/dev/null')

    def free(self) -> None:
        """Make room again."""
        self._run('rm "$0/filling" "$0/more"')

    def save(self, target: Path) -> None:
        """Copy what is on the disk, which is gone with its process."""
        self._run(f'cp -a "$0"/. {target}')

    def _run(self, script: str) -> None:
        assert self.process is not None
        into = ["nsenter", "--target", str(self.process.pid), "--user", "--mount", "--preserve-credentials"]
        subprocess.run([*into, "sh", "-ec", script, str(self.data)], check=True, capture_output=True)
