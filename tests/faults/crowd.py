"""Many copies of the program at once: windows and agents that stay, and callers that come again and again."""

import json
import os
import signal
import subprocess
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from tests.e2e.desk import Done
from tests.faults.stand import Stand

TOKEN: Final = ("token", "work")
REQUEST: Final = ("request", "work", "GET", "/me", "--json")


@dataclass(frozen=True)
class Mix:
    """How many of each kind there are."""

    windows: int
    agents: int
    tokens: int
    requests: int

    @property
    def total(self) -> int:
        """Return how many there are in all."""
        return self.windows + self.agents + self.tokens + self.requests


@dataclass
class Crowd:
    """Runs a mix of processes on one data folder."""

    stand: Stand
    mix: Mix
    calls: Counter[str] = field(default_factory=Counter)
    """How the callers' commands ended: ``token 0``, ``request 200``, …"""
    strange: list[Done] = field(default_factory=list)

    def work(self, seconds: float) -> list[int]:
        """Let all work for a while; return the exit codes of those that stayed, asked to end with SIGTERM."""
        windows = [self.stand.desk.start(QT_QPA_PLATFORM=self._screen()) for _ in range(self.mix.windows)]
        agents = [self.stand.desk.start("agent") for _ in range(self.mix.agents)]
        until = time.monotonic() + seconds
        commands = [TOKEN] * self.mix.tokens + [REQUEST] * self.mix.requests
        callers = [threading.Thread(target=self._call, args=(command, until)) for command in commands]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        time.sleep(max(0.0, until - time.monotonic()))
        return [self._ended(process) for process in (*windows, *agents)]

    def _screen(self) -> str:
        """Return Qt's name for a real screen where there is one; the tests themselves do without."""
        return "xcb" if os.environ.get("DISPLAY") else "offscreen"

    def _call(self, command: tuple[str, ...], until: float) -> None:
        while time.monotonic() < until:
            done = self.stand.desk.run(*command, timeout=120)
            word = str(done.code)
            if done.code == 0 and command[0] == "request":
                word = str(json.loads(done.out)["status"])
            elif done.code != 0:
                self.strange.append(done)
            self.calls[f"{command[0]} {word}"] += 1

    def _ended(self, process: "subprocess.Popen[str]") -> int:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        done = self.stand.desk.finish(process, timeout=90)
        if done.code != 0:
            self.strange.append(done)
        return done.code
