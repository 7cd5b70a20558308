"""Connections that nobody signs in to, through the renewal transaction, as stories."""

import asyncio
import json
from dataclasses import replace
from email.utils import formatdate
from typing import Any

import pytest
from joserfc import jwt

from oauth_desk.domain.connection import Connection, InFlight
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.grant import Assertion, Grant
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client
from oauth_desk.domain.status import Cause, Status
from oauth_desk.protocol.http import Response
from oauth_desk.services.ports import TransportFault
from oauth_desk.services.wording import list_line, sentence
from tests.fakes.clock import FakeClock
from tests.fakes.http import failure, form_of
from tests.protocol.keys import KINDS, jwk, jwk_text
from tests.services.world import TOKEN_URL, World, connection, error, granted, service

LOST = failure(TransportFault.DISCONNECTED, sent=True)
OFFLINE = failure(TransportFault.DNS, sent=False)


def robot(clock: FakeClock, grant: Grant = Grant.CLIENT_CREDENTIALS, **changes: Any) -> Connection:
    """Return a connection of the program itself, with A0 and nothing to renew with."""
    of = service(
        grant=grant,
        client=Client("desk", Secret("s3cret"), AuthMethod.POST),
        assertion=Assertion(issuer="robot", private_key=Secret(jwk_text("RSA", kid="k1"))),
    )
    made = connection(clock, service=of, **changes)
    return replace(made, tokens=replace(made.tokens, refresh_token=None))


def signer(clock: FakeClock) -> Connection:
    """Return a connection that signs."""
    return robot(clock, Grant.JWT_BEARER)


async def refused(world: World, process: Any, answer: Any) -> tuple[DeskError, Connection]:
    """Renew with an answer that is no token; return the error and what is stored."""
    world.http.reply(TOKEN_URL, answer)
    with pytest.raises(DeskError) as caught:
        await process.renewer.renew("c0")
    return caught.value, world.file.records["c0"]


async def test_it_asks_anew_and_saves_first(world: World) -> None:
    """RFC 6749 §4.4: the same transaction brings another token; a renewal key that came along is not kept."""
    process = await world.process(robot(world.clock))
    world.http.reply(TOKEN_URL, granted("A1", "unasked"))
    result = await process.renewer.renew("c0")
    assert result.outcome == "renewed"
    stored = world.file.records["c0"]
    assert (stored.tokens.access_token, stored.tokens.refresh_token, stored.generation) == (Secret("A1"), None, 2)
    assert form_of(world.http.requests[0])["grant_type"] == "client_credentials"


async def test_the_background_keeps_it(world: World) -> None:
    """The keeper asks before the end, though there is no refresh token."""
    process = await world.process(robot(world.clock))
    world.http.reply(TOKEN_URL, granted("A1", None))
    process.tasks.start(process.keeper.run(), "keeper")
    await world.clock.advance(3400)
    assert process["c0"].tokens.access_token == Secret("A1")
    assert process["c0"].condition_at(world.clock.now() + 9999).status is Status.VALID


async def test_ten_callers_share_one_question(world: World) -> None:
    """C60: one request for all callers of all processes."""
    first = await world.process(robot(world.clock))
    second = await world.process()
    await second.book.sync()
    world.http.reply(TOKEN_URL, granted("A1", None))
    await world.clock.advance(3500)
    served = await asyncio.gather(*(each.renewer.ensure_fresh("c0") for each in [first, second] * 5))
    assert {each.tokens.access_token for each in served} == {Secret("A1")}
    assert world.sent == 1


async def test_a_lost_answer_is_asked_for_again(world: World) -> None:
    """C62: nothing is spent, so the same question goes again, and nothing is cut off."""
    process = await world.process(robot(world.clock))
    world.http.reply(TOKEN_URL, LOST, granted("A1", None))
    renewal = asyncio.ensure_future(process.renewer.renew("c0"))
    await world.clock.advance(2)
    assert (await renewal).connection.tokens.access_token == Secret("A1")
    assert world.sent == 2


async def test_offline_keeps_the_token(world: World) -> None:
    """C57: passing trouble is passing trouble here, too."""
    process = await world.process(robot(world.clock))
    told, stored = await refused(world, process, OFFLINE)
    assert told.kind is Kind.UNREACHABLE
    assert (stored.condition.status, stored.tokens.access_token) == (Status.RETRYING, Secret("A0"))


@pytest.mark.parametrize(
    ("grant", "code", "cause", "line"),
    [
        (Grant.CLIENT_CREDENTIALS, "invalid_client", Cause.CLIENT, "Check its settings"),
        (Grant.CLIENT_CREDENTIALS, "invalid_grant", Cause.CLIENT, "Check its settings"),
        (Grant.CLIENT_CREDENTIALS, "invalid_scope", Cause.PERMISSIONS, "Check its settings"),
        (Grant.CLIENT_CREDENTIALS, "unsupported_grant_type", Cause.GRANT_TYPE, "Check its settings"),
        (Grant.JWT_BEARER, "invalid_grant", Cause.ASSERTION, "Its key is refused"),
    ],
)
async def test_a_refusal_is_about_settings(world: World, grant: Grant, code: str, cause: Cause, line: str) -> None:
    """C56: nobody is asked to sign in; the token that lives is kept, and the words name what is refused."""
    process = await world.process(robot(world.clock, grant))
    told, stored = await refused(world, process, error(code, description="no such key"))
    assert (stored.condition.status, stored.condition.cause) == (Status.SETTINGS_PROBLEM, cause)
    assert stored.tokens.access_token == Secret("A0")
    assert told.kind is Kind.SETTINGS
    assert "no such key" in told.detail
    now = world.clock.now()
    assert list_line(stored, now, None).text == line
    assert "sign" not in sentence(stored, now).text.lower()
    assert "sign in" not in f"{told.advice} {told.terminal_advice}".lower()


async def test_what_was_mended_is_asked_again(world: World) -> None:
    """After a refusal a person may ask again at once: nothing was spent."""
    process = await world.process(signer(world.clock))
    await refused(world, process, error("invalid_grant"))
    world.http.reply(TOKEN_URL, granted("A1", None))
    await process.renewer.renew("c0")
    assert world.file.records["c0"].condition.status is Status.VALID


async def test_refusals_without_a_reason_end_as_a_settings_problem(world: World) -> None:
    """C58: three tries of the background, then it is told; never as a sign-in that is needed."""
    process = await world.process(robot(world.clock))
    world.http.reply(TOKEN_URL, *[Response(400, (), b"")] * 3)
    for _ in range(3):
        with pytest.raises(DeskError):
            await process.renewer.renew("c0", counted=True)
    stored = world.file.records["c0"]
    assert (stored.condition.status, stored.condition.cause) == (Status.SETTINGS_PROBLEM, Cause.REFUSED)
    assert list_line(stored, world.clock.now(), None).text == "Service refuses"


async def test_every_question_is_signed_anew(world: World) -> None:
    """RFC 7523 §3: two assertions never share a jti, and each counts from its own moment."""
    process = await world.process(signer(world.clock))
    world.http.reply(TOKEN_URL, granted("A1", None), granted("A2", None))
    await process.renewer.renew("c0")
    await world.clock.advance(60)
    await process.renewer.renew("c0")
    public = KINDS["RSA"].import_key(jwk("RSA", private=False))
    found = [jwt.decode(form_of(each)["assertion"], public).claims for each in world.http.requests]
    assert found[0]["jti"] != found[1]["jti"]
    assert found[1]["iat"] - found[0]["iat"] == 60


async def test_a_clock_that_is_off_is_told_and_heals(world: World) -> None:
    """C74: the refusal is put on the clock, and tried again by itself until it is set right."""
    process = await world.process(signer(world.clock))
    headers = (("Content-Type", "application/json"), ("Date", formatdate(world.clock.now() + 7200, usegmt=True)))
    refusal = Response(400, headers, json.dumps({"error": "invalid_grant"}).encode())
    told, stored = await refused(world, process, refusal)
    assert (stored.condition.status, stored.condition.cause) == (Status.RETRYING, Cause.CLOCK)
    assert "2 hours behind" in told.title
    assert list_line(stored, world.clock.now(), None).text == "Check the clock"
    assert process.keeper.next_renewal_at(stored) is not None


async def test_a_process_that_died_leaves_nothing_to_fear(world: World) -> None:
    """C62: a mark left behind is followed by the same question; a refusal then is a refusal, not a cut-off."""
    marked = replace(robot(world.clock), in_flight=InFlight(world.clock.now() - 90))
    process = await world.process(marked)
    _, stored = await refused(world, process, error("invalid_client"))
    assert stored.condition.cause is Cause.CLIENT


async def test_a_key_that_cannot_sign_is_told_before_sending(world: World) -> None:
    """A spoiled key is a settings problem, and nothing goes out."""
    broken = signer(world.clock)
    said = replace(broken.service.assertion, private_key=Secret("{}"))
    process = await world.process(replace(broken, service=replace(broken.service, assertion=said)))
    with pytest.raises(DeskError) as caught:
        await process.renewer.renew("c0")
    assert caught.value.kind is Kind.SETTINGS
    assert world.sent == 0


async def test_a_401_asks_anew(world: World) -> None:
    """C65: a token that an API refuses is replaced once."""
    process = await world.process(robot(world.clock))
    world.http.reply(TOKEN_URL, granted("A1", None))
    served = await process.renewer.renew_rejected("c0", Secret("A0"))
    assert served.tokens.access_token == Secret("A1")
