"""When a copy was made, and what going back to it did, in words."""

from oauth_desk.domain.tokens import Instant
from oauth_desk.services.phrases import clock_time, day
from oauth_desk.services.ports import PutBack, VaultCopy


def made(copy: VaultCopy, now: Instant) -> str:
    """Say when a copy was made: ``today at 16:42``, ``3 May at 16:42``; ``3 May`` where only the day is known."""
    said = day(copy.made_at, now) if copy.day_only else clock_time(copy.made_at, now)
    return said if copy.day_only or " at " in said else f"today at {said}"


def told_of(done: PutBack) -> list[str]:
    """Return sentences: what is back, what was newer and stayed, what is only in the file set aside."""
    number = "1 connection" if done.connections == 1 else f"{done.connections} connections"
    lines = [f"Went back to the copy {done.copy.path.name}: {number}."]
    if done.rescued:
        lines.append(f"Saved from the damaged file, newer than the copy: {_listed(done.rescued)}.")
    if done.kept_newer:
        lines.append(f"Kept as they were, because they were renewed since: {_listed(done.kept_newer)}.")
    if done.brought_back:
        lines.append(f"Brought back: {_listed(done.brought_back)}.")
    if done.left_out:
        lines.append(f"Not in the copy, and no longer in the list: {_listed(done.left_out)}.")
    if done.set_aside is not None:
        lines.append(f"What was there before is kept as {done.set_aside}.")
    if done.brought_back or not done.kept_newer:
        lines.append(CAUTION)
    return lines


CAUTION = (
    "A connection that was renewed after the copy was made, or that another computer has by now, "
    "may be refused by its service: then sign in again on it."
)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"“{name}”" for name in names)
