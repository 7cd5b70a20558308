"""django-oauth-toolkit in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final
from urllib.request import urlopen

ROOT: Final = Path(__file__).parents[2]


class Toolkit:
    """A server that forgives a second use of a refresh token for ``grace`` seconds."""

    def __init__(self, process: subprocess.Popen[str], issuer: str) -> None:
        self._process = process
        self.issuer = issuer

    @classmethod
    def start(cls, **options: int) -> "Toolkit":
        """Start it with ``grace`` and ``access_ttl``, in seconds."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.toolkit_server", json.dumps(options)],
            cwd=ROOT,
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
        with urlopen(self.issuer.removesuffix("/o") + "/lose", timeout=10) as answer:
            assert answer.read() == b"ok"

    def renewals(self) -> list[int]:
        """Return the status of every answer to a renewal, whether or not it was lost."""
        with urlopen(self.issuer.removesuffix("/o") + "/renewals", timeout=10) as answer:
            return list(json.load(answer))

    def profile(self, folder: Path) -> Path:
        """Write a service profile for this server and return its path."""
        path = folder / "toolkit.toml"
        path.write_text(
            f'format = 1\n\n[service]\nid = "toolkit"\nname = "Toolkit"\nissuer = "{self.issuer}"\n'
            f'revocation_endpoint = "{self.issuer}/revoke_token/"\n\n'  # its OpenID document does not name it
            '[client]\nclient_id = "desk-public"\nauth_method = "none"\n\n'
            '[scopes]\ndefault = ["openid", "email"]\n',
            encoding="utf-8",
        )
        return path
