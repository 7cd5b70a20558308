"""What outlives a restart, as one JSON file: hashes of tokens, never a token; written whole or not at all."""

import asyncio
import json
import logging
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from oauth_desk.demo.clients import RegisteredClient
from oauth_desk.demo.grants import Access, Family, Permission, Spent
from oauth_desk.demo.notes import Note

FORMAT: Final = 1
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Saved:
    """The whole state at one moment."""

    port: int
    clients: tuple[RegisteredClient, ...] = ()
    families: tuple[Family, ...] = ()
    accesses: tuple[tuple[str, Access], ...] = ()
    notes: tuple[Note, ...] = ()


class Damaged(ValueError):
    """The text is not a state that this version wrote."""


def encode(saved: Saved) -> str:
    """Return the JSON text."""
    return json.dumps({"format": FORMAT, **asdict(saved)}, separators=(",", ":"))


def decode(text: str) -> Saved:
    """Read the JSON text; raise Damaged."""
    try:
        raw = json.loads(text)
        if raw["format"] != FORMAT:
            raise Damaged("another format")
        return Saved(
            port=int(raw["port"]),
            clients=tuple(_client(item) for item in raw["clients"]),
            families=tuple(_family(item) for item in raw["families"]),
            accesses=tuple((str(digest), _access(item)) for digest, item in raw["accesses"]),
            notes=tuple(Note(**item) for item in raw["notes"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Damaged(type(error).__name__) from error


def _client(raw: dict[str, Any]) -> RegisteredClient:
    lists = {key: tuple(raw[key]) for key in ("redirect_uris", "grant_types")}
    return RegisteredClient(**{**raw, **lists})


def _permission(raw: dict[str, Any]) -> Permission:
    return Permission(**{**raw, "scopes": tuple(raw["scopes"]), "audience": tuple(raw["audience"])})


def _family(raw: dict[str, Any]) -> Family:
    spent = [Spent(**item) for item in raw["spent"]]
    return Family(**{**raw, "permission": _permission(raw["permission"]), "spent": spent})


def _access(raw: dict[str, Any]) -> Access:
    return Access(**{**raw, "permission": _permission(raw["permission"])})


class StateFile:
    """The file; ``path`` None keeps everything in memory."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = asyncio.Lock()

    def load(self) -> Saved | None:
        """Return what was saved; a damaged file is set aside and told in the log."""
        if self._path is None or not self._path.exists():
            return None
        try:
            return decode(self._path.read_text(encoding="utf-8"))
        except (Damaged, OSError) as error:
            aside = self._path.with_name(f"{self._path.name}.damaged")
            _LOG.warning("The demo's state cannot be read (%s). It is set aside as %s.", error, aside.name)
            self._path.replace(aside)
            return None

    def write(self, saved: Saved) -> None:
        """Replace the file, durably; readable by its owner alone."""
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self._path.with_name(f"{self._path.name}.new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(encode(saved))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)

    async def save(self, snapshot: Callable[[], Saved]) -> None:
        """Write the state as it is now, off the loop. A full disk costs the memory of a restart, not the answer."""
        if self._path is None:
            return
        async with self._lock:
            saved = snapshot()
            try:
                await asyncio.to_thread(self.write, saved)
            except OSError as error:
                _LOG.warning("The demo's state cannot be saved: %s.", error.strerror)
