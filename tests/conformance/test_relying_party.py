"""The relying-party tests of the OpenID conformance suite, made again with the real parts on real sockets."""

import pytest

from tests.conformance import suite, suite_cases
from tests.conformance.case import Case
from tests.conformance.life import Folder
from tests.conformance.rendering import PAGE, rendered
from tests.conformance.scenes import play


@pytest.mark.parametrize("case", suite_cases.CASES, ids=str)
async def test_the_case_ends_as_the_table_says(case: Case, folder: Folder, caplog: pytest.LogCaptureFixture) -> None:
    """Each test of the suite that applies ends as its row says, and nothing is told to anybody else.

    C07, C36, C38, C67, C70, C71, C72, C73, C75, C80, C84, C100.
    """
    await play(case, folder, caplog)


def test_every_name_has_one_case_or_a_reason() -> None:
    """No test of the suite is forgotten, and none is both played and said not to apply."""
    played = [case.name for case in suite_cases.CASES]
    assert sorted([*played, *suite.NOT_OURS]) == sorted(suite.NAMES)
    assert set(suite_cases.REMARKS) <= set(played)


def test_the_page_for_people_is_up_to_date() -> None:
    """Whoever reads the page reads the tables."""
    assert PAGE.read_text(encoding="utf-8") == rendered(), "run python -m tests.conformance"
