"""The counting token server in a process of its own, and the tests' door to it."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen

ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True)
class Use:
    """One refresh token that arrived at the server."""

    at: float
    grant: str
    number: int
    outcome: str


class RotatingServer:
    """Every refresh token that arrives is written down."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self._process = process
        self.address = address

    @classmethod
    def start(cls, **switches: object) -> "RotatingServer":
        """Start it; the switches are those of the server's ``Switches``."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.rotating_server", json.dumps(switches)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, "the token server did not start"
        return cls(process, address)

    def stop(self) -> None:
        """End the process and wait for it."""
        self._process.kill()
        self._process.communicate()

    def grant(self, *names: str, grace: float = 0.0) -> None:
        """Give these people a first pair each, number 0."""
        self._ask("grant", names=names, grace=grace)

    def set(self, **switches: object) -> None:
        """Change how it behaves from now on."""
        self._ask("set", **switches)

    def release(self) -> None:
        """Let the request that was kept waiting go on."""
        self._ask("release")

    def uses(self) -> list[Use]:
        """Return every refresh token that arrived, oldest first."""
        return [Use(**use) for use in self._ask("log")["uses"]]

    def counts(self) -> Counter[str]:
        """Return how often each outcome was given."""
        return Counter(use.outcome for use in self.uses())

    def held(self) -> int:
        """Return how many requests were kept waiting."""
        return int(self._ask("state")["held"])

    def number(self, name: str) -> int:
        """Return the number of the newest pair of a grant."""
        return int(self._ask("state")["grants"][name]["number"])

    def grace(self, name: str) -> float:
        """Return for how many seconds a grant forgives."""
        return float(self._ask("state")["grants"][name]["grace"])

    def numbers(self) -> dict[str, int]:
        """Return the number of the newest pair of every grant."""
        return {name: grant["number"] for name, grant in self._ask("state")["grants"].items()}

    def alive(self) -> dict[str, bool]:
        """Tell for each grant whether it still stands."""
        return {name: grant["alive"] for name, grant in self._ask("state")["grants"].items()}

    def _ask(self, action: str, **given: object) -> Any:
        with urlopen(f"{self.address}/door/{action}", data=json.dumps(given).encode(), timeout=30) as answer:
            return json.load(answer)
