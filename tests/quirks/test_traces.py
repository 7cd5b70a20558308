"""What a watched sign-in shows of services with ways of their own (C102)."""

from pathlib import Path

import pytest

from tests.quirks.manner import SECRET, Manner
from tests.quirks.shipped.entry import KEY
from tests.quirks.stand import stand_of
from tests.quirks.test_stories import ALL, named


@pytest.mark.parametrize("manner", ALL, ids=named)
async def test_a_trace_shows_no_token(manner: Manner, tmp_path: Path) -> None:
    """C102: wherever tokens and secrets stand in requests and answers, nothing of them is shown."""
    async with stand_of(manner, tmp_path) as stand:
        with stand.tracer.recording() as trace:
            connection = await stand.choose(await stand.sign_in())
            if manner.renews:
                connection = await stand.renew(connection)
            await stand.disconnect(connection)
        assert any(place in trace.text for place in stand.places.token)
        for secret in ("access-1", "access-2", "refresh-1", "refresh-2", "short-1", SECRET, KEY):
            assert secret not in trace.text
