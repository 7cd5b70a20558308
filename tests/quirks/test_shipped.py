"""Every service of the catalogue is played as shipped, with all that it may be given."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from oauth_desk.domain.profile import parse_profile
from oauth_desk.domain.service import Service
from oauth_desk.protocol import address
from oauth_desk.protocol.resource import is_allowed_host
from oauth_desk.services.sign_in import SignInPlan
from tests.quirks.shipped.entry import Shipped
from tests.quirks.shipped.profile import FOLDER, GENERIC
from tests.quirks.shipped.table import SHIPPED, line
from tests.quirks.stand import stand_of
from tests.quirks.test_stories import named
from tests.services.stage import asked

FILES = {path.stem for path in FOLDER.glob("*.toml")} - GENERIC
HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]+")

WITH_DEVICES = ("github", "gitlab", "microsoft", "zoom", "okta", "auth0", "keycloak", "vercel", "huggingface")

NAMED_HOSTS = {
    "docusign": "na4.docusign.net eu.docusign.net",
    "zoom": "api-us.zoom.us",
    "salesforce": "acme.my.salesforce.com acme.sandbox.my.salesforce.com",
    "pipedrive": "acme.pipedrive.com",
    "mailchimp": "us6.api.mailchimp.com",
    "zoho": "www.zohoapis.eu www.zohoapis.com.au accounts.zoho.eu accounts.zohocloud.ca",
}
"""Where services are known to send their customers' calls."""

each_service = pytest.mark.parametrize("manner", SHIPPED, ids=named)


def read(name: str) -> Service:
    """Parse a shipped file as it is."""
    return parse_profile((FOLDER / f"{name}.toml").read_text(encoding="utf-8"), base=FOLDER)


def choices() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every choice that a person has at a service."""
    for manner in SHIPPED:
        for question in read(manner.name).questions:
            yield from ((manner.name, {question.name: choice}) for choice, _ in question.choices)


def test_every_shipped_service_is_played() -> None:
    """A file without a line in the table would be one whose facts nobody has tried, and a line without a file none."""
    assert Counter(manner.name for manner in SHIPPED) == Counter(FILES)


@each_service
def test_whether_a_secret_is_asked_for(manner: Shipped) -> None:
    """A person is asked for a secret where the service demands one, and for none where it does not."""
    needed = manner.wants.proof != "none" and not manner.optional
    assert read(manner.name).client_secret_needed == needed


@pytest.mark.parametrize("manner", [manner for manner in SHIPPED if manner.optional], ids=named)
async def test_a_client_without_a_secret(manner: Shipped, tmp_path: Path) -> None:
    """C36: where the secret may be left out, the client's id alone stands in the body, and all goes on as with one."""
    async with stand_of(manner.without_secret(), tmp_path) as stand:
        first = await stand.sign_in()
        assert first.tokens.access_token is not None
        if manner.renews:
            assert (await stand.renew(first)).tokens.access_token != first.tokens.access_token


@each_service
async def test_several_permissions_at_once(manner: Shipped, tmp_path: Path) -> None:
    """They are separated as the service wants it."""
    async with stand_of(manner, tmp_path) as stand:
        service = stand.service()
        wanted = tuple(scope for scope, _ in service.scope_meaning[:2])
        session = await stand.stage.sign_in.begin(SignInPlan(service, scopes=wanted))
        told = asked(session).get(manner.wants.scope_name)
        assert told == (manner.wants.separator.join(wanted) or None)
        await session.cancel()


@each_service
async def test_a_person_who_says_no(manner: Shipped, tmp_path: Path) -> None:
    """The service's word for it is understood, and nothing is asked of the service any more."""
    async with stand_of(manner, tmp_path) as stand:
        error = await stand.refused(error=manner.denied)
        assert (error.code, error.title) == ("denied", "The sign-in was declined.")
        assert not [seen for seen in stand.home.requests if seen.method == "POST"]


@pytest.mark.parametrize(("name", "hosts"), NAMED_HOSTS.items())
def test_hosts_that_a_service_may_name(name: str, hosts: str) -> None:
    """C100: the service's own are allowed by the file as shipped, over https; such that look like them are not."""
    service = read(name)
    for host in hosts.split():
        assert is_allowed_host(service, address.read(f"https://{host}/x"))
        owner = ".".join(host.split(".")[-2:])
        near = (f"https://{host}.evil.example", f"https://evil-{owner}", f"https://{host}:444")
        for url in (*near, f"http://{host}", "https://evil.example/"):
            assert not is_allowed_host(service, address.read(url))


def test_every_file_that_allows_hosts_is_tried() -> None:
    """No file lets a service name hosts that the test above does not look at."""
    assert {name for name in FILES if read(name).allowed_hosts} == set(NAMED_HOSTS)


@pytest.mark.parametrize("manner", [line(name) for name in WITH_DEVICES], ids=named)
async def test_a_code_on_another_device(manner: Shipped, tmp_path: Path) -> None:
    """C93: where a file names the address for it, the same tokens arrive that way."""
    async with stand_of(manner, tmp_path) as stand:
        connection = await stand.sign_in_elsewhere()
        assert connection.tokens.access_token is not None
        assert (connection.account.label, connection.account.subject) == manner.account
        assert connection.renews == manner.renews


def test_every_file_with_a_way_for_devices_is_tried() -> None:
    """No other file promises a way that the test above does not go."""
    assert {name for name in FILES if read(name).endpoints.device_authorization} == set(WITH_DEVICES)


@pytest.mark.parametrize(("name", "choice"), [*choices()])
async def test_every_choice_leads_somewhere(name: str, choice: dict[str, str], tmp_path: Path) -> None:
    """Whatever a person chooses, the sign-in goes on, at hosts that can be."""
    manner = line(name)
    answers = tuple({**dict(manner.given.answers), **choice}.items())
    manner = replace(manner, at=None, given=replace(manner.given, answers=answers))
    async with stand_of(manner, tmp_path) as stand:
        connection = await stand.sign_in()
        assert connection.tokens.access_token is not None
        hosts = [seen.target.split("/")[1] for seen in stand.home.requests]
        assert [host for host in hosts if not HOST.fullmatch(host)] == []
