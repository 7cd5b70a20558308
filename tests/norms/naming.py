"""Which tests name which rows: the docstrings say so, as in “C38, C56: …”, “(NORMS C62)” or “C70–C72”."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tests.architecture.sources import Source, sources

_NAMED = re.compile(r"\bC(\d{2,3})(?:\s?(?:–|-|to)\s?C(\d{2,3}))?\b")


@dataclass(frozen=True)
class NamingTest:
    """A test, as ``path::name`` with the path from ``tests``, its sentence, and the rows that it names."""

    name: str
    sentence: str
    rows: frozenset[str]


def written(text: str) -> frozenset[str]:
    """Return the numbers that stand in a text; a range may pass over numbers that no row has."""
    return frozenset(f"C{number}" for pair in _NAMED.findall(text) for number in pair if number)


def numbers(text: str) -> frozenset[str]:
    """Return the rows that a text names; “C70–C72” names three."""
    return frozenset(
        f"C{number:02}" for first, last in _NAMED.findall(text) for number in range(int(first), int(last or first) + 1)
    )


@cache
def naming_tests() -> dict[str, NamingTest]:
    """Return every test there is, with the rows that it names, perhaps none."""
    tests = [test for source in sources("tests") if "/test_" in source.name for test in _tests(source)]
    return {test.name: test for test in tests}


def naming(row: str) -> tuple[str, ...]:
    """Return the tests that name a row."""
    return tuple(name for name, test in naming_tests().items() if row in test.rows)


def _tests(source: Source) -> Iterator[NamingTest]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            sentence = " ".join((ast.get_docstring(node) or "").split())
            yield NamingTest(f"{source.name.removeprefix('tests/')}::{node.name}", sentence, numbers(sentence))
