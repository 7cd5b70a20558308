"""What a service says of where its API is: believed within the profile's hosts alone (C100)."""

from dataclasses import replace
from pathlib import Path

import pytest

from oauth_desk.domain.errors import DeskError
from oauth_desk.services.console import ApiCall
from tests.quirks.manner import Manner, Reply
from tests.quirks.shipped.table import line
from tests.quirks.stand import stand_of

SALESFORCE = line("salesforce")


def telling(place: object) -> Manner:
    """Return a service that names this place as its API's."""
    body = {**SALESFORCE.first.body, "instance_url": place}  # type: ignore[dict-item]
    return replace(SALESFORCE, first=Reply(body))


@pytest.mark.parametrize(
    "place",
    [
        "https://ELSEWHERE",
        "https://HOST@ELSEWHERE",
        "https://ELSEWHERE/?x=HOST",
        "https://ELSEWHERE#HOST",
        "http://HOST",
        "https://HOST.evil.example",
        "https://evil.example\\@HOST",
        "//HOST",
        "HOST",
        "javascript:alert(1)",
    ],
)
async def test_a_place_that_the_profile_does_not_allow_gets_nothing(place: str, tmp_path: Path) -> None:
    """C100: the connection is made, the place is noted and never called, whatever is asked of the API."""
    async with stand_of(telling(place), tmp_path) as stand:
        connection = await stand.sign_in()
        assert connection.service.api_base_urls == ()
        assert "is not used" in connection.notes[-1]
        asked = len(stand.home.requests)
        for url in ("/things", stand.text("https://ELSEWHERE/things")):
            with pytest.raises(DeskError):
                await stand.console.send(connection.id, ApiCall("GET", url))
        assert len(stand.home.requests) == asked


@pytest.mark.parametrize("place", [None, 7, {"url": "BASE"}, "", "https://HOST/\n", "x" * 501])
async def test_a_place_that_is_none_is_as_good_as_not_told(place: object, tmp_path: Path) -> None:
    """What is no short plain text is not kept, and the API's place stays unknown."""
    async with stand_of(telling(place), tmp_path) as stand:
        connection = await stand.sign_in()
        assert connection.service.api_base_urls == ()
        with pytest.raises(DeskError):
            await stand.console.send(connection.id, ApiCall("GET", "/things"))


async def test_signing_in_again_follows_the_new_account(tmp_path: Path) -> None:
    """Who signs in again may be at home elsewhere: the place of before is not kept."""
    async with stand_of(SALESFORCE, tmp_path) as stand:
        first = await stand.sign_in()
        stand.manner = telling("https://ELSEWHERE")
        again = await stand.sign_in_again(first)
        assert first.service.api_base_urls
        assert again.service.api_base_urls == ()
