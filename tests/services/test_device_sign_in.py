"""Signing in with a code on another device, as stories."""

import asyncio

import pytest

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.service import Endpoints, Service
from oauth_desk.services.ports import TransportFault
from oauth_desk.services.sign_in import SignInSession
from tests.fakes.http import failure, form_of, json_response
from tests.services.stage import DEVICE_URL, Stage, plain, refused
from tests.services.world import TOKEN_URL, error, granted

PAGE = "https://login.example/activate"
PENDING = error("authorization_pending")
SLOW_DOWN = error("slow_down")
TIMEOUT = failure(TransportFault.TIMEOUT, sent=True)
OFFLINE = failure(TransportFault.DNS, sent=False)


def television(**changes: object) -> Service:
    """Return a service with the device flow."""
    endpoints = Endpoints(
        authorization="https://login.example/authorize", token=TOKEN_URL, device_authorization=DEVICE_URL
    )
    return plain(endpoints=endpoints, **changes)


def codes(**members: object) -> object:
    """Return the answer that starts the flow."""
    body = {"device_code": "D-secret", "user_code": "WDJB-MJHT", "verification_uri": PAGE, "expires_in": 600}
    return json_response({**body, **members})


async def begun(stage: Stage, *polls: object, **members: object) -> tuple[SignInSession, "asyncio.Task[Connection]"]:
    """Begin the flow; ``polls`` are the answers to come."""
    stage.http.reply(DEVICE_URL, codes(**members))
    stage.http.reply(TOKEN_URL, *polls)
    session = await stage.begin(television(), device=True)
    return session, asyncio.create_task(session.wait())


async def test_the_person_types_the_code_and_is_connected(stage: Stage) -> None:
    """C94: page and code are shown; the device code goes to the token endpoint alone."""
    session, waiting = await begun(stage, PENDING, PENDING, granted())
    assert (session.url, session.user_code, session.redirect_uri) == (PAGE, "WDJB-MJHT", "")
    assert (stage.browser.opened, stage.loopback.listeners) == ([PAGE], [])
    await stage.clock.advance(15)
    connected = await waiting
    assert (stage.stored, stage.outcomes) == ([connected], ["connected"])
    assert form_of(stage.http.requests[1])["device_code"] == "D-secret"
    assert "D-secret" not in repr(session.url) + repr(session.user_code)


async def test_a_complete_address_saves_the_typing(stage: Stage) -> None:
    """RFC 8628 §3.3.1: opened where the service gives one; the code is shown all the same."""
    session, waiting = await begun(stage, verification_uri_complete=f"{PAGE}?code=WDJB-MJHT")
    assert (session.url, session.user_code) == (f"{PAGE}?code=WDJB-MJHT", "WDJB-MJHT")
    await session.cancel()
    assert (await refused(waiting)).code == "cancelled"


async def polls_within(stage: Stage, seconds: float) -> int:
    """Let time pass and count the polls."""
    before = len(stage.http.sent_to(TOKEN_URL))
    await stage.clock.advance(seconds)
    return len(stage.http.sent_to(TOKEN_URL)) - before


async def test_polls_keep_the_services_pace(stage: Stage) -> None:
    """C93: five seconds by default, and five more for good after ``slow_down``."""
    session, waiting = await begun(stage, SLOW_DOWN, PENDING, PENDING, PENDING, PENDING)
    assert await polls_within(stage, 4.9) == 0
    assert await polls_within(stage, 0.1) == 1
    assert await polls_within(stage, 9.9) == 0
    assert await polls_within(stage, 0.1) == 1
    assert await polls_within(stage, 20) == 2
    await session.cancel()
    await refused(waiting)


async def test_the_services_own_interval_counts(stage: Stage) -> None:
    """C93: ``interval`` is the least time between two polls."""
    session, waiting = await begun(stage, PENDING, PENDING, interval=12)
    assert (await polls_within(stage, 11), await polls_within(stage, 1)) == (0, 1)
    await session.cancel()
    await refused(waiting)


async def test_a_poll_without_an_answer_doubles_the_pace(stage: Stage) -> None:
    """C93: a timeout slows the polling down; a missing network does not, and neither ends it."""
    _, waiting = await begun(stage, TIMEOUT, OFFLINE, granted())
    assert (await polls_within(stage, 5), await polls_within(stage, 9.9)) == (1, 0)
    assert await polls_within(stage, 0.1) == 1
    assert await polls_within(stage, 10) == 1
    assert (await waiting).name == "Acme"


async def test_one_poll_at_a_time(stage: Stage) -> None:
    """C93: while an answer is awaited, nothing else is sent."""
    stage.http.reply(DEVICE_URL, codes())
    slow = stage.http.gate(TOKEN_URL)
    session = await stage.begin(television(), device=True)
    waiting = asyncio.create_task(session.wait())
    await stage.clock.advance(40)
    assert len(stage.http.sent_to(TOKEN_URL)) == 1
    slow.open(granted())
    assert (await waiting).name == "Acme"


@pytest.mark.parametrize(
    ("answer", "code", "kind"),
    [
        (error("access_denied"), "denied", Kind.FAILURE),
        (error("expired_token"), "timed_out", Kind.FAILURE),
        (error("invalid_client", 401), "settings_problem", Kind.SETTINGS),
        (error("invalid_grant"), "denied", Kind.FAILURE),
    ],
)
async def test_a_final_no_ends_the_polling(stage: Stage, answer: object, code: str, kind: Kind) -> None:
    """C93: stop at ``access_denied``, ``expired_token`` and every other refusal; nothing is stored."""
    _, waiting = await begun(stage, PENDING, answer)
    await stage.clock.advance(10)
    problem = await refused(waiting)
    assert (problem.code, problem.kind) == (code, kind)
    assert (stage.stored, len(stage.http.sent_to(TOKEN_URL))) == ([], 2)


async def test_the_code_runs_out_by_itself(stage: Stage) -> None:
    """C93: no poll after ``expires_in``, whatever the service says."""
    session, waiting = await begun(stage, *[PENDING] * 6, expires_in=30)
    assert session.deadline - stage.clock.monotonic() == 30
    await stage.clock.advance(100)
    assert (await refused(waiting)).code == "timed_out"
    assert len(stage.http.sent_to(TOKEN_URL)) <= 6


@pytest.mark.parametrize(("asleep", "polls"), [(300.0, 1), (3600.0, 0)])
async def test_a_sleep_is_not_made_up_for(stage: Stage, asleep: float, polls: int) -> None:
    """C93: nothing is asked while the computer sleeps; awake, the pace goes on, or the code has run out meanwhile."""
    session, waiting = await begun(stage, *[PENDING] * 4)
    assert await polls_within(stage, 4) == 0
    await stage.clock.jumped(asleep)
    assert len(stage.http.sent_to(TOKEN_URL)) == 0
    assert await polls_within(stage, 5.9) == polls
    assert waiting.done() is (polls == 0)
    await session.cancel()
    assert (await refused(waiting)).code == ("timed_out" if polls == 0 else "cancelled")


async def test_there_is_nothing_to_paste(stage: Stage) -> None:
    """Nothing comes back through the browser."""
    session, waiting = await begun(stage)
    with pytest.raises(DeskError) as caught:
        await session.paste("https://login.example/?code=1")
    assert caught.value.code == "bad_paste"
    await session.cancel()
    await refused(waiting)


@pytest.mark.parametrize("page", ["http://login.example/activate", "javascript:alert(1)"])
async def test_an_unsafe_page_is_never_opened(stage: Stage, page: str) -> None:
    """C94: the page stands under the same rule as every address for a browser."""
    stage.http.reply(DEVICE_URL, codes(verification_uri=page))
    with pytest.raises(DeskError) as caught:
        await stage.begin(television(), device=True)
    assert (caught.value.code, stage.browser.opened) == ("unsafe_address", [])


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (error("invalid_client", 401), Kind.SETTINGS),
        (error("server_error", 500), Kind.FAILURE),
        (OFFLINE, Kind.UNREACHABLE),
    ],
)
async def test_a_flow_that_does_not_start_says_why(stage: Stage, answer: object, kind: Kind) -> None:
    """The same faults have the same kinds as in the exchange of a code."""
    stage.http.reply(DEVICE_URL, answer)
    with pytest.raises(DeskError) as caught:
        await stage.begin(television(), device=True)
    assert caught.value.kind is kind


async def test_a_service_without_the_flow_says_so(stage: Stage) -> None:
    """Asking for what is not offered is a usage error."""
    with pytest.raises(DeskError) as caught:
        await stage.begin(plain(), device=True)
    assert (caught.value.code, caught.value.kind) == ("no_device_flow", Kind.USAGE)


async def test_a_service_with_nothing_else_needs_no_asking(stage: Stage) -> None:
    """Where only the device flow exists, it is taken."""
    stage.http.reply(DEVICE_URL, codes())
    endpoints = Endpoints(token=TOKEN_URL, device_authorization=DEVICE_URL)
    session = await stage.begin(plain(endpoints=endpoints, issuer=None))
    assert session.user_code == "WDJB-MJHT"
    await session.cancel()
