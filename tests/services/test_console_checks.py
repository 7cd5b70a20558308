"""What the console refuses before anything is sent, and what it keeps of a call."""

from dataclasses import replace

import pytest

from oauth_desk.domain.errors import Kind
from oauth_desk.domain.secret import MASK, Secret
from oauth_desk.protocol.http import Request, Response
from oauth_desk.services.console import ApiCall
from oauth_desk.services.ports import TransportFault
from tests.fakes.http import failure, json_response
from tests.services.bench import ME, OK, bench, old_bench, refused
from tests.services.world import TOKEN_URL, World, connection, granted


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/v1/me",
        "https://api.example.evil.example/",
        "http://api.example/v1/me",
        "https://api.example:8443/v1/me",
        "https://me@api.example/v1/me",
        "https://api.example@evil.example/",
        "//evil.example/me",
        "https://evil.example\\@api.example/",
    ],
)
async def test_another_host_is_refused_before_a_byte_is_sent(world: World, url: str) -> None:
    """C100: not even a renewal is sent for it."""
    desk = await old_bench(world)
    desk.http.always("https://api.example/v1/evil.example/me", OK)
    desk.http.always(TOKEN_URL, granted())
    if url.startswith("//"):
        await desk.get(url)
        assert desk.http.requests[-1].url.startswith("https://api.example/")
        return
    problem = await refused(desk.get(url))
    assert (problem.kind, desk.http.requests) == (Kind.USAGE, [])
    assert problem.code in {"host_not_allowed", "bad_url"}


async def test_the_refused_host_is_named(world: World) -> None:
    """The person sees a typing error at once."""
    desk = await bench(world)
    problem = await refused(desk.get("https://evil.example/v1/me?key=s3cret"))
    assert (problem.code, "evil.example" in problem.title, "s3cret" in str(problem)) == (
        "host_not_allowed",
        True,
        False,
    )


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (ApiCall("GE T", ME), "bad_method"),
        (ApiCall("TRACE", ME), "bad_method"),
        (ApiCall("CONNECT", ME), "bad_method"),
        (ApiCall("GET", ""), "bad_url"),
        (ApiCall("GET", f"{ME}\r\nX-Key: s3cret"), "bad_url"),
        (ApiCall("GET", "ftp://api.example/s3cret"), "bad_url"),
        (ApiCall("GET", ME, (("X Key", "s3cret"),)), "bad_header"),
        (ApiCall("GET", ME, (("X-Key", "s3cret\r\nEvil: 1"),)), "bad_header"),
        (ApiCall("GET", ME, (("X-Key", "s3cret…"),)), "bad_header"),
        (ApiCall("GET", ME, (("Authorization", "Bearer s3cret"),)), "bad_header"),
        (ApiCall("GET", ME, (("host", "evil.example"),)), "bad_header"),
        (ApiCall("POST", ME, (("Content-Length", "5"),), b"s3cret"), "bad_header"),
    ],
)
async def test_a_call_that_cannot_be_made_is_refused_without_quoting_it(world: World, call: ApiCall, code: str) -> None:
    """C102: values may be secrets, so no error repeats them."""
    desk = await bench(world)
    problem = await refused(desk.console.send("c0", call))
    assert (problem.code, problem.kind, desk.http.requests) == (code, Kind.USAGE, [])
    assert "s3cret" not in str(problem) + repr(problem) + repr(call)


async def test_a_token_in_the_address_is_refused(world: World) -> None:
    """C100: never in a URL, not even when a person pastes it there."""
    old = connection(world.clock)
    desk = await bench(world, tokens=replace(old.tokens, access_token=Secret("A0-canary")))
    problem = await refused(desk.get(f"{ME}?access_token=A0-canary"))
    assert (problem.kind, desk.http.requests, "canary" in str(problem)) == (Kind.USAGE, [], False)


async def test_letters_beyond_ascii_are_encoded(world: World) -> None:
    """RFC 3986: what a person types works as they expect; what is encoded already stays."""
    desk = await bench(world)
    wanted = "https://api.example/v1/search?q=caf%C3%A9%20au%20lait&x=%2F&a[]=1"
    desk.http.reply(wanted, OK)
    await desk.get("search?q=café au lait&x=%2F&a[]=1#top")
    assert desk.http.requests[0].url == wanted


async def test_a_connection_that_is_gone_is_not_found(world: World) -> None:
    """Somebody may have disconnected it elsewhere."""
    desk = await bench(world)
    assert (await refused(desk.console.send("c9", ApiCall("GET", ME)))).kind is Kind.NOT_FOUND


async def test_the_exchange_shows_everything_but_secrets(world: World) -> None:
    """C102: headers, query values, bodies and the echo of a token are masked; the rest is exact."""
    old = connection(world.clock)
    desk = await bench(world, tokens=replace(old.tokens, access_token=Secret("A0-canary-token")))

    def echo(request: Request) -> Response:
        seen = dict(request.headers)["Authorization"]
        return Response(
            401, (("X-Echo", seen), ("WWW-Authenticate", "Bearer"), ("Set-Cookie", "s=canary")), seen.encode()
        )

    desk.http.reply(f"{ME}?page=2&api_key=canary", echo, OK)
    desk.http.reply(TOKEN_URL, granted())
    answer = await desk.post(
        f"{ME}?page=2&api_key=canary", b"token=A0-canary-token", headers=(("X-API-Key", "canary"), ("X-Page", "2"))
    )
    shown = repr([(e.title, e.request, e.response) for e in answer.exchanges])
    first = answer.exchanges[0]
    assert first.request is not None
    assert first.response is not None
    assert first.request.url == f"{ME}?page=2&api_key={MASK}"
    assert dict(first.request.headers) == {"X-API-Key": MASK, "X-Page": "2", "Authorization": f"Bearer {MASK}"}
    assert first.request.body == f"token={MASK}".encode()
    assert dict(first.response.headers) == {
        "X-Echo": f"Bearer {MASK}",
        "WWW-Authenticate": "Bearer",
        "Set-Cookie": MASK,
    }
    assert first.response.body == f"Bearer {MASK}".encode()
    assert "canary" not in shown
    assert answer.request == answer.exchanges[-1].request


async def test_a_call_is_logged_without_its_query(world: World) -> None:
    """The log has method, host, path, status and duration; queries hold secrets too often."""
    desk = await bench(world)
    desk.http.reply(ME, json_response({}, 404))
    await desk.get(f"{ME}?api_key=canary")
    entry = world.file.entries[-1]
    assert (entry.kind.value, entry.outcome, entry.detail) == ("request", "404", "GET api.example/v1/me")
    assert entry.duration is not None


async def test_a_call_without_an_answer_is_logged_too(world: World) -> None:
    """The fault stands where the status would."""
    desk = await bench(world)
    desk.http.reply(ME, failure(TransportFault.TIMEOUT, sent=True))
    await refused(desk.get())
    entry = world.file.entries[-1]
    assert (entry.outcome, entry.detail) == ("timeout", "GET api.example/v1/me")
