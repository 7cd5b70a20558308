"""The program as processes: started as a shell would start it, on a folder of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from oauth_desk.cli.page_walker import PageWalker

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class RealProgram:
    """One person's data folder with a passphrase vault. ``close`` ends what still runs."""

    folder: Path
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *argv: str, stdin: int | IO[Any] = subprocess.DEVNULL) -> subprocess.Popen[str]:
        """Start a command."""
        passphrase = self.folder / "passphrase"
        passphrase.write_text("correct horse battery staple\n")
        environment = {
            **os.environ,
            "OAUTH_DESK_DATA_DIR": str(self.folder / "data"),
            "OAUTH_DESK_PASSPHRASE_FILE": str(passphrase),
            "PYTHONPATH": str(ROOT),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "oauth_desk", *argv],
            env=environment,
            cwd=self.folder,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.running.append(process)
        return process

    def run(self, *argv: str) -> tuple[int, str, str]:
        """Run a command to its end; return exit code, stdout and stderr."""
        return ended(self.start(*argv))

    def demo(self, access_ttl: int = 3600) -> str:
        """Start the demo service; return its address."""
        server = self.start("demo-server", "--port", "0", "--access-ttl", str(access_ttl))
        return first_line(server)

    async def connect(self, address: str, name: str) -> tuple[int, str, str]:
        """Connect to a demo service, signed in by a stand-in for the browser."""
        process = self.start("connect", address, "--name", name, "--print-url")
        await walk(first_line(process))
        return ended(process)

    def close(self) -> None:
        """End what still runs."""
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.communicate()


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for a command; return exit code, stdout and stderr."""
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def first_line(process: subprocess.Popen[str]) -> str:
    """Return the first line of stdout as soon as it is there."""
    if process.stdout is None:
        raise AssertionError("stdout is not read")
    return process.stdout.readline().strip()


async def walk(url: str) -> str:
    """Sign in on the demo's pages; return the address where the way ended."""
    walker = PageWalker()
    await walker.open(url)
    return (await walker.landed()).url
