"""The real program with connections to the counting server."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from oauth_desk.domain.connection import Connection
from tests.e2e.desk import Desk, environment
from tests.faults.kept import PASSPHRASE, Kept, pair_of, signed_in
from tests.faults.rotating import RotatingServer


@dataclass(frozen=True)
class Stand:
    """One person's program, its data folder, and the server of all its connections."""

    server: RotatingServer
    desk: Desk

    @property
    def kept(self) -> Kept:
        """Return the data folder."""
        return Kept(self.desk.data)

    def connect(self, *names: str, lifetime: float = 60.0, left: float = 0.0, grace: float = 0.0) -> None:
        """Make the vault, with a connection per name; ``left`` is what remains of its access token's life."""
        self.server.set(access_ttl=lifetime)
        self.server.grant(*names, grace=grace)
        made = [signed_in(name, self.server.address, lifetime=lifetime, left=left) for name in names]
        self.kept.make(*made)

    def room(self, name: str) -> "Stand":
        """Return a stand with a folder of its own; the server is the same."""
        folder = self.desk.folder / name
        folder.mkdir(exist_ok=True)
        return Stand(self.server, Desk(folder, self.desk.environment, self.desk.options, self.desk.started))

    def copy(self, name: str) -> "Stand":
        """Return a stand whose folder is a copy of this one, and replaces what was there."""
        made = self.room(name)
        self.kept.copy(made.desk.data)
        return made

    def is_whole(self, record: Connection) -> bool:
        """Tell whether the newest pair is kept, or the one before it and the mark of the renewal that was cut off."""
        grant, number = pair_of(record)
        newest = self.server.number(grant)
        return number == newest or (number == newest - 1 and record.in_flight is not None)


@pytest.fixture
def stand(tmp_path: Path, folders: dict[str, str]) -> Iterator[Stand]:
    """Start the counting server, and give the program a folder of its own."""
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    server = RotatingServer.start()
    desk = Desk(tmp_path, environment(folders), ("--passphrase-file", str(passphrase)))
    yield Stand(server, desk)
    desk.stop_all()
    server.stop()
