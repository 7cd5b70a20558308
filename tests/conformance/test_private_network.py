"""What a document tells leads to the internet alone, over the whole life of a connection."""

import pytest

from tests.conformance.case import Case
from tests.conformance.hostile import insiders
from tests.conformance.internet import Internet
from tests.conformance.life import Folder
from tests.conformance.scenes import play


@pytest.mark.parametrize("case", insiders.CASES, ids=str)
async def test_nobody_inside_is_connected_to(
    case: Case,
    folder: Folder,
    internet: Internet,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """C82: whatever endpoint it is, and however its address is written; not even a connection is opened."""
    await play(case, folder, caplog, internet=internet)
