"""What a run against faults counted."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One fault, how often it was provoked and how often what we promise held; ``saw`` tells what else was seen."""

    fault: str
    tried: int
    held: int
    saw: str = ""


def table(figures: Iterable[Figure]) -> str:
    """Lay the figures out under their headings."""
    lines = [("fault", "tried", "held", "", "seen")]
    lines += [
        (each.fault, f"{each.tried:,}", f"{each.held:,}", "" if each.held == each.tried else "BROKEN", each.saw)
        for each in sorted(figures, key=lambda each: each.fault)
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    sides = (str.ljust, str.rjust, str.rjust, str.ljust, str.ljust)
    rows = ([side(*cell) for side, *cell in zip(sides, line, widths, strict=True)] for line in lines)
    return "\n".join("  ".join(row).rstrip() for row in rows)
