"""What happens while a sign-in waits for the person."""

import asyncio

import pytest

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.service import AuthMethod, Client
from tests.fakes.clock import settle
from tests.services.stage import ME_URL, Stage, acme, answer, asked, plain, refused
from tests.services.world import TOKEN_URL, granted


async def test_five_minutes_and_no_longer(stage: Stage) -> None:
    """C20: the flow ends by itself, and the port is free again."""
    session = await stage.begin()
    assert session.deadline - stage.clock.monotonic() == 300
    waiting = asyncio.create_task(session.wait())
    await stage.clock.advance(299)
    assert not waiting.done()
    await stage.clock.advance(1)
    problem = await refused(waiting)
    assert (problem.code, problem.kind) == ("timed_out", Kind.FAILURE)
    assert "5 min" in problem.title
    assert stage.loopback.last.closed


async def test_the_deadline_is_the_persons_not_the_exchanges(stage: Stage) -> None:
    """Who comes back in the last second is not turned away because the service is slow."""
    exchange = stage.http.gate(TOKEN_URL)
    session = await stage.begin(timeout=10.0)
    waiting = asyncio.create_task(session.wait())
    await stage.clock.advance(9)
    stage.loopback.last.hit(answer(session))
    await exchange.arrived()
    await stage.clock.advance(20)
    exchange.open(granted())
    assert (await waiting).name == "Acme"


async def test_cancelling_ends_the_wait_and_frees_the_port(stage: Stage) -> None:
    """C20: closed after cancel."""
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    await settle()
    await session.cancel()
    assert (await refused(waiting)).code == "cancelled"
    assert stage.loopback.last.closed
    assert stage.clock.sleepers == 0


async def test_cancelling_before_anybody_waits_frees_the_port_too(stage: Stage) -> None:
    """A wizard may be closed between two of its steps."""
    session = await stage.begin()
    await session.cancel()
    assert stage.loopback.last.closed
    with pytest.raises(DeskError) as caught:
        await session.wait()
    assert caught.value.code == "cancelled"


async def test_cancelling_during_the_exchange_stores_nothing(stage: Stage) -> None:
    """What "cancelled" says has to be true."""
    exchange = stage.http.gate(TOKEN_URL)
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    stage.loopback.last.hit(answer(session))
    await exchange.arrived()
    await session.cancel()
    assert (await refused(waiting)).code == "cancelled"
    assert stage.stored == []


async def test_cancelling_when_it_is_done_comes_too_late(stage: Stage) -> None:
    """The connection is stored already; only the look-up of the account is left out."""
    stage.http.reply(TOKEN_URL, granted())
    probe = stage.http.gate(ME_URL)
    session = await stage.begin(acme())
    waiting = asyncio.create_task(session.wait())
    stage.loopback.last.hit(answer(session))
    await probe.arrived()
    await session.cancel()
    assert (await waiting) == stage.stored[0]


async def test_a_waiter_that_dies_frees_the_port(stage: Stage) -> None:
    """C20: closed at the end of the program too."""
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    await settle()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert stage.loopback.last.closed


async def test_without_a_browser_the_person_copies_the_link(stage: Stage) -> None:
    """A browser that does not start is no end: the session goes on."""
    stage.browser.fails = True
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin()
    assert session.browser_failed
    with pytest.raises(DeskError) as caught:
        await session.open_again()
    assert caught.value.code == "no_browser"
    stage.loopback.last.hit(answer(session))
    assert (await session.wait()).name == "Acme"


async def test_the_link_is_opened_again_on_demand_and_never_unasked(stage: Stage) -> None:
    """``open_browser=False`` opens nothing; "Open again" opens the same address."""
    session = await stage.begin(open_browser=False)
    assert stage.browser.opened == []
    await session.open_again()
    assert stage.browser.opened == [session.url]
    await session.cancel()


async def test_a_pasted_address_does_what_the_callback_does(stage: Stage) -> None:
    """For a browser on another machine, which ends on a page that does not load."""
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    await session.paste(f"  {session.redirect_uri}?{answer(session)}\n")
    assert (await waiting).name == "Acme"


@pytest.mark.parametrize("text", ["", "hello", "https://other.example/?code=C1", "code=C1&state=wrong"])
async def test_a_pasted_address_of_something_else_is_told_at_once(stage: Stage, text: str) -> None:
    """The wait goes on, and the text is not quoted: it may hold a code."""
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    with pytest.raises(DeskError) as caught:
        await session.paste(text)
    await settle()
    assert (caught.value.code, caught.value.kind, waiting.done()) == ("bad_paste", Kind.USAGE, False)
    assert "C1" not in str(caught.value)
    await session.cancel()
    await refused(waiting)


async def test_a_pasted_denial_ends_the_wait(stage: Stage) -> None:
    """Pasted or not, the answer is judged the same."""
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    await session.paste(answer(session, error="access_denied"))
    assert (await refused(waiting)).code == "denied"


@pytest.mark.parametrize("redirect_uri", ["https://desk.example/landed", "com.example.desk:/landed"])
async def test_where_no_callback_is_possible_pasting_is_the_way_back(stage: Stage, redirect_uri: str) -> None:
    """A service that refuses plain http gets the redirect URI it knows, and nothing listens."""
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin(plain(client=Client("desk", auth_method=AuthMethod.NONE, redirect_uri=redirect_uri)))
    assert (stage.loopback.listeners, asked(session)["redirect_uri"]) == ([], redirect_uri)
    waiting = asyncio.create_task(session.wait())
    await session.paste(f"{redirect_uri}?{answer(session)}")
    assert (await waiting).name == "Acme"
