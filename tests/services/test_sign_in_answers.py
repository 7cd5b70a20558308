"""What one sign-in asks and takes, beside others and beside strangers."""

import asyncio
import base64
import re

import pytest

from oauth_desk.domain.service import Endpoints
from oauth_desk.services.sign_in import SignInSession
from tests.fakes.chance import FakeChance
from tests.fakes.clock import settle
from tests.fakes.http import form_of
from tests.services.stage import Stage, acme, answer, asked, plain, refused
from tests.services.world import TOKEN_URL, error, granted

OPENID = {"scopes": ("openid", "read")}


async def test_nothing_of_one_sign_in_is_used_for_another(stage: Stage) -> None:
    """C03, C06, C07: state, nonce and verifier are 32 random bytes each, new every time, and hold nothing else."""
    stage.http.reply(TOKEN_URL, granted(), granted())
    seen: list[str] = []
    for _ in range(2):
        session = await stage.begin(**OPENID)
        question = asked(session)
        stage.loopback.last.hit(answer(session))
        await session.wait()
        seen += [question["state"], question["nonce"], form_of(stage.http.requests[-1])["code_verifier"]]
    assert len(set(seen)) == 6
    chance = stage.sign_in._chance
    assert isinstance(chance, FakeChance)
    assert set(seen) <= set(chance.tokens)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", text) for text in seen)
    assert {len(base64.urlsafe_b64decode(text + "=")) for text in seen} == {32}


async def test_a_state_is_good_for_its_own_sign_in_alone(stage: Stage) -> None:
    """C06, C25: the state of a sign-in beside it, and of one that is over, is a stranger's."""
    stage.http.reply(TOKEN_URL, granted(), granted("A2", "R2"))
    first, second = [await stage.begin(name=name) for name in ("One", "Two")]
    waiting = asyncio.create_task(second.wait())
    page = stage.loopback.last.hit(answer(first))
    await settle()
    assert (page.result().good, waiting.done(), stage.http.requests) == (False, False, [])
    stage.loopback.last.hit(answer(second))
    await waiting
    third = await stage.begin(name="Three")
    late = asyncio.create_task(third.wait())
    page = stage.loopback.last.hit(answer(second))
    await settle()
    assert (page.result().good, late.done(), len(stage.http.requests)) == (False, False, 1)
    for session, task in ((first, None), (third, late)):
        await session.cancel()
        if task is not None:
            await refused(task)


async def test_the_default_way_back_is_a_literal_with_any_port(stage: Stage) -> None:
    """C08, C10: 127.0.0.1 with a port of the system's choice, unless a connection's own settings say otherwise."""
    session = await stage.begin()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/callback", session.redirect_uri)
    await session.cancel()


async def test_each_code_goes_to_the_server_that_its_sign_in_began_with(stage: Stage) -> None:
    """C11: two sign-ins at once, at an honest service and a hostile one: neither server sees the other's code."""
    evil = Endpoints(authorization="https://evil.example/authorize", token="https://evil.example/token")
    hostile = plain(id="evil", name="Evil", issuer="https://evil.example", endpoints=evil)
    stage.http.reply(TOKEN_URL, granted())
    stage.http.reply("https://evil.example/token", granted("E1", "E2"))
    sessions = [await stage.begin(acme(account=None)), await stage.begin(hostile)]
    waiting = [asyncio.create_task(session.wait()) for session in sessions]
    for session, listener, code in zip(sessions, stage.loopback.listeners, ("honest", "evil"), strict=True):
        listener.hit(answer(session, code=code))
    await asyncio.gather(*waiting)
    assert [form_of(request)["code"] for request in stage.http.sent_to(TOKEN_URL)] == ["honest"]
    assert [form_of(request)["code"] for request in stage.http.sent_to("https://evil.example/token")] == ["evil"]


async def test_a_code_is_exchanged_once(stage: Stage) -> None:
    """C27: who brings an answer again, or another one, during the exchange changes nothing and sees the same page."""
    exchange = stage.http.gate(TOKEN_URL)
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    first = stage.loopback.last.hit(answer(session, code="C1"))
    request = await exchange.arrived()
    again = [stage.loopback.last.hit(answer(session, code=code)) for code in ("C1", "C2")]
    await settle()
    exchange.open(granted())
    await waiting
    assert form_of(request)["code"] == "C1"
    assert len(stage.http.requests) == 1
    assert {page.result() for page in (first, *again)} == {first.result()}


@pytest.mark.parametrize("name", ["invalid_request", "server_error"])
async def test_an_error_is_not_answered_with_a_weaker_request(stage: Stage, name: str) -> None:
    """C04, C30: after an error nothing is asked again without PKCE, and error_uri is opened by nobody."""
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    told = {"error_description": "code_challenge_method is not supported", "error_uri": "https://evil.example/"}
    stage.loopback.last.hit(answer(session, error=name, **told))
    problem = await refused(waiting)
    await stage.clock.advance(60)
    assert stage.browser.opened == [session.url]
    assert "evil.example" not in f"{problem.title} {problem.detail} {problem.advice}"
    assert stage.http.requests == []


async def test_a_refused_code_is_not_sent_with_another_proof(stage: Stage) -> None:
    """C36, C40: after invalid_client no second way of proving the client is tried, and the code is not sent again."""
    stage.http.always(TOKEN_URL, error("invalid_client", 401))
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    stage.loopback.last.hit(answer(session))
    await refused(waiting)
    assert len(stage.http.requests) == 1


async def test_a_rejected_renewal_opens_no_browser(stage: Stage) -> None:
    """C55: a grant that is gone is told; signing in again is begun by a person, never by the program."""
    stage.http.reply(TOKEN_URL, granted(lifetime=60))
    session: SignInSession = await stage.begin()
    stage.loopback.last.hit(answer(session))
    connected = await session.wait()
    stage.http.always(TOKEN_URL, error("invalid_grant"))
    stage.process.tasks.start(stage.process.keeper.run(), "keeper")
    await stage.clock.advance(600)
    assert stage.process[connected.id].condition.status.value == "sign_in_needed"
    assert stage.browser.opened == [session.url]
    assert len(stage.loopback.listeners) == 1
