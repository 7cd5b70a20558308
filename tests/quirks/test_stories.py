"""The life of a connection at services with ways of their own: sign-in, renewal, rejection, a call to the API."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.status import Status
from oauth_desk.services.console import ApiCall
from tests.quirks.accounts import ACCOUNTS
from tests.quirks.answers import ANSWERS
from tests.quirks.callbacks import CALLBACKS
from tests.quirks.manner import Manner, Reply
from tests.quirks.requests import REQUESTS
from tests.quirks.revocations import REVOCATIONS
from tests.quirks.shipped.table import SHIPPED, line
from tests.quirks.stand import stand_of
from tests.quirks.steps import STEPS

ALL = [*ANSWERS, *REQUESTS, *CALLBACKS, *REVOCATIONS, *ACCOUNTS, *STEPS, *SHIPPED]
ENDING = [*REVOCATIONS, *SHIPPED]
RENEWING = [manner for manner in ALL if manner.renews]


def own_end(manner: Manner) -> Mapping[str, str]:
    """Return what a profile says of the end of a connection where that is a request of the service's own."""
    table: Mapping[str, str] = tomllib.loads(manner.profile).get("revocation", {})
    return table if "url" in table else {}


def named(manner: Manner) -> str:
    """Return a name for the list of tests."""
    return manner.name.partition(":")[0]


@pytest.mark.parametrize("manner", ALL, ids=named)
async def test_a_sign_in(manner: Manner, tmp_path: Path) -> None:
    """Tokens, their ends, permissions and what is kept arrive, and the API is called where the service says."""
    async with stand_of(manner, tmp_path) as stand:
        connection = await stand.choose(await stand.sign_in())
        tokens = connection.tokens
        assert tokens.access_token is not None
        assert tokens.access_token.reveal() == "access-1"
        now = stand.world.clock.now()
        assert tokens.expires_at == (None if manner.expires_in is None else now + manner.expires_in)
        ends = None if manner.refresh_expires_in is None else now + manner.refresh_expires_in
        assert tokens.refresh_expires_at == ends
        assert tokens.scopes == manner.scopes
        assert dict(tokens.kept) == {name: stand.text(value) for name, value in manner.kept.items()}
        assert "".join(connection.service.api_base_urls[:1]) == stand.text(manner.api)
        if manner.api:
            answer = await stand.console.send(connection.id, ApiCall("GET", "/things"))
            place = urlsplit(stand.text(manner.api)).path + "/things"
            assert (answer.response.status, json.loads(answer.response.body)) == (200, {"path": place})
        assert connection.renews == manner.renews
        if manner.account is not None:
            assert (connection.account.label, connection.account.subject) == manner.account
        assert manner.notes is None or connection.notes == manner.notes


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
        assert caught.value.code == manner.rejected_as
        condition = stand.stage.stored[0].condition
        assert (condition.status is Status.SIGN_IN_NEEDED) == (manner.rejected_as == "sign_in_needed")
        assert manner.cause in (None, condition.cause)


@pytest.mark.parametrize("manner", ENDING, ids=named)
async def test_the_end_of_a_connection(manner: Manner, tmp_path: Path) -> None:
    """C95: the service is told in its own way, or the person where to go; here the connection is gone."""
    async with stand_of(manner, tmp_path) as stand:
        connection = await stand.sign_in()
        told = await stand.disconnect(connection)
        assert told.revoked == manner.tells
        assert stand.stage.stored == []
        assert len(stand.ends) == (manner.endings if manner.tells == "yes" else 0)
        for seen in stand.home.requests:
            assert "access-" not in seen.target
            assert "refresh-" not in seen.target


@pytest.mark.parametrize("manner", [each for each in ENDING if own_end(each)], ids=named)
@pytest.mark.parametrize(
    "reply",
    [
        Reply({"error": "invalid_token"}, 401),
        Reply({"message": "Not Found"}, 404),
        Reply({"error": "server_error"}, 500),
        Reply({"error": "invalid_auth"}),
        Reply({"ok": False}),
        Reply("<!doctype html><title>Sign in</title>"),
    ],
)
async def test_a_service_that_does_not_end_it(manner: Manner, reply: Reply, tmp_path: Path) -> None:
    """C95: what is no success is told as such, with the page for people where one is known; here it is gone."""
    async with stand_of(replace(manner, revoked=reply), tmp_path) as stand:
        told = await stand.disconnect(await stand.sign_in())
        assert told.revoked == "failed"
        assert own_end(manner).get("page", "") in told.detail
        assert stand.stage.stored == []


async def test_an_access_token_that_is_over_is_renewed_before_it_ends_the_rest(tmp_path: Path) -> None:
    """C95: where the access token alone can end the grant, a living one is sent."""
    async with stand_of(line("dropbox"), tmp_path) as stand:
        connection = await stand.sign_in()
        await stand.world.clock.advance(15_000)
        assert (await stand.disconnect(connection)).revoked == "yes"
        assert stand.ends[0].header("authorization") == "Bearer access-2"


async def test_a_renewal_that_is_refused_does_not_keep_a_connection(tmp_path: Path) -> None:
    """C95: then nothing is left to end it with; it is gone here all the same."""
    async with stand_of(line("dropbox"), tmp_path) as stand:
        connection = await stand.sign_in()
        await stand.world.clock.advance(15_000)
        stand.is_gone = True
        assert (await stand.disconnect(connection)).revoked == "no"
        assert stand.ends == []
        assert stand.stage.stored == []
