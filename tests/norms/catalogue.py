"""The rows, as the files beside this one write them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

HERE: Final = Path(__file__).parent
LEVELS: Final = {"M": "must", "S": "should"}


@dataclass(frozen=True)
class Clause:
    """One requirement. ``proofs`` are tests, as ``path::name`` with the path from ``tests``."""

    text: str
    proofs: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One row: a number, a level (M must, S should), where it comes from, and what it asks for."""

    number: str
    level: Literal["M", "S"]
    source: str
    clauses: tuple[Clause, ...]

    @property
    def proofs(self) -> frozenset[str]:
        """Return the tests that prove it."""
        return frozenset(proof for clause in self.clauses for proof in clause.proofs)


@dataclass(frozen=True)
class Section:
    """Rows that belong together."""

    title: str
    rows: tuple[Row, ...]


@cache
def sections() -> tuple[Section, ...]:
    """Return all rows in order."""
    return tuple(_section(path) for path in sorted((HERE / "rows").glob("*.toml")))


def rows() -> dict[str, Row]:
    """Return all rows by their numbers; raise ValueError where one is there twice."""
    found: dict[str, Row] = {}
    for row in (row for section in sections() for row in section.rows):
        if row.number in found:
            raise ValueError(f"{row.number} is there twice")
        found[row.number] = row
    return found


def _section(path: Path) -> Section:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    title = told.pop("title")
    return Section(title, tuple(_row(number, row) for number, row in told.items()))


def _row(number: str, told: dict[str, object]) -> Row:
    """Read a row; a misspelt member is an error, not a row without it."""
    level, source, clauses = (told.pop(name) for name in ("level", "source", "clauses"))
    if told or level not in LEVELS or not isinstance(source, str) or not isinstance(clauses, dict):
        raise ValueError(f"{number} is not a row")
    return Row(number, level, source, tuple(Clause(text, tuple(proofs)) for text, proofs in clauses.items()))
