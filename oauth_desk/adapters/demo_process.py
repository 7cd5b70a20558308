"""The demo service as a child process of this program."""

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import Final

from oauth_desk.domain.errors import DeskError, Remedy

START_LIMIT: Final = 20.0
STOP_LIMIT: Final = 3.0


class DemoProcess:
    """Runs ``demo-server`` and ends with this process: the child sees the end of its standard input.

    Works on asyncio's subprocess support where the loop has it, which the window's
    loop has too.
    """

    def __init__(self, state_file: Path, access_ttl: float | None = None) -> None:
        self._state_file = state_file
        self._access_ttl = access_ttl
        self._process: Process | None = None
        self._address = ""
        self._starting = asyncio.Lock()

    async def start(self) -> str:
        """Return the issuer address, starting the service if it does not run; raise DeskError."""
        async with self._starting:
            if self._process is None or self._process.returncode is not None:
                self._process = await asyncio.create_subprocess_exec(
                    *self._command(), stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=_environment()
                )
                self._address = await self._announced(self._process)
            return self._address

    async def stop(self) -> None:
        """End it: first by closing its standard input, then by force."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), STOP_LIMIT)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    def _command(self) -> list[str]:
        program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "oauth_desk"]
        # Its own words, should it have any, belong in the log of this program's folder.
        options = ["--data-dir", str(self._state_file.parent)]
        options += ["--state-file", str(self._state_file), "--exit-with-parent"]
        if self._access_ttl is not None:
            options += ["--access-ttl", str(self._access_ttl)]
        return [*program, "demo-server", *options]

    async def _announced(self, process: Process) -> str:
        if process.stdout is None:
            raise _not_started("it has no output")
        try:
            line = await asyncio.wait_for(process.stdout.readline(), START_LIMIT)
        except TimeoutError:
            await self.stop()
            raise _not_started(f"it did not answer within {START_LIMIT:.0f} s") from None
        address = line.decode(errors="replace").strip()
        if not address.startswith("http://"):
            await self.stop()
            raise _not_started("it ended at once")
        return address


def _environment() -> dict[str, str]:
    """Let the child find this package where it is not installed."""
    package_home = str(Path(__file__).resolve().parents[2])
    paths = [package_home, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def _not_started(why: str) -> DeskError:
    return DeskError(
        "demo_not_started",
        "The demo service could not be started.",
        detail=f"The reason: {why}.",
        advice="Try again; if it stays so, start the program anew.",
        terminal_advice="Try again; “oauth-desk demo-server” tells more.",
        remedy=Remedy.RETRY,
    )
