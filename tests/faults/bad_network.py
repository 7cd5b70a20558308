"""A data folder whose connections each suffer from one fault of the network, and the means to heal them all."""

import ssl
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Security
from tests.adapters.certificates import DAY, Authority, server_side
from tests.e2e.desk import Desk
from tests.faults.kept import PASSPHRASE, Kept, signed_in
from tests.faults.rude_server import RudeServer
from tests.faults.wire import Wire

HOST: Final = "acme.localhost"
"""A name that the test's own hosts file knows once it is healed."""

EXPECTED: Final = {
    "dns": "network",
    "refused": "network",
    "handshake": "network",
    "expired": "network",
    "cut": "unanswered",
    "html": "captive_portal",
    "redirect": "captive_portal",
    "login": "captive_portal",
    "429": "busy",
    "429-date": "busy",
    "429-silly": "busy",
    "503": "busy",
    "503-date": "busy",
    "503-silly": "busy",
    "503-none": "busy",
    "big": "server_error",
    "bomb": "server_error",
    "drip": "unanswered",
}
"""What each fault is understood as."""

WORDS: Final = {
    "network": "cannot be reached",
    "unanswered": "did not answer",
    "captive_portal": "shows a page of its own",
    "busy": "asks us to wait",
    "server_error": "has a problem of its own",
}
"""What a person reads."""

NOT_SAFE: Final = "Check this computer’s date"

_NAMESPACE: Final = ["unshare", "--mount", "--map-root-user", "sh", "-ec"]


@dataclass
class BadNetwork:
    """The server, the ways to it, and a folder for every program that is tried."""

    folder: Path
    environment: dict[str, str]
    server: RudeServer
    away: Wire
    ca_file: Path
    expired: ssl.SSLContext
    good: Path
    desks: list[Desk] = field(default_factory=list)

    @classmethod
    def at(cls, folder: Path, environment: dict[str, str]) -> "BadNetwork":
        """Set everything up; all is as bad as it gets."""
        authority = Authority(folder)
        good = authority.issue("server")
        expired = server_side(authority.issue("expired", ends_in=-DAY))
        server = RudeServer(server_side(good), server_side(authority.issue("named", host=HOST)), expired)
        away = Wire(f"https://127.0.0.1:{server.port}")
        away.cut()
        (folder / "passphrase").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
        (folder / "hosts").write_text("127.0.0.1 localhost\n", encoding="ascii")
        (folder / "resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n", encoding="ascii")
        return cls(folder, environment, server, away, authority.file, expired, good)

    def heal(self) -> None:
        """Let everything work."""
        self.server.healed = True
        self.expired.load_cert_chain(self.good)
        self.away.mend()
        with (self.folder / "hosts").open("a", encoding="ascii") as hosts:
            hosts.write(f"127.0.0.1 {HOST}\n")

    def close(self) -> None:
        """End it, and what still runs in it."""
        for desk in self.desks:
            desk.stop_all()
        self.away.close()
        self.server.close()

    def desk(self, name: str, faults: list[str], *, left: float) -> Desk:
        """Make a data folder with a connection per fault; ``left`` is what remains of each access token's life."""
        folder = self.folder / name
        folder.mkdir()
        desk = Desk(folder, self.environment, ("--passphrase-file", str(self.folder / "passphrase")))
        self.desks.append(desk)
        Kept(desk.data).make(*(self._connection(fault, name, left) for fault in faults))
        return desk

    def base(self, fault: str, name: str) -> str:
        """Return the address of a fault."""
        port = {
            "refused": self.away.port,
            "handshake": self.server.hostile,
            "dns": self.server.named,
            "expired": self.server.outdated,
        }
        host = HOST if fault == "dns" else "127.0.0.1"
        return f"https://{host}:{port.get(fault, self.server.port)}/{fault}/{name}"

    def wrapped(self, command: list[str]) -> list[str]:
        """Return a command line that runs ``command`` with the test's own idea of names."""
        script = 'mount --bind "$0/hosts" /etc/hosts; mount --bind "$0/resolv.conf" /etc/resolv.conf; exec "$@"'
        return [*_NAMESPACE, script, str(self.folder), *command]

    def _connection(self, fault: str, name: str, left: float) -> Connection:
        made = signed_in(fault, self.base(fault, name), lifetime=max(60.0, left), left=left)
        who = f"{fault}/{name}"
        tokens = replace(made.tokens, access_token=Secret(f"access.{who}.0"), refresh_token=Secret(f"refresh.{who}.0"))
        service = replace(made.service, security=Security(ca_file=str(self.ca_file)))
        return replace(made, tokens=tokens, service=service)


def words_of(fault: str) -> str:
    """Return what a person reads about a fault."""
    return NOT_SAFE if fault == "expired" else WORDS[EXPECTED[fault]]


def peak_megabytes(pid: int) -> float:
    """Return the most memory a running process ever had, in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
