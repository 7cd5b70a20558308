"""What comes back with the browser is a stranger's until it is checked."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from oauth_desk.services.sign_in import SignInPlan
from tests.quirks.manner import Manner
from tests.quirks.requests import AGAIN, GOOD
from tests.quirks.shipped.table import line
from tests.quirks.stand import stand_of
from tests.services.stage import asked

QUICKBOOKS, SHOPIFY, ZOHO = line("quickbooks"), line("shopify"), line("zoho")
ZOHOS = "/accounts.zoho.com/oauth"


async def test_everything_after_the_sign_in_page_goes_to_the_server_that_was_named(tmp_path: Path) -> None:
    """C11: the code, renewals, the account and the end of a connection go to the allowed server, for good."""
    async with stand_of(ZOHO, tmp_path) as stand:
        connection = await stand.sign_in()
        renewed = await stand.renew(connection)
        await stand.disconnect(renewed)
        assert stand.home.requests == []
        paths = [seen.target for seen in stand.abroad.requests]
        code, who, again, *ends = (path.removeprefix(ZOHOS) for path in paths)
        assert (code, who, again) == ("/v2/token", "/user/info", "/v2/token")
        assert ends == ["/v2/token/revoke"] * 2
        assert connection.service.endpoints.authorization == f"{stand.home.url}{ZOHOS}/v2/auth"


async def test_without_a_server_the_profiles_own_counts(tmp_path: Path) -> None:
    """C11: an answer that names none leaves the code where the profile says."""
    async with stand_of(replace(ZOHO, callback={}), tmp_path) as stand:
        connection = await stand.sign_in()
        assert [seen.target for seen in stand.home.requests] == [f"{ZOHOS}/v2/token", f"{ZOHOS}/user/info"]
        assert dict(connection.tokens.kept) == {"token.api_domain": f"https://{stand.text('ABROAD')}"}


@pytest.mark.parametrize(
    "server",
    [
        "https://ELSEWHERE",
        "https://ABROAD@ELSEWHERE",
        "https://ELSEWHERE\\@ABROAD",
        "https://ELSEWHERE/ABROAD",
        "https://ABROAD.evil.example",
        "https://ABROAD/elsewhere",
        "https://ABROAD?x",
        "https://ABROAD#x",
        "https://ABROAD?",
        "http://ABROAD",
        "ABROAD",
        "//ABROAD",
        "https://",
        "javascript:alert(1)",
        "https://ELSEWHERE\tABROAD",
    ],
)
async def test_a_code_never_goes_to_a_server_that_is_not_allowed(server: str, tmp_path: Path) -> None:
    """C11, C100: the sign-in ends, and neither the code nor the client's secret is sent anywhere."""
    async with stand_of(ZOHO, tmp_path) as stand:
        error = await stand.refused(**{"accounts-server": server})
        assert error.code == "bad_callback"
        assert stand.home.requests == stand.abroad.requests == []


@pytest.mark.parametrize(
    "change",
    [
        {"hmac": "0" * 64},
        {"hmac": ""},
        {"shop": "evil.myshopify.com", "hmac": "WAS"},
        {"extra": "1", "hmac": "WAS"},
        {"code": "C2", "hmac": "WAS"},
    ],
)
async def test_a_callback_that_is_not_signed_as_it_should_be(change: dict[str, str], tmp_path: Path) -> None:
    """C26: whatever was changed after signing, nothing is exchanged."""
    async with stand_of(SHOPIFY, tmp_path) as stand:
        session = await stand.stage.sign_in.begin(SignInPlan(stand.service()))
        state = asked(session)["state"]
        await session.cancel()
        genuine = {"code": "C1", "state": state, **SHOPIFY.callback}
        if change["hmac"] == "WAS":
            change = {**change, **SHOPIFY.signature(genuine)}
        assert (await stand.refused(**change)).code == "bad_callback"
        assert stand.home.requests == []


@pytest.mark.parametrize("realm", ["../../evil", "1/2", "1?x", "1#x", "%2e%2e", "", "x" * 501, "ü"])
async def test_a_value_of_the_callback_never_changes_where_an_address_leads(realm: str, tmp_path: Path) -> None:
    """C100: what is no plain step of a path makes no address."""
    async with stand_of(QUICKBOOKS, tmp_path) as stand:
        connection = await stand.sign_in(realmId=realm)
        assert connection.service.api_base_urls == ()


PASTED = Manner(
    "instagram: junk behind the code of a pasted address",
    """
[scopes]
default = ["read"]
[client]
client_id = "desk-1"
redirect_uri = "https://me.example/landed"
""",
    GOOD,
    AGAIN,
    token=lambda _seen, form: "" if form.get("code", "C1") == "C1" else "code",
)


async def test_junk_behind_a_code(tmp_path: Path) -> None:
    """C27: what stands behind # is no part of the code."""
    async with stand_of(PASTED, tmp_path) as stand:
        session = await stand.stage.sign_in.begin(SignInPlan(stand.service()))
        query = urlencode({"state": asked(session)["state"], "code": "C1"})
        await session.paste(f"https://me.example/landed?{query}#_")
        connection = await session.wait()
        assert connection.tokens.access_token is not None
