"""django-oauth-toolkit in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

ROOT: Final = Path(__file__).parents[2]

PUBLIC: Final = "desk-public"
CONFIDENTIAL: Final = "desk confidential:2%2B"
SECRET: Final = "odd +/%:&=?\"'~ secret"
FORGIVING: Final = {"REFRESH_TOKEN_GRACE_PERIOD_SECONDS": 30, "REFRESH_TOKEN_REUSE_PROTECTION": False}
STRICT: Final = {"REFRESH_TOKEN_GRACE_PERIOD_SECONDS": 0, "REFRESH_TOKEN_REUSE_PROTECTION": True}


class Toolkit:
    """A server that forgives a second use of a refresh token for ``grace`` seconds."""

    def __init__(self, process: subprocess.Popen[str], issuer: str) -> None:
        self._process = process
        self.issuer = issuer
        self.address = issuer.removesuffix("/o")

    @classmethod
    def start(cls, variables: dict[str, str] | None = None, **options: int) -> "Toolkit":
        """Start it with ``grace`` and ``access_ttl``, in seconds; ``variables`` add to its environment."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.toolkit_server", json.dumps(options)],
            cwd=ROOT,
            env={**os.environ, **(variables or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert process.stdout is not None
        issuer = process.stdout.readline().strip()
        assert issuer, "django-oauth-toolkit did not start"
        return cls(process, issuer)

    def stop(self) -> None:
        """End the process and wait for it."""
        self._process.terminate()
        self._process.communicate(timeout=10)

    def lose_the_next_answer(self) -> None:
        """Let the server do the next token request and cut its answer."""
        self._ask("lose")

    def renewals(self) -> list[int]:
        """Return the status of every answer to a renewal, whether or not it was lost."""
        return list(json.loads(self._ask("renewals")))

    def change(self, settings: dict[str, Any]) -> None:
        """Set settings of the toolkit anew."""
        self._ask("change", json.dumps(settings).encode())

    def gate(self, be: str) -> None:
        """``close`` holds the calls to the APIs from now on; ``open`` lets them through."""
        self._ask(f"gate?be={be}")

    def waiting(self) -> int:
        """Return how many calls came since the gate was closed."""
        return int(json.loads(self._ask("calls"))["waiting"])

    def calls(self, path: str) -> list[int]:
        """Return the status of every answer of the API at ``path``."""
        return [status for called, status in json.loads(self._ask("calls"))["calls"] if called == path]

    def takes(self, path: str, token: str) -> bool:
        """Tell whether an API takes a token."""
        try:
            with urlopen(Request(f"{self.address}{path}", headers={"Authorization": f"Bearer {token}"}), timeout=10):
                return True
        except HTTPError as error:
            error.close()
            return False

    def _ask(self, what: str, body: bytes | None = None) -> bytes:
        with urlopen(f"{self.address}/{what}", data=body, timeout=10) as answer:
            return bytes(answer.read())

    def profile(self, folder: Path, *, client: str = PUBLIC, scopes: str = "openid email") -> Path:
        """Write a service profile for this server and return its path."""
        secret = f"client_secret = {json.dumps(SECRET)}\n" if client == CONFIDENTIAL else ""
        path = folder / "toolkit.toml"
        path.write_text(
            f'format = 1\n\n[service]\nid = "toolkit"\nname = "Toolkit"\nissuer = "{self.issuer}"\n'
            f'api_base_urls = ["{self.address}"]\n\n[client]\nclient_id = {json.dumps(client)}\n{secret}\n'
            f"[scopes]\ndefault = {json.dumps(scopes.split())}\n",
            encoding="utf-8",
        )
        return path
