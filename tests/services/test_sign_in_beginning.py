"""What fails before the browser opens, and names."""

import pytest

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.service import AuthMethod, Client, Endpoints
from tests.fakes.http import json_response
from tests.services.stage import Stage, answer, asked, on_stage, plain
from tests.services.world import TOKEN_URL, World, connection, granted


async def test_a_fixed_port_in_use_is_named(stage: Stage) -> None:
    """C10: a clear error and no other port."""
    stage.loopback.taken = {8910}
    client = Client("desk", auth_method=AuthMethod.NONE, redirect_uri="http://localhost:8910/cb")
    with pytest.raises(DeskError) as caught:
        await stage.begin(plain(client=client))
    assert (caught.value.code, "8910" in caught.value.title) == ("port_taken", True)
    assert (stage.browser.opened, stage.loopback.listeners) == ([], [])


async def test_a_fixed_port_and_the_name_localhost_are_used_as_they_are(stage: Stage) -> None:
    """C08, C10: what is registered at the service stands, byte for byte."""
    client = Client("desk", auth_method=AuthMethod.NONE, redirect_uri="http://localhost:8910/cb")
    session = await stage.begin(plain(client=client))
    assert asked(session)["redirect_uri"] == session.redirect_uri == "http://localhost:8910/cb"
    await session.cancel()


async def test_a_taken_name_is_told_before_the_browser_opens(world: World) -> None:
    """An existing name is a usage error that points to reconnect."""
    stage = await on_stage(world, connection(world.clock))
    with pytest.raises(DeskError) as caught:
        await stage.begin(name=" acme ")
    assert (caught.value.code, caught.value.kind) == ("name_taken", Kind.USAGE)
    assert "reconnect" in caught.value.terminal_advice
    assert (stage.browser.opened, stage.loopback.listeners) == ([], [])


@pytest.mark.parametrize("name", ["", "  ", "a\x07b"])
async def test_a_name_has_to_be_readable(stage: Stage, name: str) -> None:
    """An empty or unprintable name is told before the browser opens."""
    with pytest.raises(DeskError) as caught:
        await stage.begin(name=name)
    assert (caught.value.kind, stage.browser.opened) == (Kind.USAGE, [])


async def test_a_locked_vault_is_told_before_the_browser_opens(stage: Stage) -> None:
    """Nothing could be stored at the end."""
    await stage.process.book.detach()
    with pytest.raises(DeskError) as caught:
        await stage.begin()
    assert (caught.value.kind, stage.browser.opened) == (Kind.LOCKED, [])


async def test_a_missing_client_is_told_before_the_browser_opens(stage: Stage) -> None:
    """The port that was bound for it is free again."""
    with pytest.raises(DeskError) as caught:
        await stage.begin(plain(client=Client()))
    assert (caught.value.kind, stage.browser.opened) == (Kind.SETTINGS, [])
    assert all(listener.closed for listener in stage.loopback.listeners)


async def test_a_client_that_cannot_prove_itself_is_told_before_the_browser_opens(stage: Stage) -> None:
    """C36: a method that is not supported would fail after the person has signed in."""
    with pytest.raises(DeskError) as caught:
        await stage.begin(plain(client=Client("desk", auth_method=AuthMethod.PRIVATE_KEY_JWT)))
    assert (caught.value.code, stage.browser.opened) == ("settings_problem", [])
    assert stage.loopback.last.closed


@pytest.mark.parametrize(
    "address", ["http://login.example/authorize", "file:///etc/passwd", "https://u:p@login.example/a"]
)
async def test_an_unsafe_address_is_never_opened(stage: Stage, address: str) -> None:
    """C12: only https, or http on this computer, reaches a browser."""
    endpoints = Endpoints(authorization=address, token=TOKEN_URL)
    with pytest.raises(DeskError) as caught:
        await stage.begin(plain(endpoints=endpoints))
    assert (caught.value.code, stage.browser.opened) == ("unsafe_address", [])
    assert stage.loopback.last.closed


async def test_a_second_account_gets_a_name_of_its_own(world: World) -> None:
    """Several accounts per service: the name is made free."""
    stage = await on_stage(world, connection(world.clock))
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin()
    stage.loopback.last.hit(answer(session))
    assert (await session.wait()).name == "Acme 2"


async def test_a_name_that_another_process_took_meanwhile_is_stepped_over(world: World) -> None:
    """The default name is only a proposal, so nobody loses a sign-in over it."""
    stage = await on_stage(world)
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin()
    await world.process(connection(world.clock))
    stage.loopback.last.hit(answer(session))
    assert (await session.wait()).name == "Acme 2"


async def test_a_chosen_name_that_was_taken_meanwhile_is_an_error(world: World) -> None:
    """A name that somebody chose is never changed silently."""
    stage = await on_stage(world)
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin(name="Acme")
    await world.process(connection(world.clock))
    stage.loopback.last.hit(answer(session))
    with pytest.raises(DeskError) as caught:
        await session.wait()
    assert caught.value.code == "name_taken"
    assert len(stage.stored) == 1


async def test_permissions_that_were_not_given_are_logged(stage: Stage) -> None:
    """C50: narrower is stored and told, never an error."""
    body = {"access_token": "A1", "token_type": "Bearer", "scope": "read"}
    stage.http.reply(TOKEN_URL, json_response(body))
    wanted = plain(scope_meaning=(("write", "Change your contacts"),))
    session = await stage.begin(wanted, scopes=("read", "write"))
    stage.loopback.last.hit(answer(session))
    connected = await session.wait()
    assert (connected.tokens.scopes, connected.scopes_asked) == (("read",), ("read", "write"))
    assert stage.world.file.entries[-1].detail == "Not given: Change your contacts."


@pytest.mark.parametrize("fault", [OSError(99, "Cannot assign requested address"), ValueError("not on this computer")])
async def test_a_callback_that_cannot_listen_is_told_in_words(stage: Stage, fault: Exception) -> None:
    """A computer without that address, or one in the profile that is not of this computer."""

    async def listen(_redirect_uri: str) -> None:
        raise fault

    stage.loopback.listen = listen  # type: ignore[method-assign,assignment]
    with pytest.raises(DeskError) as caught:
        await stage.begin()
    assert (caught.value.code, caught.value.kind) == ("cannot_listen", Kind.SETTINGS)
    assert stage.browser.opened == []


async def test_a_second_account_is_asked_which_one(world: World) -> None:
    """The browser knows the first account; without a question it would be connected a second time."""
    stage = await on_stage(world, connection(world.clock))
    session = await stage.begin(plain(scopes=("openid",)))
    assert asked(session)["prompt"] == "login"
    await session.cancel()


async def test_another_service_at_the_same_place_counts(world: World) -> None:
    """Two profiles of one sign-in service share what the browser knows."""
    stage = await on_stage(world, connection(world.clock))
    session = await stage.begin(plain(id="other", scopes=("openid",)))
    assert asked(session)["prompt"] == "login"
    await session.cancel()


async def test_the_first_account_is_not_asked(world: World) -> None:
    """A connection to another service changes nothing."""
    elsewhere = Endpoints(authorization="https://b.example/a", token="https://b.example/t")
    stage = await on_stage(world, connection(world.clock, service=plain(id="other", endpoints=elsewhere)))
    session = await stage.begin(plain(scopes=("openid",)))
    assert "prompt" not in asked(session)
    await session.cancel()


async def test_signing_in_again_expects_the_account_of_before(world: World) -> None:
    """The account is named, and no choice is forced, unless the person wants to replace it."""
    stage = await on_stage(world, connection(world.clock))
    service = plain(scopes=("openid",))
    session = await stage.begin(service, reconnect="c0", scopes=("openid",))
    assert (asked(session)["login_hint"], "prompt" in asked(session)) == ("ana@example.com", False)
    await session.cancel()
    session = await stage.begin(service, reconnect="c0", scopes=("openid",), replace_account=True)
    assert ("login_hint" in asked(session), asked(session)["prompt"]) == (False, "login")
    await session.cancel()


async def test_more_permission_than_an_administrator_allows_is_told_before_the_browser_opens(world: World) -> None:
    """A lock holds for signing in again and for stepping up, too; what was asked for before it gives way."""
    stage = await on_stage(world, connection(world.clock, scopes_asked=("read", "old")))
    fixed = plain(locked=("scopes.default",))
    with pytest.raises(DeskError) as caught:
        await stage.begin(fixed, reconnect="c0", scopes=("read", "more"))
    assert (caught.value.code, stage.browser.opened) == ("locked_field", [])
    session = await stage.begin(fixed, reconnect="c0")
    assert asked(session)["scope"] == "read"
    await session.cancel()
