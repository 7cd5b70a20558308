"""The life of a connection at services with ways of their own: sign-in, renewal, rejection, a call to the API."""

from pathlib import Path

import pytest

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.status import Status
from oauth_desk.services.console import ApiCall
from tests.quirks.answers import ANSWERS
from tests.quirks.callbacks import CALLBACKS
from tests.quirks.manner import Manner
from tests.quirks.requests import REQUESTS
from tests.quirks.stand import stand_of

ALL = [*ANSWERS, *REQUESTS, *CALLBACKS]
RENEWING = [manner for manner in ALL if manner.renews]


def named(manner: Manner) -> str:
    """Return a name for the list of tests."""
    return manner.name.partition(":")[0]


@pytest.mark.parametrize("manner", ALL, ids=named)
async def test_a_sign_in(manner: Manner, tmp_path: Path) -> None:
    """Tokens, their ends, permissions and what is kept arrive, and the API is called where the service says."""
    async with stand_of(manner, tmp_path) as stand:
        connection = await stand.sign_in()
        tokens = connection.tokens
        assert tokens.access_token is not None
        assert tokens.access_token.reveal() == "access-1"
        now = stand.world.clock.now()
        assert tokens.expires_at == (None if manner.expires_in is None else now + manner.expires_in)
        ends = None if manner.refresh_expires_in is None else now + manner.refresh_expires_in
        assert tokens.refresh_expires_at == ends
        assert tokens.scopes == manner.scopes
        assert dict(tokens.kept) == {name: stand.text(value) for name, value in manner.kept.items()}
        assert "".join(connection.service.api_base_urls) == stand.text(manner.api)
        if manner.api:
            answer = await stand.console.send(connection.id, ApiCall("GET", "/things"))
            assert answer.response.status == 200
        assert connection.renews == manner.renews


@pytest.mark.parametrize("manner", RENEWING, ids=named)
async def test_a_renewal_and_a_rejection(manner: Manner, tmp_path: Path) -> None:
    """The next tokens arrive by the same rules, what is kept stays; then the service says no, and that is the end."""
    async with stand_of(manner, tmp_path) as stand:
        first = await stand.sign_in()
        second = await stand.renew(first)
        assert second.tokens.access_token is not None
        assert second.tokens.access_token.reveal() == "access-2"
        assert second.tokens.refresh_token is not None
        assert second.tokens.scopes == manner.scopes
        assert dict(second.tokens.kept) == dict(first.tokens.kept)
        stand.is_gone = True
        with pytest.raises(DeskError) as caught:
            await stand.renew(second)
        assert caught.value.code == "sign_in_needed"
        assert stand.stage.stored[0].condition.status is Status.SIGN_IN_NEEDED
