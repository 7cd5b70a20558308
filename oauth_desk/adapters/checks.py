"""What this computer offers: looked at without changing it, and without sending anything to anyone."""

import os
import socket
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from oauth_desk.adapters.clock import SystemClock
from oauth_desk.adapters.keyring_store import KeyringStore
from oauth_desk.adapters.screen import has_screen
from oauth_desk.adapters.vault.backups import Backups, newest_damaged
from oauth_desk.adapters.vault.ledger import peek
from oauth_desk.adapters.vault.schema import Damage, NewerFormat
from oauth_desk.adapters.worker import Worker
from oauth_desk.config import Settings
from oauth_desk.domain.managed import Managed
from oauth_desk.services.company import Company
from oauth_desk.services.ports import Check, Clock, KeyringError, KeyringState, KeyStore, Protection

_PROBE: Final = "doctor"
"""A name under which no key is ever kept: asking for it shows whether the keyring is open."""

_NOWHERE: Final = ("192.0.2.1", 9)
"""An address for documentation (RFC 5737). Choosing a route to it sends nothing."""

_SLACK: Final = 86_400.0

_KEYRING: Final = {
    KeyringState.ABSENT: "Install and start one (GNOME Keyring, KWallet), or use --passphrase-file.",
    KeyringState.LOCKED: "Unlock it, for instance by logging in to the desktop, or use --passphrase-file.",
    KeyringState.REFUSED: "Unlock it when the system asks, or use --passphrase-file.",
    KeyringState.DISALLOWED: "Set up a keyring that encrypts what it keeps, or use --passphrase-file.",
    KeyringState.HANGING: "Look for a window that asks to unlock it, or use --passphrase-file.",
}


class SystemChecks:
    """Checks for one folder of data. ``routes`` is where Linux lists its network routes."""

    def __init__(
        self,
        settings: Settings,
        *,
        keys: KeyStore | None = None,
        clock: Clock | None = None,
        routes: Path = Path("/proc/net/route"),
        company: Company | None = None,
    ) -> None:
        self._settings = settings
        self._keys = keys or KeyringStore(prompt_seconds=0)
        self._clock = clock or SystemClock()
        self._routes = routes
        self._company = company or Company()

    async def run(self) -> list[Check]:
        """Return every check."""
        worker = Worker("checks")
        try:
            here = [await worker.run(check) for check in (_screen, self._vault, _browser, self._network, self._time)]
            keyring = await self._keyring(needed=not await worker.run(self._has_passphrase))
        finally:
            worker.stop()
        return [here[0], keyring, *here[1:], *_company(await self._company.look())]

    async def _keyring(self, *, needed: bool) -> Check:
        try:
            await self._keys.fetch(_PROBE)
            return Check("keyring", ok=True, detail=f"{await self._keys.describe()} answers", needed=needed)
        except KeyringError as error:
            return Check("keyring", ok=False, detail=error.detail, remedy=_KEYRING[error.state], needed=needed)

    def _has_passphrase(self) -> bool:
        if self._settings.passphrase_file is not None:
            return True
        try:
            header = peek(self._settings.vault)
        except (Damage, NewerFormat, sqlite3.Error, OSError):
            return False
        return header is not None and header.vault.protection is Protection.PASSPHRASE

    def _vault(self) -> Check:
        path = self._settings.vault
        try:
            header = peek(path)
        except NewerFormat:
            return Check("vault", ok=False, detail=f"{path} is of a newer version", remedy="Install that version.")
        except (Damage, sqlite3.Error, OSError) as error:
            return Check("vault", ok=False, detail=f"{path} cannot be read: {error}", remedy=_back(path))
        aside = newest_damaged(path) if header is None else None
        if aside is not None:
            detail = f"the file was damaged and is kept as {aside}; there is no other"
            return Check("vault", ok=False, detail=detail, remedy=_back(path))
        if header is None and (copy := Backups(path).newest()) is not None:
            detail = f"{path} is gone; the newest copy of it is {copy}"
            return Check("vault", ok=False, detail=detail, remedy=_back(path))
        writable = _may_write(path)
        if not writable:
            remedy = "Make the folder writable for you, or choose another with --data-dir."
            return Check("vault", ok=False, detail=f"{path.parent} cannot be written", remedy=remedy)
        return Check("vault", ok=True, detail=str(path) if header else f"{path}, made with the first connection")

    def _network(self) -> Check:
        if self._has_route():
            return Check("network", ok=True, detail="there is a way out", needed=False)
        remedy = "Connect to a network; connections are kept meanwhile."
        return Check("network", ok=False, detail="there is no way out", remedy=remedy, needed=False)

    def _has_route(self) -> bool:
        if self._routes.exists():
            rows = [line.split() for line in self._routes.read_text(encoding="ascii").splitlines()[1:]]
            return any(row[1:2] == ["00000000"] for row in rows)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect(_NOWHERE)
            except OSError:
                return False
        return True

    def _time(self) -> Check:
        now = self._clock.now()
        said = f"{datetime.fromtimestamp(now, UTC):%Y-%m-%d %H:%M} UTC"
        for witness in (Path(__file__), self._settings.vault):
            if witness.exists() and witness.stat().st_mtime > now + _SLACK:
                detail = f"the clock says {said}, but {witness.name} was written later"
                return Check("clock", ok=False, detail=detail, remedy="Set the clock, best by the network.")
        return Check("clock", ok=True, detail=said)


def _screen() -> Check:
    if has_screen():
        return Check("screen", ok=True, detail="windows can be shown", needed=False)
    remedy = "Use the commands instead of the window; “oauth-desk --help” lists them."
    return Check("screen", ok=False, detail="there is none", remedy=remedy, needed=False)


def _company(managed: Managed) -> list[Check]:
    """Tell what was set for this computer; each mistake in it by itself, with what it costs."""
    names = ", ".join(sorted({*managed.defaults, *managed.locked})) or "nothing"
    found = [
        Check("company", ok=True, detail=f"{names} set in {' and '.join(managed.places)}", needed=False)
        for _ in managed.places[:1]
    ]
    remedy = "Whoever looks after this computer has to correct it. What is right in it counts all the same."
    return found + [Check("company", ok=False, detail=told, remedy=remedy, needed=False) for told in managed.mistakes]


def _browser() -> Check:
    from oauth_desk.adapters.browser import find_browser  # noqa: PLC0415 - slow to load, and for this check alone

    command = find_browser()
    if command is not None:
        return Check("browser", ok=True, detail=f"{command}{_to_choose_from()}", needed=False)
    remedy = "Install a browser, name one in BROWSER, or use --print-url and open the address elsewhere."
    return Check("browser", ok=False, detail="none was found", remedy=remedy, needed=False)


def _to_choose_from() -> str:
    from oauth_desk.adapters.browsers.installed import InstalledBrowsers  # noqa: PLC0415 - for this check alone

    names = [
        f"{each.name} ({len(each.profiles)} profiles)" if len(each.profiles) > 1 else each.name
        for each in InstalledBrowsers().look()
    ]
    return f"; to choose from: {', '.join(names)}" if names else ""


def _back(path: Path) -> str:
    return f"“oauth-desk restore” goes back to the newest copy in {path.parent / 'backups'}; the damaged file is kept."


def _may_write(path: Path) -> bool:
    nearest = next((folder for folder in path.parents if folder.exists()), path.parent)
    if sys.platform != "win32" and not os.access(nearest, os.W_OK | os.X_OK):
        return False
    return not path.exists() or os.access(path, os.W_OK)
