"""Ending a connection, as stories."""

import asyncio
from dataclasses import replace

import pytest

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Endpoints, Service
from oauth_desk.protocol.http import Response
from oauth_desk.services.disconnect import Disconnected, Disconnector
from oauth_desk.services.ports import TransportFault, VaultError, VaultFault
from tests.fakes.http import failure, form_of, json_response, text_response
from tests.services.world import TOKEN_URL, Process, World, connection, error, granted, service

REVOKE_URL = "https://login.example/revoke"
DONE = Response(200)


def revocable(**changes: object) -> Service:
    """Return a service that can be told."""
    endpoints = Endpoints(token=TOKEN_URL, revocation=REVOKE_URL)
    return replace(service(endpoints=endpoints), **changes)


def disconnector(world: World, process: Process) -> Disconnector:
    """Return the use-case for a process."""
    return Disconnector(book=process.book, http=world.http, locks=world.locks, clock=world.clock)


async def disconnected(world: World, *, at: Service | None = None, keep_remote: bool = False) -> Disconnected:
    """Disconnect a connection at ``at`` and check that it is gone here."""
    process = await world.process(connection(world.clock, service=at or revocable()))
    result = await disconnector(world, process).disconnect("c0", keep_remote=keep_remote)
    assert (world.file.records, process.book.all()) == ({}, [])
    entry = world.file.entries[-1]
    assert (entry.kind.value, entry.outcome, entry.name) == ("disconnect", result.revoked, "Acme")
    return result


async def test_the_refresh_token_is_revoked_before_the_access_token(world: World) -> None:
    """C95: in this order, and the connection is gone here."""
    world.http.reply(REVOKE_URL, DONE, DONE)
    assert await disconnected(world) == Disconnected("yes")
    forms = [form_of(request) for request in world.http.requests]
    assert [(form["token"], form["token_type_hint"]) for form in forms] == [
        ("R0", "refresh_token"),
        ("A0", "access_token"),
    ]


async def test_a_vault_that_cannot_be_written_ends_nothing(world: World) -> None:
    """The service is told only once it is sure that the connection can go here, too; else a dead one would stay."""
    process = await world.process(connection(world.clock, service=revocable()))
    world.file.fault = VaultError(VaultFault.READ_ONLY, "")
    with pytest.raises(DeskError):
        await disconnector(world, process).disconnect("c0")
    assert world.http.requests == []
    assert list(world.file.records) == ["c0"]


async def test_a_service_without_a_way_is_said_to_have_none(world: World) -> None:
    """C95: no endpoint is told, and nothing is sent."""
    result = await disconnected(world, at=service())
    assert (result.revoked, world.http.requests) == ("unsupported", [])


async def test_on_request_the_service_is_not_told(world: World) -> None:
    """``keep_remote`` sends nothing."""
    result = await disconnected(world, keep_remote=True)
    assert (result.revoked, world.http.requests) == ("no", [])


@pytest.mark.parametrize(
    "answer",
    [
        failure(TransportFault.DNS, sent=False),
        failure(TransportFault.TIMEOUT, sent=True),
        error("invalid_client", 401),
        json_response({}, 500),
        text_response("<html>Log in to the hotel", 302),
        json_response({}, 503),
        json_response({}, 503, {"Retry-After": "3600"}),
    ],
)
async def test_a_failed_revocation_still_deletes_here(world: World, answer: object) -> None:
    """C95: local deletion never depends on the service; what failed is said."""
    world.http.always(REVOKE_URL, answer)
    result = await disconnected(world)
    assert result.revoked == "failed"
    assert "Acme" in result.detail


async def test_a_service_that_cannot_be_reached_is_asked_once(world: World) -> None:
    """Without a network there is no sense in waiting twice."""
    world.http.always(REVOKE_URL, failure(TransportFault.TIMEOUT, sent=True))
    await disconnected(world)
    assert len(world.http.requests) == 1


async def test_a_short_retry_after_is_honoured(world: World) -> None:
    """C95: 503 with ``Retry-After``: once more, if the person need not wait long."""
    world.http.reply(REVOKE_URL, json_response({}, 503, {"Retry-After": "3"}), DONE, DONE)
    ending = asyncio.create_task(disconnected(world))
    await world.clock.advance(3)
    assert (await ending).revoked == "yes"


@pytest.mark.parametrize(
    ("refresh", "access", "revoked"),
    [
        (DONE, error("unsupported_token_type"), "yes"),
        (error("unsupported_token_type"), DONE, "unsupported"),
        (DONE, json_response({}, 500), "failed"),
        (json_response({}, 404), json_response({}, 404), "unsupported"),
    ],
)
async def test_the_sum_of_both_says_whether_the_grant_lives(
    world: World, refresh: object, access: object, revoked: str
) -> None:
    """C95: a refresh token that was not revoked lives on, whatever became of the access token."""
    world.http.reply(REVOKE_URL, refresh, access)
    assert (await disconnected(world)).revoked == revoked


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (error("unsupported_token_type"), "Acme does not revoke this kind of token."),
        (json_response({}, 404), "Acme offers no way to be told."),
        (json_response({}, 501), "Acme offers no way to be told."),
    ],
)
async def test_what_a_service_cannot_do_is_told_as_it_is(world: World, answer: object, words: str) -> None:
    """C95: no page at the address is another thing than a kind of token that is not revoked."""
    world.http.always(REVOKE_URL, answer)  # type: ignore[arg-type]
    assert (await disconnected(world)).detail == words


async def test_a_connection_without_tokens_has_nothing_left_to_revoke(world: World) -> None:
    """Then nothing is sent, and nothing is claimed."""
    old = connection(world.clock, service=revocable())
    process = await world.process(replace(old, tokens=replace(old.tokens, access_token=None, refresh_token=None)))
    result = await disconnector(world, process).disconnect("c0")
    assert (result.revoked, world.http.requests) == ("no", [])


async def test_a_client_that_cannot_prove_itself_is_no_obstacle(world: World) -> None:
    """C95: deleted here, told as failed."""
    client = Client("desk", auth_method=AuthMethod.PRIVATE_KEY_JWT)
    assert (await disconnected(world, at=revocable(client=client))).revoked == "failed"


async def test_a_renewal_under_way_is_waited_for(world: World) -> None:
    """Else its new tokens would outlive the connection: the newest ones are revoked."""
    process = await world.process(connection(world.clock, service=revocable()))
    renewal = world.http.gate(TOKEN_URL)
    world.http.always(REVOKE_URL, DONE)
    renewing = asyncio.create_task(process.renewer.renew("c0"))
    await renewal.arrived()
    ending = asyncio.create_task(disconnector(world, process).disconnect("c0"))
    await world.clock.advance(1)
    assert world.http.sent_to(REVOKE_URL) == []
    renewal.open(granted("A1", "R1"))  # type: ignore[arg-type]
    await renewing
    assert (await ending).revoked == "yes"
    assert form_of(world.http.sent_to(REVOKE_URL)[0])["token"] == "R1"


async def test_a_lock_that_is_never_freed_is_no_obstacle(world: World) -> None:
    """Another copy that hangs does not keep a person connected."""
    process = await world.process(connection(world.clock, service=revocable()))
    world.http.always(REVOKE_URL, DONE)
    async with await world.locks.taken_elsewhere("c0"):
        ending = asyncio.create_task(disconnector(world, process).disconnect("c0"))
        await world.clock.advance(20)
        assert (await ending).revoked == "yes"


async def test_tokens_of_another_process_are_the_ones_revoked(world: World) -> None:
    """The record is read again: another copy may have renewed a second ago."""
    process = await world.process(connection(world.clock, service=revocable()))
    other = await world.process()
    world.http.reply(TOKEN_URL, granted("A1", "R1"))
    await other.renewer.renew("c0")
    world.http.always(REVOKE_URL, DONE)
    await disconnector(world, process).disconnect("c0")
    assert form_of(world.http.sent_to(REVOKE_URL)[0])["token"] == "R1"
    await other.book.sync()
    assert other.book.all() == []


async def test_what_cannot_be_deleted_is_an_error(world: World) -> None:
    """Nobody is told "disconnected" while the record is still there."""
    process = await world.process(connection(world.clock, service=revocable()))
    world.http.always(REVOKE_URL, DONE)
    world.file.fault = VaultError(VaultFault.READ_ONLY, "read-only file system")
    with pytest.raises(DeskError) as caught:
        await disconnector(world, process).disconnect("c0")
    assert caught.value.code == "vault_read_only"
    assert process["c0"].tokens.refresh_token == Secret("R0")


async def test_an_unknown_connection_is_not_found(world: World) -> None:
    """Exit code 7 of the command line."""
    process = await world.process()
    with pytest.raises(DeskError) as caught:
        await disconnector(world, process).disconnect("c0")
    assert caught.value.kind is Kind.NOT_FOUND
