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
    """Each hostile answer ends in time as its row says: nothing stored or all kept, and nothing told elsewhere."""
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
