"""Redirects, long answers, cancelled calls and faults."""

import asyncio

import pytest

from oauth_desk.domain.errors import Kind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Security
from oauth_desk.protocol.http import Response
from oauth_desk.services.console import KEPT, ApiCall
from oauth_desk.services.ports import TransportFault, Trust
from tests.fakes.http import failure, json_response
from tests.services.bench import EXPIRED, ME, OK, bench, old_bench, refused
from tests.services.world import TOKEN_URL, World, granted, service


def moved(to: str, status: int = 302) -> Response:
    """Return a redirect."""
    return Response(status, (("Location", to),))


OWN = (("Accept", "text/plain"), ("X-API-Key", "k-canary"), ("Cookie", "c-canary"), ("User-Agent", "desk"))


async def test_redirects_are_shown_and_not_followed_by_default(world: World) -> None:
    """C101: off by default."""
    desk = await bench(world)
    desk.http.reply(ME, moved("https://api.example/v2/me"))
    assert ((await desk.get()).response.status, len(desk.tokens)) == (302, 1)


async def test_at_the_same_origin_everything_goes_along(world: World) -> None:
    """C101: the same place may see what it was meant to see."""
    desk = await bench(world)
    desk.http.reply(ME, moved("/v2/me"))
    desk.http.reply("https://api.example/v2/me", OK)
    answer = await desk.get(headers=OWN, allow_redirects=True)
    assert (answer.response.status, desk.tokens) == (200, ["Bearer A0", "Bearer A0"])
    assert ("X-API-Key", "k-canary") in desk.http.requests[1].headers


@pytest.mark.parametrize("there", ["https://cdn.example/f", "https://api.example:8443/f", "https://login.example/f"])
async def test_at_another_origin_no_credential_arrives(world: World, there: str) -> None:
    """C101: neither token nor key nor cookie, not even at another host of the same service."""
    desk = await bench(world, service=service(security=Security(client_certificate="/cert.pem")))
    desk.http.reply(ME, moved(there))
    desk.http.reply(there, OK)
    assert (await desk.get(headers=OWN, allow_redirects=True)).response.status == 200
    assert desk.http.requests[1].headers == (("Accept", "text/plain"), ("User-Agent", "desk"))
    assert [trust for _, _, trust in desk.http.calls] == [Trust(None, "/cert.pem"), None]


async def test_a_credential_left_behind_does_not_come_back(world: World) -> None:
    """C101: a round trip through another origin ends without the token, and its 401 renews nothing."""
    desk = await bench(world)
    desk.http.reply(ME, moved("https://cdn.example/f"))
    desk.http.reply("https://cdn.example/f", moved("https://api.example/v1/end"))
    desk.http.reply("https://api.example/v1/end", moved("/v1/very-end"))
    desk.http.reply("https://api.example/v1/very-end", json_response({}, 401))
    answer = await desk.get(headers=OWN, allow_redirects=True)
    assert (answer.response.status, desk.tokens, world.sent) == (401, ["Bearer A0", None, None, None], 0)
    assert [dict(request.headers).get("X-API-Key") for request in desk.http.requests] == ["k-canary", None, None, None]


@pytest.mark.parametrize(
    "there", ["http://api.example/v1/me", "http://127.0.0.1:8080/me", "ftp://api.example/", "https://a b/", "//[::1/"]
)
async def test_an_unsafe_redirect_is_not_followed(world: World, there: str) -> None:
    """C101: never from https to http."""
    desk = await bench(world)
    desk.http.reply(ME, moved(there))
    problem = await refused(desk.get(allow_redirects=True))
    assert (problem.code, len(desk.http.requests)) == ("redirect_refused", 1)


@pytest.mark.parametrize("status", [307, 308])
async def test_a_body_is_not_handed_to_another_origin(world: World, status: int) -> None:
    """C101: a 307 repeats the body, so it stops there."""
    desk = await bench(world)
    desk.http.reply(ME, moved("https://cdn.example/f", status))
    problem = await refused(desk.post(allow_redirects=True))
    assert (problem.code, len(desk.http.requests)) == ("redirect_refused", 1)


@pytest.mark.parametrize(
    ("status", "method", "body"), [(301, "GET", None), (302, "GET", None), (303, "GET", None), (307, "POST", b"{}")]
)
async def test_the_method_changes_as_in_browsers(world: World, status: int, method: str, body: bytes | None) -> None:
    """RFC 9110 §15.4: 303 and, by custom, 301 and 302 turn POST into GET; 307 keeps all."""
    desk = await bench(world)
    desk.http.reply(ME, moved("/v1/you", status))
    desk.http.reply("https://api.example/v1/you", OK)
    await desk.post(headers=(("Content-Type", "application/json"),), allow_redirects=True)
    second = desk.http.requests[1]
    assert (second.method, second.body, "Content-Type" in dict(second.headers)) == (method, body, body is not None)


async def test_ten_redirects_and_no_more(world: World) -> None:
    """C101: redirects end."""
    desk = await bench(world)
    desk.http.always(ME, moved(ME))
    problem = await refused(desk.get(allow_redirects=True))
    assert (problem.code, len(desk.http.requests)) == ("too_many_redirects", 11)


async def test_a_401_behind_a_redirect_is_replayed_from_there(world: World) -> None:
    """C65: what was done before the redirect is not done twice."""
    desk = await bench(world)
    there = "https://api.example/v1/jobs/1"
    desk.http.reply(ME, moved(there, 303))
    desk.http.reply(there, EXPIRED, OK)
    desk.http.reply(TOKEN_URL, granted())
    answer = await desk.post(allow_redirects=True)
    assert (answer.response.status, len(desk.http.sent_to(ME)), len(desk.http.sent_to(there))) == (200, 1, 2)


async def test_a_huge_answer_is_cut_and_said_to_be(world: World) -> None:
    """Nothing is kept in memory without bounds."""
    desk = await bench(world)
    desk.http.reply(ME, Response(200, (), b"x" * (KEPT + 100_000)))
    answer = await desk.get()
    assert (len(answer.response.body), answer.truncated) == (KEPT, True)


async def test_an_answer_may_be_saved_piece_by_piece(world: World) -> None:
    """A sink gets the whole answer, and a refusal that was mended never reaches it."""
    desk = await bench(world)
    desk.http.reply(ME, EXPIRED, Response(200, (), b"x" * (KEPT + 10)))
    desk.http.reply(TOKEN_URL, granted())
    sizes: list[int] = []

    async def sink(piece: bytes) -> None:
        sizes.append(len(piece))

    answer = await desk.console.send("c0", ApiCall("GET", ME), sink=sink)
    assert (sum(sizes), max(sizes) <= 65536, answer.response.body) == (KEPT + 10, True, b"")
    assert not answer.truncated


async def test_a_call_can_be_cancelled_while_it_waits(world: World) -> None:
    """Cancelling ends the call and nothing else."""
    desk = await bench(world)
    slow = desk.http.gate(ME)
    calling = asyncio.create_task(desk.get())
    await slow.arrived()
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling
    desk.http.reply(ME, OK)
    assert (await desk.get()).response.status == 200


async def test_cancelling_a_call_never_cancels_a_renewal(world: World) -> None:
    """The renewal's answer is saved although nobody waits for it any more."""
    desk = await old_bench(world)
    slow = desk.http.gate(TOKEN_URL)
    calling = asyncio.create_task(desk.get())
    await slow.arrived()
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling
    slow.open(granted())  # type: ignore[arg-type]
    await world.clock.advance(0)
    assert world.file.records["c0"].tokens.access_token == Secret("A1")


@pytest.mark.parametrize("fault", [TransportFault.DNS, TransportFault.TLS, TransportFault.TIMEOUT])
async def test_no_answer_is_told_with_the_hosts_name(world: World, fault: TransportFault) -> None:
    """The API may be at another place than the sign-in; a POST is never sent again by itself."""
    desk = await bench(world)
    desk.http.reply(ME, failure(fault, sent=True))
    problem = await refused(desk.post())
    assert (problem.kind, "api.example" in problem.title, len(desk.http.requests)) == (Kind.UNREACHABLE, True, 1)
