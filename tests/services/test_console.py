"""API calls with a live token, as stories: Bruno's nine cases, and refused tokens."""

import asyncio
import json
from dataclasses import replace

import pytest

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import Kind
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import TransportFault, VaultError, VaultFault
from tests.fakes.http import failure, json_response
from tests.services.bench import EXPIRED, ME, OK, bench, old_bench, refused
from tests.services.world import TOKEN_URL, World, connection, error, granted


async def test_a_live_token_goes_in_the_header_and_nowhere_else(world: World) -> None:
    """C100: one request, with the token in ``Authorization``."""
    desk = await bench(world)
    desk.http.reply(ME, OK)
    answer = await desk.get(headers=(("Accept", "application/json"),))
    sent = desk.http.requests[0]
    assert (sent.url, sent.headers) == (ME, (("Accept", "application/json"), ("Authorization", "Bearer A0")))
    assert (answer.response.status, json.loads(answer.response.body), answer.renewed) == (200, {"name": "Ana"}, False)


@pytest.mark.parametrize(("written", "url"), [("/me", ME), ("me?a=1", f"{ME}?a=1"), (f" {ME} ", ME)])
async def test_an_address_may_be_relative_to_the_api(world: World, written: str, url: str) -> None:
    """A relative address counts from the service's first API address."""
    desk = await bench(world)
    desk.http.reply(url, OK)
    await desk.get(written)
    assert desk.http.requests[0].url == url


async def test_an_expired_token_is_renewed_first_and_both_new_tokens_are_kept(world: World) -> None:
    """Case 1: the answer has a new refresh token: A1 is sent, A1/R1 kept."""
    desk = await old_bench(world)
    desk.http.reply(TOKEN_URL, granted("A1", "R1"))
    desk.http.reply(ME, OK)
    await desk.get()
    tokens = world.file.records["c0"].tokens
    assert (desk.tokens, tokens.access_token, tokens.refresh_token) == (["Bearer A1"], Secret("A1"), Secret("R1"))


async def test_a_renewal_without_a_refresh_token_keeps_the_old_one(world: World) -> None:
    """Case 2: A1 is sent, A1/R0 kept."""
    desk = await old_bench(world)
    desk.http.reply(TOKEN_URL, granted("A1", None))
    desk.http.reply(ME, OK)
    await desk.get()
    assert (desk.tokens, world.file.records["c0"].tokens.refresh_token) == (["Bearer A1"], Secret("R0"))


@pytest.mark.parametrize(
    "outage", [failure(TransportFault.DNS, sent=False), json_response({}, 503), json_response({}, 429)]
)
async def test_an_outage_is_told_and_loses_nothing(world: World, outage: object) -> None:
    """Cases 3 and 4, offline and 503: no call, everything kept."""
    desk = await old_bench(world)
    desk.http.reply(TOKEN_URL, outage)
    problem = await refused(desk.get())
    tokens = world.file.records["c0"].tokens
    assert (problem.kind, desk.tokens) == (Kind.UNREACHABLE, [])
    assert (tokens.access_token, tokens.refresh_token) == (Secret("A0"), Secret("R0"))


async def test_a_rejected_renewal_asks_to_sign_in_again(world: World) -> None:
    """Case 5: ``invalid_grant`` says so, and nothing is sent to the API."""
    desk = await old_bench(world)
    desk.http.reply(TOKEN_URL, error("invalid_grant"))
    assert (await refused(desk.get())).kind is Kind.SIGN_IN_NEEDED
    assert desk.tokens == []


async def test_after_signing_in_again_the_same_call_goes_through(world: World) -> None:
    """Case 6: a rejected call left nothing behind that would be in its way."""
    desk = await old_bench(world)
    desk.http.reply(TOKEN_URL, error("invalid_grant"))
    desk.http.reply(ME, OK)
    await refused(desk.get())

    def signed_in(current: Connection) -> Connection:
        return replace(
            connection(world.clock), tokens=replace(connection(world.clock).tokens, access_token=Secret("A9"))
        )

    await desk.process.book.replace_sign_in("c0", signed_in)
    assert (await desk.get()).response.status == 200
    assert desk.tokens == ["Bearer A9"]


async def test_three_calls_at_once_share_one_renewal(world: World) -> None:
    """Case 8: one token call."""
    desk = await old_bench(world)
    desk.http.reply(TOKEN_URL, granted())
    desk.http.always(ME, OK)
    await asyncio.gather(desk.get(), desk.get(), desk.get())
    assert (world.sent, desk.tokens) == (1, ["Bearer A1"] * 3)


async def test_one_second_of_life_left_renews_first(world: World) -> None:
    """Case 9: a token that would die on the way is not sent."""
    desk = await old_bench(world, age=3599)
    desk.http.reply(TOKEN_URL, granted())
    desk.http.reply(ME, OK)
    await desk.get()
    assert desk.tokens == ["Bearer A1"]


@pytest.mark.parametrize("refusal", [EXPIRED, json_response({}, 401)])
async def test_a_401_is_renewed_and_sent_once_more_with_its_body(world: World, refusal: object) -> None:
    """C65: one renewal, one replay, the same method, headers and body."""
    desk = await bench(world)
    desk.http.reply(ME, refusal, OK)
    desk.http.reply(TOKEN_URL, granted())
    answer = await desk.post(body=b'{"a":1}', headers=(("Content-Type", "application/json"), ("X-Id", "7")))
    first, second = (request for request in desk.http.requests if request.url == ME)
    assert desk.tokens == ["Bearer A0", "Bearer A1"]
    assert (second.method, second.body, dict(second.headers)["X-Id"]) == ("POST", b'{"a":1}', "7")
    assert first.body == second.body
    assert (answer.response.status, answer.renewed) == (200, True)
    assert [exchange.response.status if exchange.response else None for exchange in answer.exchanges] == [
        401,
        None,
        200,
    ]


async def test_a_second_401_is_the_answer(world: World) -> None:
    """C65: never a loop."""
    desk = await bench(world)
    desk.http.always(ME, EXPIRED)
    desk.http.reply(TOKEN_URL, granted())
    answer = await desk.get()
    assert (answer.response.status, answer.renewed, len(desk.tokens), world.sent) == (401, True, 2, 1)


async def test_a_rejected_renewal_after_a_401_is_not_the_answer(world: World) -> None:
    """C65: the person has to sign in; the 401 alone would not say so."""
    desk = await bench(world)
    desk.http.reply(ME, EXPIRED)
    desk.http.reply(TOKEN_URL, error("invalid_grant"))
    assert (await refused(desk.get())).kind is Kind.SIGN_IN_NEEDED
    assert desk.tokens == ["Bearer A0"]


async def test_a_connection_that_cannot_renew_shows_the_401(world: World) -> None:
    """Without a refresh token the API's own answer is all there is."""
    old = connection(world.clock)
    desk = await bench(world, tokens=replace(old.tokens, refresh_token=None))
    desk.http.reply(ME, EXPIRED)
    answer = await desk.get()
    assert (answer.response.status, answer.renewed, world.sent) == (401, False, 0)


@pytest.mark.parametrize(("scope", "missing"), [(' scope="write admin"', ("write", "admin")), ("", ())])
async def test_a_missing_permission_is_told_and_renews_nothing(
    world: World, scope: str, missing: tuple[str, ...]
) -> None:
    """C65: 403 ``insufficient_scope`` offers to ask for more; a renewal would not help."""
    desk = await bench(world)
    desk.http.reply(ME, json_response({}, 403, {"WWW-Authenticate": f'Bearer error="insufficient_scope"{scope}'}))
    answer = await desk.get()
    assert (answer.response.status, answer.missing_scopes, world.sent) == (403, missing, 0)


@pytest.mark.parametrize("status", [400, 404, 500, 503])
async def test_every_other_answer_is_the_answer(world: World, status: int) -> None:
    """Only the token's own refusals are mended here; nothing is sent twice."""
    desk = await bench(world)
    desk.http.reply(ME, json_response({}, status))
    answer = await desk.post()
    assert (answer.response.status, answer.missing_scopes, len(desk.tokens)) == (status, None, 1)


@pytest.mark.parametrize("status", [401, 403])
async def test_a_call_overtaken_by_a_renewal_is_sent_again_with_the_new_token(world: World, status: int) -> None:
    """C66: the old access token may die with the renewal (django-oauth-toolkit says 403): once more, no renewal."""
    desk = await bench(world)
    slow = desk.http.gate(ME)
    desk.http.reply(ME, OK)
    desk.http.reply(TOKEN_URL, granted())
    calling = asyncio.create_task(desk.get())
    await slow.arrived()
    await desk.process.renewer.renew("c0")
    slow.open(json_response({}, status))
    answer = await calling
    assert (answer.response.status, desk.tokens, world.sent) == (200, ["Bearer A0", "Bearer A1"], 1)
    assert not answer.renewed


@pytest.mark.parametrize("status", [401, 403])
async def test_a_call_overtaken_by_another_copys_renewal(world: World, status: int) -> None:
    """C66: the same where another copy of the program renewed, of which this one has not heard yet."""
    desk = await bench(world)
    slow = desk.http.gate(ME)
    desk.http.reply(ME, OK)
    desk.http.reply(TOKEN_URL, granted())
    calling = asyncio.create_task(desk.get())
    await slow.arrived()
    await (await world.process()).renewer.renew("c0")
    slow.open(json_response({}, status))
    answer = await calling
    assert (answer.response.status, desk.tokens, world.sent) == (200, ["Bearer A0", "Bearer A1"], 1)


async def test_a_call_whose_connection_another_copy_ended(world: World) -> None:
    """C66: that it is gone is told, and nothing more is sent."""
    desk = await bench(world)
    slow = desk.http.gate(ME)
    calling = asyncio.create_task(desk.get())
    await slow.arrived()
    await (await world.process()).book.remove("c0")
    slow.open(json_response({}, 403))
    assert ((await refused(calling)).kind, desk.tokens) == (Kind.NOT_FOUND, ["Bearer A0"])


async def test_a_refused_call_whose_vault_cannot_be_read(world: World) -> None:
    """C66: what is in memory counts then, and the refusal is the answer."""
    desk = await bench(world)
    slow = desk.http.gate(ME)
    calling = asyncio.create_task(desk.get())
    await slow.arrived()
    world.file.read_fault = VaultError(VaultFault.OTHER, "the disk cannot be read")
    slow.open(json_response({}, 403))
    assert ((await calling).response.status, desk.tokens) == (403, ["Bearer A0"])


async def test_the_last_use_is_remembered_with_the_log(world: World) -> None:
    """A call writes once; its moment goes into the record with that write, and not again for five minutes."""
    desk = await bench(world)
    desk.http.always(ME, OK)
    began = world.clock.now()
    for _ in range(3):
        before = world.file.commits
        await desk.get()
        assert world.file.commits == before + 1
        await world.clock.advance(60)
    assert world.file.records["c0"].history.last_used_at == began
    await world.clock.advance(300)
    await desk.get()
    assert world.file.records["c0"].history.last_used_at == world.clock.now()
