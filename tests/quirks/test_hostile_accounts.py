"""What an answer about an account says of other places."""

from dataclasses import replace
from pathlib import Path

import pytest

from oauth_desk.domain.secret import MASK
from oauth_desk.services.api_call import ApiCall
from tests.quirks.manner import Reply
from tests.quirks.shipped.table import line
from tests.quirks.stand import stand_of

MAILCHIMP, SHOPIFY = line("mailchimp"), line("shopify")


@pytest.mark.parametrize("place", ["https://ELSEWHERE", "https://ABROAD@ELSEWHERE", "http://ABROAD", "", 7])
async def test_a_place_that_an_account_names_counts_within_the_allowed_hosts(place: object, tmp_path: Path) -> None:
    """C100: any other place stays unknown, and gets nothing; the account is known all the same."""
    assert MAILCHIMP.who is not None
    body = {**MAILCHIMP.who.body, "api_endpoint": place}  # type: ignore[dict-item]
    async with stand_of(replace(MAILCHIMP, who=Reply(body)), tmp_path) as stand:
        connection = await stand.sign_in()
        assert connection.account.label == "ana@example.com"
        assert connection.service.api_base_urls == ()
        assert stand.abroad.requests == []


async def test_signing_in_again_learns_the_place_anew(tmp_path: Path) -> None:
    """The place is that of whoever signs in now."""
    async with stand_of(MAILCHIMP, tmp_path) as stand:
        again = await stand.sign_in_again(await stand.sign_in())
        assert again.service.api_base_urls == (stand.text("https://ABROAD/3.0"),)


async def test_a_token_in_a_header_of_its_own_is_masked(tmp_path: Path) -> None:
    """C102: it is shown nowhere, takes the place of a caller's, and curl asks for it when it runs."""
    async with stand_of(SHOPIFY, tmp_path) as stand:
        connection = await stand.sign_in()
        call = ApiCall("GET", "/things", (("x-shopify-access-token", "mine"),))
        answer = await stand.console.send(connection.id, call)
        shown = [(name, value) for name, value in answer.request.headers if "shopify" in name.lower()]
        assert shown == [("X-Shopify-Access-Token", MASK)]
        command = stand.console.as_curl(connection, ApiCall("GET", "/things"))
        assert '-H "X-Shopify-Access-Token: $(oauth-desk token Shopify)"' in command
        assert "access-1" not in command
