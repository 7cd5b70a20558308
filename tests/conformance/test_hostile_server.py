"""A server of our own gives the answers that no honest one does, over the whole life of a connection."""

import logging

import pytest

from tests.conformance import answers
from tests.conformance.case import Case
from tests.conformance.hostile import callbacks, device_codes, documents, extensions, id_tokens, later, token_answers
from tests.conformance.life import Ended, Folder, browse, life, measured
from tests.conformance.play import Play
from tests.conformance.scenes import SCENES

TABLES = (token_answers, id_tokens, callbacks, documents, device_codes, extensions, later)
CASES = tuple(case for table in TABLES for case in table.CASES)


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_nothing_is_gained(case: Case, folder: Folder, caplog: pytest.LogCaptureFixture) -> None:
    """Each hostile answer ends in time as its row says: nothing stored or all kept, and nothing told elsewhere."""
    caplog.set_level(logging.DEBUG)
    async with life(case, folder) as played, measured(case.memory):
        await played.judge(await SCENES[case.scene](played))
    played.check_log(caplog.records)


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
