"""Sign-ins that are announced to the service first (RFC 9126)."""

import asyncio
import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.service import Endpoints, Metadata, Offer, Security, Service
from oauth_desk.services.ports import TransportFault
from tests.fakes.http import failure, form_of, json_response
from tests.services.stage import Stage, plain
from tests.services.world import TOKEN_URL, error, granted

PUSH_URL = "https://login.example/push"
OTHER_WAY = Endpoints(authorization="https://login.example/authorize", token=TOKEN_URL)
PUSHING = replace(OTHER_WAY, pushed_authorization_request=PUSH_URL)


def reference(number: int) -> str:
    """Return one of the service's references."""
    return f"urn:ietf:params:oauth:request_uri:{number}"


def kept(number: int) -> object:
    """Return the service's answer to a pushed request."""
    return json_response({"request_uri": reference(number), "expires_in": 60}, 201)


def pushing(**changes: object) -> Service:
    """Return a service that takes pushed requests."""
    return plain(endpoints=PUSHING, **changes)


async def test_the_request_is_pushed_and_the_sign_in_goes_on_as_ever(stage: Stage) -> None:
    """C14: the browser sees a reference; state and challenge went to the service directly, and still bind the code."""
    stage.http.reply(PUSH_URL, kept(1))
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin(pushing())
    assert parse_qs(urlsplit(session.url).query) == {"client_id": ["desk"], "request_uri": [reference(1)]}
    assert stage.browser.opened == [session.url]
    sent = form_of(stage.http.requests[0])
    assert sent["redirect_uri"] == session.redirect_uri
    waiting = asyncio.create_task(session.wait())
    stage.loopback.last.hit(f"code=C1&state={sent['state']}")
    assert (await waiting).generation == 1


async def test_each_visit_has_a_reference_of_its_own(stage: Stage) -> None:
    """C14: RFC 9126 §4: a reference is good once, so "Open again" pushes again, with the same state."""
    stage.http.reply(PUSH_URL, kept(1), kept(2))
    session = await stage.begin(pushing())
    await session.open_again()
    assert [parse_qs(urlsplit(url).query)["request_uri"] for url in stage.browser.opened] == [
        [reference(1)],
        [reference(2)],
    ]
    first, second = (form_of(request) for request in stage.http.requests)
    assert first == second
    assert session.url == stage.browser.opened[-1]
    await session.cancel()


async def test_a_refused_push_opens_no_browser(stage: Stage) -> None:
    """A registration that is refused is told before the person sees a page, and nobody listens afterwards."""
    stage.http.reply(PUSH_URL, error("invalid_client", status=401))
    with pytest.raises(DeskError) as caught:
        await stage.begin(pushing())
    assert caught.value.kind is Kind.SETTINGS
    assert stage.browser.opened == []
    assert stage.loopback.last.closed


async def test_no_network_is_told(stage: Stage) -> None:
    """The network's trouble is not the person's."""
    stage.http.reply(PUSH_URL, failure(TransportFault.DNS, sent=False))
    with pytest.raises(DeskError) as caught:
        await stage.begin(pushing())
    assert caught.value.kind is Kind.UNREACHABLE


@pytest.mark.parametrize(
    "service",
    [
        plain(endpoints=OTHER_WAY, security=Security(pushed=Offer.REQUIRED)),
        plain(
            endpoints=OTHER_WAY,
            metadata=Metadata(document=json.dumps({"require_pushed_authorization_requests": True})),
        ),
    ],
)
async def test_what_must_be_pushed_never_goes_in_the_open(stage: Stage, service: Service) -> None:
    """C14: where it is demanded and there is no address for it, the sign-in is refused with words."""
    with pytest.raises(DeskError) as caught:
        await stage.begin(service)
    assert caught.value.kind is Kind.SETTINGS
    assert "names no address" in caught.value.detail
    assert stage.browser.opened == []
