"""oidc-provider in a process of its own, and the tests' door to it."""

import json
import subprocess
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen

NODE: Final = Path(__file__).with_name("node")

PUBLIC: Final = "desk-public"
CONFIDENTIAL: Final = "desk confidential:1%2B"
CONFIDENTIAL_SECRET: Final = "odd +/%:&=?\"'~ secret"
DEVICE: Final = "desk-device"


class OidcProvider:
    """A strict server: every refresh token is good for one use, and a second use ends the grant."""

    def __init__(self, process: subprocess.Popen[str], addresses: dict[str, str]) -> None:
        self._process = process
        self._door = addresses["control"]
        self.issuer = addresses["issuer"]
        self.mutual = addresses.get("mutual", "")
        self.notes = addresses.get("notes", "")
        self.bound = addresses.get("bound", "")

    @classmethod
    def start(cls, **settings: object) -> "OidcProvider":
        """Start it; ``access_ttl`` in seconds, ``dpop``, ``pushed``, ``jwks``, ``mutual``, ``mount``, ``notes``.

        ``methods`` are the ways in which programs may prove themselves, if not all.
        """
        process = subprocess.Popen(
            ["node", "server.js", json.dumps(settings)],
            cwd=NODE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, "oidc-provider did not start; are the Node packages installed? (packaging/test.sh does it)"
        return cls(process, json.loads(line))

    def stop(self) -> None:
        """End the process and wait for it."""
        self._process.terminate()
        self._process.communicate(timeout=10)

    def ask(self, action: str, **arguments: object) -> Any:
        """Do one of the actions that ``control.js`` offers, and return what it says."""
        with urlopen(f"{self._door}/{action}", data=json.dumps(arguments).encode(), timeout=30) as answer:
            return json.load(answer)

    def journal(self, kind: str | None = None) -> list[dict[str, Any]]:
        """Return what the server wrote down, oldest first."""
        return [entry for entry in self.ask("journal") if kind in {None, entry["kind"]}]

    def renewals(self) -> list[dict[str, Any]]:
        """Return the renewal requests that reached the server's own code."""
        return [entry for entry in self.journal("token") if entry["grant_type"] == "refresh_token"]

    def reuses(self) -> list[dict[str, Any]]:
        """Return the renewals with a spent refresh token; each of them ended its grant."""
        return [entry for entry in self.journal("token") if entry.get("reuse")]

    def grants_alive(self) -> list[bool]:
        """Tell for each grant given so far whether it still stands."""
        return [grant["alive"] for grant in self.ask("grants")]

    def fault(self, kind: str, *, path: str = "/token", count: int = 1, **more: object) -> None:
        """Spoil the next ``count`` requests to ``path``: lose_answer, drop, status, late, slow, amend."""
        self.ask("fault", kind=kind, path=path, count=count, **more)

    def profile(
        self, folder: Path, *, client: str = PUBLIC, name: str = "acme", scopes: str = "", api: str = ""
    ) -> Path:
        """Write a service profile for this server and return its path."""
        wanted = scopes.split() or ["openid", "email", "offline_access"]
        secret = f"client_secret = {json.dumps(CONFIDENTIAL_SECRET)}\n" if client == CONFIDENTIAL else ""
        method = "client_secret_basic" if secret else "none"
        path = folder / f"{name}.toml"
        path.write_text(
            f'format = 1\n\n[service]\nid = "{name}"\nname = "{name.title()}"\nissuer = "{self.issuer}"\n'
            f'api_base_urls = ["{api or self.issuer + "/api"}"]\n\n'
            f'[client]\nclient_id = {json.dumps(client)}\n{secret}auth_method = "{method}"\n\n'
            f"[scopes]\ndefault = {json.dumps(wanted)}\n",
            encoding="utf-8",
        )
        return path
