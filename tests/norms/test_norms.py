"""Every row that must hold has tests, and what is written about them is so."""

import re

import pytest

from tests.architecture.sources import sources
from tests.norms.catalogue import Row, rows, sections
from tests.norms.naming import naming, naming_tests, numbers, written
from tests.norms.table import NONE, PAGE, page

ROWS = rows()
MUST = [row for row in ROWS.values() if row.level == "M"]


def named(row: Row) -> str:
    """Return the name of a case."""
    return row.number


@pytest.mark.parametrize("row", MUST, ids=named)
def test_a_row_that_must_hold_has_tests(row: Row) -> None:
    """No row without a test that names it, and no requirement of it without a test that proves it."""
    assert naming(row.number)
    assert row.clauses
    assert [clause.text for clause in row.clauses if not clause.proofs] == []


@pytest.mark.parametrize("row", ROWS.values(), ids=named)
def test_a_proof_is_a_test_that_names_its_row(row: Row) -> None:
    """What a row lists as its proofs are tests that exist and say in their docstrings that they are about it."""
    tests = naming_tests()
    assert sorted(proof for proof in row.proofs if proof not in tests) == []
    assert sorted(proof for proof in row.proofs if row.number not in tests[proof].rows) == []


def test_no_docstring_names_a_row_that_is_not_there() -> None:
    """A number that is mistyped, or of a row that went, is found, in modules and in what tests are made of, too."""
    docstrings = {
        (source.name, found)
        for source in sources("tests")
        for text in re.findall(r'"""(.*?)"""', source.text, re.DOTALL)
        for found in written(text)
        if not source.name.startswith("tests/norms/")
    }
    assert sorted(place for place in docstrings if place[1] not in ROWS) == []


def test_the_program_names_no_row_that_is_not_there() -> None:
    """The code says which rows it is written for; each of them is in the table."""
    found = {
        (source.name, number)
        for source in sources("oauth_desk")
        for text in re.findall(r"NORMS ([C\d, –to-]+)", source.text)
        for number in written(text)
    }
    assert sorted(place for place in found if place[1] not in ROWS) == []
    assert found


def test_the_page_is_what_the_tests_say() -> None:
    """TABLE.md is made anew with ``python -m tests.norms --write`` whenever rows or tests change."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_page_tells_what_has_no_test() -> None:
    """A reader sees which requirement nobody proves."""
    without = [clause for section in sections() for row in section.rows for clause in row.clauses if not clause.proofs]
    assert page().count(NONE) == len(without)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("C38, C56: an impostor gets nothing.", {"C38", "C56"}),
        ("It is so (NORMS C62).", {"C62"}),
        ("C07, C70–C72: nonce, issuer.", {"C07", "C70", "C71", "C72"}),
        ("(NORMS C20 to C22)", {"C20", "C21", "C22"}),
        ("C100: a token.", {"C100"}),
        ("code=C1, RFC10, C, C1000, ABC12 and #C0C0C0", set()),
    ],
)
def test_rows_are_found_in_a_docstring(text: str, found: set[str]) -> None:
    """One, several, or from one to another; other letters and numbers are no rows."""
    assert numbers(text) == found
