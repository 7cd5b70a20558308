"""Tokens that are bound to a key, from the sign-in to the call (RFC 9449)."""

import asyncio
import json
from dataclasses import replace

import pytest

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Metadata, Offer, Security, Service
from oauth_desk.domain.status import Cause, Status
from oauth_desk.protocol import dpop
from oauth_desk.protocol.http import Possession
from tests.fakes.chance import FakeChance
from tests.fakes.http import json_response
from tests.services.bench import ME, OK, bench
from tests.services.stage import ME_URL, Stage, acme, answer, asked, plain, refused
from tests.services.world import TOKEN_URL, World, connection, granted, service

KEY = dpop.key_from(FakeChance(seed="key").token())
OFFERS = Metadata(challenge_methods=("S256",), document=json.dumps({"dpop_signing_alg_values_supported": ["ES256"]}))
BOUND = json_response({"access_token": "A1", "token_type": "DPoP", "expires_in": 3600, "refresh_token": "R1"})


def offering(choice: Offer = Offer.OFFERED) -> Service:
    """Return a service that can bind tokens to a key."""
    return plain(metadata=OFFERS, security=Security(dpop=choice))


async def test_the_key_of_a_sign_in_goes_with_its_code_and_into_the_vault(stage: Stage) -> None:
    """C90, C92: one key is named in the address, shown with the code, and kept with the tokens that are bound to it."""
    stage.http.reply(TOKEN_URL, BOUND)
    session = await stage.begin(offering())
    stage.loopback.last.hit(answer(session))
    made = await session.wait()
    [request] = stage.http.sent_to(TOKEN_URL)
    assert made.dpop_key is not None
    assert request.possession == Possession(made.dpop_key)
    assert asked(session)["dpop_jkt"] == dpop.thumbprint(made.dpop_key)
    assert stage.stored[0].dpop_key == made.dpop_key
    assert made.notes == ()


async def test_who_signed_in_is_asked_with_the_key(stage: Stage) -> None:
    """C92: the first call with the new token shows its key, too."""
    stage.http.reply(TOKEN_URL, BOUND)
    stage.http.reply(ME_URL, json_response({"id": 7, "email": "ana@example.com"}))
    session = await stage.begin(replace(offering(), account=acme().account))
    stage.loopback.last.hit(answer(session))
    made = await session.wait()
    assert made.dpop_key is not None
    assert made.account.label == "ana@example.com"
    [request] = stage.http.sent_to(ME_URL)
    assert request.possession == Possession(made.dpop_key, Secret("A1"))


async def test_a_plain_token_instead_of_a_bound_one_is_told(stage: Stage) -> None:
    """C47: asked for DPoP and given Bearer: connected, with a note in *Details*."""
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin(offering())
    stage.loopback.last.hit(answer(session))
    made = await session.wait()
    assert made.tokens.token_type == "Bearer"
    assert any("sender-bound" in note for note in made.notes)


async def test_a_plain_token_is_refused_where_bound_ones_are_demanded(stage: Stage) -> None:
    """C47: where the connection says that DPoP is required, a bearer token is no success; nothing is stored."""
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin(offering(Offer.REQUIRED))
    waiting = asyncio.create_task(session.wait())
    stage.loopback.last.hit(answer(session))
    problem = await refused(waiting)
    assert (problem.code, stage.stored) == ("exchange_failed", [])


async def test_a_renewal_shows_the_key(world: World) -> None:
    """C92: a bound grant is renewed with its key, and the renewed token is bound as well."""
    old = connection(world.clock, dpop_key=KEY)
    process = await world.process(replace(old, tokens=replace(old.tokens, token_type="DPoP")))
    world.http.reply(TOKEN_URL, BOUND)
    assert (await process.renewer.renew("c0")).connection.tokens.token_type == "DPoP"
    assert [request.possession for request in world.http.sent_to(TOKEN_URL)] == [Possession(KEY)]


async def test_a_renewal_that_loses_the_binding_is_refused_where_it_is_demanded(world: World) -> None:
    """C47, C92: a renewal's bearer token is not taken over where DPoP is required; the old ones are kept."""
    old = connection(world.clock, dpop_key=KEY, service=service(security=Security(dpop=Offer.REQUIRED)))
    process = await world.process(replace(old, tokens=replace(old.tokens, token_type="DPoP")))
    world.http.reply(TOKEN_URL, granted())
    with pytest.raises(DeskError):
        await process.renewer.renew("c0")
    stored = world.file.records["c0"]
    assert (stored.tokens.access_token, stored.tokens.token_type) == (Secret("A0"), "DPoP")
    assert (stored.condition.status, stored.condition.cause) == (Status.RETRYING, Cause.REFUSING)


async def test_a_call_with_a_bound_token(world: World) -> None:
    """C92: Authorization: DPoP and the key go together; without its key the token goes nowhere."""
    tokens = replace(connection(world.clock).tokens, token_type="DPoP")
    desk = await bench(world, tokens=tokens, dpop_key=KEY)
    desk.http.reply(ME, OK)
    await desk.get()
    [sent] = desk.http.sent_to(ME)
    assert desk.tokens == ["DPoP A0"]
    assert sent.possession == Possession(KEY, Secret("A0"))


async def test_a_bound_token_without_its_key_goes_nowhere(world: World) -> None:
    """C92: a token whose key is gone is not tried as a bearer token."""
    tokens = replace(connection(world.clock).tokens, token_type="DPoP")
    desk = await bench(world, tokens=tokens)
    with pytest.raises(DeskError) as caught:
        await desk.get()
    assert caught.value.kind is not Kind.UNREACHABLE
    assert "A0" not in str(caught.value)
    assert desk.http.requests == []
