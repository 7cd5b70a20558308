"""Connections that go through another one (RFC 8693), as stories."""

import asyncio
import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.grant import Exchange, Grant, Source, TokenKind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Endpoints
from oauth_desk.domain.status import Cause, Status
from oauth_desk.services.ports import TransportFault
from oauth_desk.services.sources import Sources
from oauth_desk.services.wording import list_line, sentence
from tests.fakes.clock import FakeClock
from tests.fakes.http import failure, form_of, json_response
from tests.services.world import TOKEN_URL, Process, World, connection, error, granted, service

EXCHANGE_URL = "https://elsewhere.example/token"
OFFLINE = failure(TransportFault.DNS, sent=False)


def through(clock: FakeClock, source: str = "c0", number: int = 1, **exchange: Any) -> Connection:
    """Return a connection whose access is exchanged for that of another one."""
    of = service(
        name="Elsewhere",
        grant=Grant.TOKEN_EXCHANGE,
        endpoints=Endpoints(token=EXCHANGE_URL),
        client=Client("desk", auth_method=AuthMethod.NONE),
        exchange=Exchange(**exchange),
    )
    made = connection(clock, number=number, service=of, source=Source(source, "Acme"))
    return replace(made, tokens=replace(made.tokens, refresh_token=None))


def unsigned(claims: dict[str, Any]) -> str:
    """Return an ID token as a program reads it without believing it."""
    head, body = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"alg": "RS256"}, claims)
    )
    return f"{head.decode()}.{body.decode()}.c2ln"


async def failed(process: Process, connection_id: str = "c1") -> DeskError:
    """Renew and return why it did not work."""
    with pytest.raises(DeskError) as caught:
        await process.renewer.renew(connection_id)
    return caught.value


async def test_the_other_ones_token_is_exchanged(world: World) -> None:
    """RFC 8693 §2.1: a living token of the source is sent, and what comes back is the connection's own."""
    process = await world.process(connection(world.clock), through(world.clock))
    world.http.reply(EXCHANGE_URL, granted("X1", None))
    await process.renewer.renew("c1")
    assert form_of(world.http.requests[0])["subject_token"] == "A0"
    assert world.file.records["c1"].tokens.access_token == Secret("X1")
    assert world.file.records["c0"].generation == 1


async def test_an_old_source_is_renewed_first(world: World) -> None:
    """The source goes through its own renewal, saved before its token is sent anywhere."""
    process = await world.process(connection(world.clock), through(world.clock))
    await world.clock.advance(3590)
    world.http.reply(TOKEN_URL, granted("A1"))
    world.http.reply(EXCHANGE_URL, granted("X1", None))
    await process.renewer.ensure_fresh("c1")
    assert form_of(world.http.requests[1])["subject_token"] == "A1"
    assert world.file.records["c0"].generation == 2


@pytest.mark.parametrize(
    ("answer", "kind"), [(OFFLINE, Kind.UNREACHABLE), (error("invalid_grant"), Kind.SIGN_IN_NEEDED)]
)
async def test_the_sources_trouble_is_the_reason(world: World, answer: Any, kind: Kind) -> None:
    """What the source lacks is told by its name; nothing is sent to the other service, and nothing is lost."""
    process = await world.process(connection(world.clock, lifetime=60), through(world.clock))
    await world.clock.advance(61)
    world.http.reply(TOKEN_URL, answer)
    told = await failed(process)
    stored = world.file.records["c1"]
    assert told.kind is kind
    assert "“Acme”" in told.title
    assert (stored.condition.status, stored.condition.cause) == (Status.RETRYING, Cause.SOURCE)
    assert list_line(stored, world.clock.now(), None).text == "Waits for another one"
    assert "sign in" not in sentence(stored, world.clock.now()).title.lower()
    assert not world.http.sent_to(EXCHANGE_URL)


async def test_it_goes_on_once_the_source_is_mended(world: World) -> None:
    """Nobody has to touch the connection that waited."""
    process = await world.process(connection(world.clock, lifetime=60), through(world.clock))
    await world.clock.advance(61)
    world.http.reply(TOKEN_URL, OFFLINE, granted("A1"))
    await failed(process)
    world.http.reply(EXCHANGE_URL, granted("X1", None))
    await world.clock.advance(30)
    await process.renewer.renew("c1")
    assert world.file.records["c1"].condition.status is Status.VALID


async def test_a_source_that_went_is_told(world: World) -> None:
    """A deleted source is a matter of settings: no waiting brings it back."""
    process = await world.process(through(world.clock))
    told = await failed(process)
    stored = world.file.records["c1"]
    assert (told.kind, stored.condition.cause) == (Kind.SETTINGS, Cause.SOURCE_GONE)
    assert "“Acme”" in sentence(stored, world.clock.now()).text
    assert list_line(stored, world.clock.now(), None).text == "Has nothing to go through"


async def test_a_refused_subject_is_told(world: World) -> None:
    """RFC 8693 §2.2.2: the service does not take what the source gives."""
    process = await world.process(connection(world.clock), through(world.clock))
    world.http.reply(EXCHANGE_URL, error("invalid_grant"))
    told = await failed(process)
    assert told.kind is Kind.SETTINGS
    assert "“Acme” does not open" in told.title


async def test_an_id_token_stands_for_the_source(world: World) -> None:
    """RFC 8693 §3: an ID token is sent where it is wanted; one that is over is renewed first."""
    now = world.clock.now()
    source = connection(world.clock)
    old = replace(source, tokens=replace(source.tokens, id_token=Secret(unsigned({"sub": "1", "exp": now + 5}))))
    process = await world.process(old, through(world.clock, subject_token_type=TokenKind.ID_TOKEN))
    fresh = unsigned({"sub": "1", "exp": now + 600, "iat": now})
    answer = {"access_token": "A1", "token_type": "Bearer", "expires_in": 3600, "id_token": fresh}
    world.http.reply(TOKEN_URL, json_response(answer))
    world.http.reply(EXCHANGE_URL, granted("X1", None))
    await process.renewer.renew("c1")
    assert form_of(world.http.requests[1])["subject_token"] == fresh


async def test_an_id_token_that_ends_beyond_all_numbers_is_sent(world: World) -> None:
    """C52: an end with more digits than a float holds is a far one, and no traceback."""
    far = Secret(unsigned({"sub": "1", "exp": 10**400}))
    source = connection(world.clock)
    source = replace(source, tokens=replace(source.tokens, id_token=far))
    process = await world.process(source, through(world.clock, subject_token_type=TokenKind.ID_TOKEN))
    world.http.reply(EXCHANGE_URL, granted("X1", None))
    await process.renewer.renew("c1")
    assert form_of(world.http.requests[0])["subject_token"] == far.reveal()


async def test_a_source_without_an_id_token_is_told(world: World) -> None:
    """There is nothing to send, and no waiting brings it."""
    process = await world.process(connection(world.clock), through(world.clock, subject_token_type=TokenKind.ID_TOKEN))
    told = await failed(process)
    assert world.file.records["c1"].condition.cause is Cause.SUBJECT
    assert told.kind is Kind.SETTINGS
    assert told.detail.startswith("“Acme” has nothing")


async def test_two_connections_never_wait_for_each_other(world: World) -> None:
    """No deadlock: while one waits for its source's renewal it holds no lock, in whatever order all are renewed."""
    first = await world.process(
        connection(world.clock, lifetime=60), through(world.clock), through(world.clock, "c1", 2)
    )
    second = await world.process()
    await second.book.sync()
    await world.clock.advance(61)
    world.http.reply(TOKEN_URL, *[granted(f"A{n}") for n in range(1, 9)])
    world.http.reply(EXCHANGE_URL, *[granted(f"X{n}", None) for n in range(1, 9)])
    wanted = [each.renewer.renew(of) for each in (first, second) for of in ("c2", "c0", "c1")]
    results = await asyncio.wait_for(asyncio.gather(*wanted), 20)
    assert {result.outcome for result in results} <= {"renewed", "adopted"}


async def test_a_circle_that_got_in_is_refused_and_does_not_hang(world: World) -> None:
    """Two connections that go through each other, as a put-together vault may have, end in words."""
    process = await world.process(through(world.clock, "c2", 1), through(world.clock, "c1", 2))
    errors = await asyncio.wait_for(asyncio.gather(failed(process, "c1"), failed(process, "c2")), 20)
    assert {told.kind for told in errors} == {Kind.SETTINGS}
    assert all("cannot go through it" in told.detail for told in errors)
    assert not world.http.requests


async def test_a_circle_is_refused_when_it_is_chosen(world: World) -> None:
    """Nobody can choose a connection that itself goes through this one."""
    process = await world.process(connection(world.clock), through(world.clock), through(world.clock, "c1", 2))
    sources = Sources(book=process.book, renewer=process.renewer, clock=world.clock)
    wanted = process["c1"].service
    assert sources.chosen(wanted, "Acme", user="c1") == Source("c0", "Acme")
    assert sources.chosen(wanted, None, user="c1") == Source("c0", "Acme")
    for name in ("Acme 1", "Acme 2"):
        with pytest.raises(DeskError, match="cannot go through"):
            sources.chosen(wanted, name, user="c1")
    with pytest.raises(DeskError, match="no connection"):
        sources.chosen(wanted, "Nobody", user="c1")
    with pytest.raises(DeskError, match="choose that connection"):
        sources.chosen(wanted, None)
    assert [each.id for each in sources.users("c0")] == ["c1"]
