"""What a service says of a connection when somebody asks."""

from dataclasses import replace

import pytest

from oauth_desk.domain.connection import Account
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.service import AccountProbe, AuthMethod, Client, Endpoints, Service
from oauth_desk.services.inspection import Inspector
from oauth_desk.services.ports import TransportFault
from tests.fakes.http import failure, form_of, json_response, text_response
from tests.services.world import TOKEN_URL, World, connection, granted, service

ASK_URL = "https://login.example/introspect"
USERINFO_URL = "https://login.example/userinfo"


def open_book(**changes: object) -> Service:
    """Return a service that answers questions."""
    endpoints = Endpoints(token=TOKEN_URL, introspection=ASK_URL, userinfo=USERINFO_URL)
    return replace(service(endpoints=endpoints), **changes)


async def inspector(world: World, **changes: object) -> Inspector:
    """Return the use-case with one connection, c0."""
    process = await world.process(replace(connection(world.clock, service=open_book()), **changes))
    return Inspector(book=process.book, renewer=process.renewer, http=world.http)


async def test_the_connections_own_server_is_asked_about_the_token(world: World) -> None:
    """C96: on demand, with the client's authentication, and the answer is shown as it is."""
    asking = await inspector(world)
    world.http.reply(ASK_URL, json_response({"active": True, "scope": "read", "exp": 1}))
    assert await asking.introspect("c0") == {"active": True, "scope": "read", "exp": 1}
    form = form_of(world.http.requests[0])
    assert (form["token"], form["token_type_hint"], form["client_id"]) == ("A0", "access_token", "desk")


async def test_of_an_inactive_token_nothing_else_is_believed(world: World) -> None:
    """C96: only ``active`` is believed."""
    asking = await inspector(world)
    world.http.reply(ASK_URL, json_response({"active": False, "scope": "read"}))
    assert await asking.introspect("c0") == {"active": False}


async def test_asking_renews_nothing(world: World) -> None:
    """A dead token is what the question may be about."""
    asking = await inspector(world)
    await world.clock.advance(4000)
    world.http.reply(ASK_URL, json_response({"active": False}))
    await asking.introspect("c0")
    assert world.sent == 0


@pytest.mark.parametrize(
    ("answer", "code", "kind"),
    [
        (json_response({"scope": "read"}), "not_told", Kind.FAILURE),
        (text_response("<html>"), "not_told", Kind.FAILURE),
        (json_response({"error": "invalid_client"}, 401), "not_told", Kind.FAILURE),
        (failure(TransportFault.REFUSED, sent=False), "unreachable", Kind.UNREACHABLE),
    ],
)
async def test_an_answer_that_says_nothing_is_an_error(world: World, answer: object, code: str, kind: Kind) -> None:
    """C96: what is no introspection answer is not shown as one."""
    asking = await inspector(world)
    world.http.reply(ASK_URL, answer)
    with pytest.raises(DeskError) as caught:
        await asking.introspect("c0")
    assert (caught.value.code, caught.value.kind) == (code, kind)


@pytest.mark.parametrize("question", ["introspect", "userinfo"])
async def test_a_service_that_offers_nothing_is_asked_nothing(world: World, question: str) -> None:
    """Not offered is told apart from not working."""
    asking = await inspector(world, service=service())
    with pytest.raises(DeskError) as caught:
        await getattr(asking, question)("c0")
    assert (caught.value.code, world.http.requests) == ("not_offered", [])


async def test_without_a_token_there_is_nothing_to_ask_about(world: World) -> None:
    """After a rejection a person has to sign in first."""
    asking = await inspector(world, tokens=connection(world.clock).tokens.without_access())
    with pytest.raises(DeskError) as caught:
        await asking.introspect("c0")
    assert caught.value.kind is Kind.SIGN_IN_NEEDED


async def test_a_client_that_cannot_prove_itself_is_a_settings_problem(world: World) -> None:
    """C36: the same rule as for every back-channel call."""
    client = Client("desk", auth_method=AuthMethod.PRIVATE_KEY_JWT)
    asking = await inspector(world, service=open_book(client=client))
    with pytest.raises(DeskError) as caught:
        await asking.introspect("c0")
    assert caught.value.kind is Kind.SETTINGS


async def test_who_it_is_is_asked_with_a_live_token(world: World) -> None:
    """Userinfo is a call like any other: a token about to end is renewed first."""
    asking = await inspector(world)
    await world.clock.advance(3599)
    world.http.reply(TOKEN_URL, granted())
    world.http.reply(USERINFO_URL, json_response({"sub": "1", "name": "Ana"}))
    assert await asking.userinfo("c0") == {"sub": "1", "name": "Ana"}
    assert ("Authorization", "Bearer A1") in world.http.requests[-1].headers


async def test_userinfo_about_somebody_else_is_not_shown(world: World) -> None:
    """C75: another subject than the one who signed in discards all of it."""
    asking = await inspector(world, account=Account("ana@example.com", "1"))
    world.http.reply(USERINFO_URL, json_response({"sub": "2", "name": "Ben"}))
    with pytest.raises(DeskError) as caught:
        await asking.userinfo("c0")
    assert "Ben" not in str(caught.value)


async def test_a_probe_of_the_profiles_own_is_shown_as_it_is(world: World) -> None:
    """An API counts its people in its own way."""
    asking = await inspector(world, service=open_book(account=AccountProbe("https://api.example/v1/me")))
    world.http.reply("https://api.example/v1/me", json_response({"id": 7}))
    assert await asking.userinfo("c0") == {"id": 7}


@pytest.mark.parametrize("answer", [text_response("<html>"), json_response([1]), json_response({}, 403)])
async def test_userinfo_that_is_none_is_an_error(world: World, answer: object) -> None:
    """A page or a refusal is not who somebody is."""
    asking = await inspector(world)
    world.http.reply(USERINFO_URL, answer)
    with pytest.raises(DeskError) as caught:
        await asking.userinfo("c0")
    assert caught.value.code == "not_told"
