"""A server of our own gives the answers that no honest one does, over the whole life of a connection."""

import pytest

from tests.conformance import answers
from tests.conformance.case import Case
from tests.conformance.hostile import CASES
from tests.conformance.life import Ended, Folder, browse, life
from tests.conformance.play import Play
from tests.conformance.scenes import play


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_nothing_is_gained(case: Case, folder: Folder, caplog: pytest.LogCaptureFixture) -> None:
    """Each hostile answer ends in time as its row says: nothing stored or all kept, and nothing told elsewhere.

    C03, C04, C11, C12, C13, C14, C22, C23, C24, C25, C26, C27, C30, C31, C36, C37, C39, C45, C46, C47, C48, C50, C52,
    C57, C58, C59, C65, C67, C70, C71, C72, C73, C75, C80, C81, C83, C84, C90, C91, C92, C93, C94, C95, C96, C102.
    """
    await play(case, folder, caplog)


def test_no_two_cases_share_a_name() -> None:
    """A case that fails is found by its name."""
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))


async def test_a_machine_elsewhere_would_be_noticed(folder: Folder) -> None:
    """What follows a redirect is heard, so that silence elsewhere means something."""
    case = Case(name="follow", does="a redirect", play=Play(answers={"token": answers.redirect(302)}))
    async with life(case, folder) as played:
        await browse(f"{played.provider.url}/token?code=CANARY")
        assert [seen.target for seen in played.elsewhere.requests] == ["/taken"]
        with pytest.raises(AssertionError):
            await played.judge(Ended())
