"""What the sheets of copies and moves say."""

from collections.abc import Sequence

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.archive_words import made
from oauth_desk.services.mover import Outcome, Taken
from oauth_desk.services.ports import VaultCopy
from oauth_desk.services.wording import clock_time

MOVE_WORDS = (
    "They are then kept renewed on the other computer alone, and this one has them no more. "
    "A copy from before stays here, in case the file gets lost."
)
BOTH_WORDS = (
    "Both computers then hold the same sign-ins. Many services end a sign-in that two computers keep renewed, "
    "so move them instead unless the other one only stores the file."
)

_OUTCOMES = {
    Outcome.IMPORTED: "added",
    Outcome.REPLACED: "replaced what was here",
    Outcome.KEPT_BOTH: "added beside the one that is here",
    Outcome.SKIPPED: "left out, for it is connected here",
    Outcome.NEWER_HERE: "left out, for what is here is newer",
}


def number_of(count: int) -> str:
    """Return ``1 connection``, ``5 connections``."""
    return "1 connection" if count == 1 else f"{count} connections"


def moment(at: Instant, now: Instant) -> str:
    """Return ``today at 16:42``, ``3 May at 16:42``."""
    said = clock_time(at, now)
    return said if " at " in said else f"today at {said}"


def copy_line(copy: VaultCopy, now: Instant) -> str:
    """Return a copy as one line of a list."""
    said = made(copy, now)
    return f"{said[:1].upper()}{said[1:]}, {number_of(copy.connections)}"


def outcome_line(taken: Taken) -> str:
    """Return what became of one connection of a file."""
    said = f"“{taken.item.connection.name}”: {_OUTCOMES[taken.outcome]}"
    return f"{said}." if taken.name == taken.item.connection.name else f"{said}, as “{taken.name}”."


def in_sentences(error: DeskError) -> str:
    """Return what an error adds to its title."""
    return " ".join(part for part in (error.detail, error.advice) if part)


def listed(names: Sequence[str], most: int = 4) -> str:
    """Return names in a sentence, the first few by name."""
    shown = ", ".join(f"“{name}”" for name in names[:most])
    more = len(names) - most
    return f"{shown} and {more} more" if more > 0 else shown
