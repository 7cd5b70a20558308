"""The table row → tests, as a page for people."""

from collections.abc import Iterator
from typing import Final

from tests.norms.catalogue import HERE, LEVELS, Row, Section, sections
from tests.norms.naming import naming

PAGE: Final = HERE / "TABLE.md"
NONE: Final = "**no test**"

_HEAD: Final = """\
# What a native OAuth client must do, and the tests that prove it

Made by `python -m tests.norms --write`; a test fails where this page is not what the tests say.
*Must* rows hold without exception; *should* rows are kept as far as it makes sense.
After each requirement stand the tests that would fail if it were broken.
"Also" lists further tests whose docstrings name the row.
"""


def page() -> str:
    """Return the whole page."""
    return "\n".join([_HEAD, *_figures(), *(line for section in sections() for line in _section(section))]) + "\n"


def _figures() -> Iterator[str]:
    yield "| | rows | requirements | of them without a test |"
    yield "|---|---|---|---|"
    for level, word in LEVELS.items():
        clauses = [
            clause for section in sections() for row in section.rows if row.level == level for clause in row.clauses
        ]
        count = sum(row.level == level for section in sections() for row in section.rows)
        yield f"| {word} | {count} | {len(clauses)} | {sum(not clause.proofs for clause in clauses)} |"


def _section(section: Section) -> Iterator[str]:
    yield f"\n## {section.title}"
    for row in section.rows:
        yield from _row(row)


def _row(row: Row) -> Iterator[str]:
    yield f"\n### {row.number} ({LEVELS[row.level]})"
    yield f"\nSource: {row.source}\n"
    for clause in row.clauses:
        yield f"- {clause.text}: {_links(clause.proofs) or NONE}"
    further = tuple(name for name in naming(row.number) if name not in row.proofs)
    if further:
        yield f"\nAlso: {_links(further)}"


def _links(tests: tuple[str, ...]) -> str:
    """Return links from the page to the tests' files."""
    return ", ".join(f"[{name}](../{path})" for path, _, name in (test.partition("::") for test in tests))
