"""What a command prints: words or one JSON value on stdout, errors on stderr, an exit code."""

import json
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TextIO

from oauth_desk.domain.errors import DeskError, Kind

if TYPE_CHECKING:
    from oauth_desk.domain.tokens import Instant

DONE: Final = 0
FAILED: Final = 1
INTERRUPTED: Final = 130

EXIT_CODES: Final[Mapping[Kind, int]] = MappingProxyType(
    {
        Kind.FAILURE: FAILED,
        Kind.USAGE: 2,
        Kind.SIGN_IN_NEEDED: 3,
        Kind.LOCKED: 4,
        Kind.UNREACHABLE: 5,
        Kind.SETTINGS: 6,
        Kind.NOT_FOUND: 7,
    }
)


class Output:
    """The two streams of a command. With ``json`` words go nowhere and stdout ends with one JSON value."""

    def __init__(self, *, json: bool = False, stdout: TextIO | None = None, stderr: TextIO | None = None) -> None:
        self.json = json
        self._stdout = stdout or sys.stdout
        self._stderr = stderr or sys.stderr

    @property
    def to_terminal(self) -> bool:
        """Tell whether a person reads stdout as it comes."""
        return self._stdout.isatty()

    def line(self, text: str = "") -> None:
        """Print one line for people; nothing with ``json``."""
        if not self.json:
            self.exact(shown(text))

    def exact(self, text: str) -> None:
        """Print one line as it is, in both modes, and hand it on at once."""
        self._stdout.write(f"{text}\n")
        self._stdout.flush()

    def value(self, value: object) -> None:
        """Print the one JSON value, on one line; nothing without ``json``."""
        if self.json:
            self.exact(json.dumps(value, allow_nan=False))

    def raw(self, body: bytes) -> None:
        """Print bytes as they came from an API."""
        self._stdout.flush()
        self._stdout.buffer.write(body)
        self._stdout.buffer.flush()

    def note(self, text: str) -> None:
        """Tell something beside the result, on stderr."""
        self._stderr.write(f"{shown(text)}\n")
        self._stderr.flush()

    def error(self, error: DeskError) -> int:
        """Print an error with its remedy; return the exit code."""
        self.note(f"oauth-desk: {told(error)}")
        detail = " ".join(part for part in (error.detail, error.terminal_advice) if part)
        whole = {"code": error.code, "title": shown(error.title), "detail": shown(detail), "remedy": str(error.remedy)}
        self.value({"error": whole})
        return EXIT_CODES[error.kind]


def told(error: DeskError) -> str:
    """Return an error in sentences, with what to do about it on a command line."""
    return " ".join(part for part in (error.title, error.detail, error.terminal_advice) if part)


def shown(text: str) -> str:
    """Return ``text`` on one line without what a terminal would obey: control, direction and unseen characters."""
    return "".join(" " if piece in "\n\t" else piece for piece in text if piece in "\n\t" or _is_seen(piece))


def _is_seen(character: str) -> bool:
    return not unicodedata.category(character).startswith("C")


def timestamp(at: "Instant | None") -> str | None:
    """Return RFC 3339 in UTC, in whole seconds; None where there is no time, or one that no calendar has."""
    if at is None:
        return None
    try:
        return datetime.fromtimestamp(int(at), UTC).isoformat().replace("+00:00", "Z")
    except (OverflowError, ValueError, OSError):
        return None


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines with aligned columns."""
    cleaned = [[shown(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cleaned, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cleaned]
