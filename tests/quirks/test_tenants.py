"""Services with an address for each customer, each region or each environment."""

from dataclasses import replace
from pathlib import Path

import pytest

from oauth_desk.domain.errors import DeskError
from oauth_desk.services.console import ApiCall
from oauth_desk.services.overrides import Overrides, overridden
from tests.quirks.manner import Manner
from tests.quirks.requests import AGAIN, GOOD
from tests.quirks.stand import Stand, stand_of

TENANT = Manner(
    "an address for each customer",
    """
format = 1
[service]
id = "acme"
name = "Acme"
authorization_endpoint = "https://{host}/{realm}/authorize"
token_endpoint = "https://{host}{port}/token"
revocation_endpoint = "https://{host}{port}/revoke"
api_base_urls = ["https://{host}{port}/api"]
[account]
url = "https://{host}{port}/me"
label = "email"
subject = "id"
[parameters.authorization]
audience = "{audience}"
[scopes]
default = ["read"]
[questions.host]
label = "Server"
[questions.port]
label = "Environment"
default = "live"
[questions.port.choices]
live = ""
nothing = ".invalid"
[questions.realm]
label = "Realm"
kind = "segment"
default = "main"
[questions.audience]
label = "API"
kind = "text"
optional = true
""",
    GOOD,
    AGAIN,
    expires_in=3600,
)


async def connected(stand: Stand, **answers: str) -> None:
    """Sign in with these answers, call the API, renew, and end the connection."""
    service = overridden(stand.service(), Overrides(answers=tuple(answers.items())))
    connection = await stand.sign_in(service)
    await stand.console.send(connection.id, ApiCall("GET", "/things"))
    renewed = await stand.renew(connection)
    assert renewed.service.endpoints.token == f"{stand.home.url}/token"
    assert (await stand.disconnect(renewed)).revoked == "yes"


async def test_the_whole_life_at_the_customers_own_address(tmp_path: Path) -> None:
    """Sign-in, call, renewal and revocation go to the host that was answered."""
    async with stand_of(TENANT, tmp_path) as stand:
        await connected(stand, host=stand.text("HOST"), audience="https://api.example/?a=1&b=2", realm="team-1")
        assert stand.asked["audience"] == "https://api.example/?a=1&b=2"
        paths = [seen.target for seen in stand.home.requests]
        assert paths == ["/token", "/me", "/api/things", "/token", "/revoke", "/revoke"]


async def test_an_optional_answer_that_is_not_given(tmp_path: Path) -> None:
    """Its parameter is left out."""
    async with stand_of(TENANT, tmp_path) as stand:
        await connected(stand, host=stand.text("BASE/"))
        assert "audience" not in stand.asked


@pytest.mark.parametrize(
    "host",
    ["ELSEWHERE/x", "ELSEWHERE#", "ELSEWHERE?", "HOST@ELSEWHERE", "ELSEWHERE/?HOST", "ELSEWHERE\\.HOST", "HOST:1", ""],
)
async def test_an_answer_that_leads_elsewhere_sends_nothing(host: str, tmp_path: Path) -> None:
    """C38, C100: an answer is a host and nothing else, or nothing begins."""
    async with stand_of(TENANT, tmp_path) as stand:
        with pytest.raises(DeskError) as caught:
            await connected(stand, host=stand.text(host))
        assert caught.value.code == "answer_needed"
        assert stand.home.requests == []


async def test_an_environment_is_chosen_by_its_name(tmp_path: Path) -> None:
    """What a choice fills in is the profile's, never what was typed."""
    profile = TENANT.profile.replace('live = ""', 'live = ".invalid"').replace('nothing = ".invalid"', 'test = ""')
    async with stand_of(replace(TENANT, profile=profile), tmp_path) as stand:
        await connected(stand, host=stand.text("HOST"), port="test")
        with pytest.raises(DeskError):
            overridden(stand.service(), Overrides(answers=(("host", "a"), ("port", ".evil"))))
