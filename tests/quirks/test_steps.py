"""Second steps that fail, and where tokens stand in them."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.quirks.manner import SECRET, Manner, Reply
from tests.quirks.shipped.entry import KEY
from tests.quirks.shipped.table import line
from tests.quirks.stand import stand_of
from tests.quirks.steps import ITSELF


@pytest.mark.parametrize(
    "reply",
    [
        Reply({"error": {"message": "no", "code": 100}}, 400),
        Reply({"access_token": ""}),
        Reply("<!doctype html>"),
        Reply({}, 500),
    ],
)
async def test_a_second_step_that_fails_stores_nothing(reply: Reply, tmp_path: Path) -> None:
    """C45: half a sign-in is none."""
    async with stand_of(replace(line("facebook"), step=reply), tmp_path) as stand:
        error = await stand.refused()
        assert error.code == "exchange_failed"
        assert "short-1" not in f"{error.title} {error.detail}"


@pytest.mark.parametrize("manner", [line("facebook"), ITSELF], ids=["facebook", "itself"])
async def test_no_token_and_no_secret_stands_in_an_address(manner: Manner, tmp_path: Path) -> None:
    """C100: not in the second step, not in the renewal that a token makes of itself."""
    async with stand_of(manner, tmp_path) as stand:
        connection = await stand.sign_in()
        if manner.renews:
            await stand.renew(connection)
        for seen in stand.home.requests:
            for secret in ("short-1", "access-1", "access-2", SECRET, KEY):
                assert secret not in seen.target
