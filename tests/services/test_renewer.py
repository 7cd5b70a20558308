"""The renewal transaction, as stories."""

import asyncio

import pytest

from oauth_desk.domain.connection import InFlight
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.events import ReconnectNeeded, SaveFailed, SaveRecovered
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Endpoints, Quirks
from oauth_desk.domain.status import Cause, Status
from oauth_desk.services.ports import TransportFault, VaultError, VaultFault
from tests.fakes.clock import settle
from tests.fakes.http import failure, form_of, text_response
from tests.services.world import TOKEN_URL, World, connection, error, granted, service

LOST = failure(TransportFault.DISCONNECTED, sent=True)
OFFLINE = failure(TransportFault.DNS, sent=False)


async def test_a_fresh_token_is_served_without_a_call(world: World) -> None:
    """Nothing is sent while more than the margin is left."""
    process = await world.process(connection(world.clock))
    served = await process.renewer.ensure_fresh("c0")
    assert (served.tokens.access_token, world.sent) == (Secret("A0"), 0)


async def test_one_second_of_life_left_renews_first(world: World) -> None:
    """Bruno's ninth case: a token about to end is renewed before the call."""
    process = await world.process(connection(world.clock))
    world.http.reply(TOKEN_URL, granted())
    await world.clock.advance(3599)
    served = await process.renewer.ensure_fresh("c0")
    assert served.tokens.access_token == Secret("A1")


async def test_a_new_refresh_token_replaces_the_old_one(world: World) -> None:
    """C51: with a refresh token in the answer, that one is kept; the generation moves by one."""
    process = await world.process(connection(world.clock))
    world.http.reply(TOKEN_URL, granted("A1", "R1"))
    result = await process.renewer.renew("c0")
    assert result.outcome == "renewed"
    stored = world.file.records["c0"]
    assert (stored.tokens.access_token, stored.tokens.refresh_token, stored.generation) == (
        Secret("A1"),
        Secret("R1"),
        2,
    )
    assert form_of(world.http.requests[0])["refresh_token"] == "R0"


async def test_without_a_new_refresh_token_the_old_one_is_kept(world: World) -> None:
    """C51: Bruno's second case."""
    process = await world.process(connection(world.clock))
    world.http.reply(TOKEN_URL, granted("A1", None))
    await process.renewer.renew("c0")
    assert world.file.records["c0"].tokens.refresh_token == Secret("R0")


async def test_offline_keeps_everything(world: World) -> None:
    """C57: Bruno's third case: offline, tokens kept, will retry."""
    process = await world.process(connection(world.clock))
    world.http.reply(TOKEN_URL, OFFLINE)
    with pytest.raises(DeskError) as caught:
        await process.renewer.renew("c0")
    stored = world.file.records["c0"]
    assert caught.value.kind is Kind.UNREACHABLE
    assert (stored.tokens.access_token, stored.tokens.refresh_token) == (Secret("A0"), Secret("R0"))
    assert (stored.condition.status, stored.condition.cause) == (Status.RETRYING, Cause.NETWORK)
    assert stored.condition.next_try_at is not None


async def test_503_keeps_everything_and_backs_off(world: World) -> None:
    """C57: Bruno's fourth case, with Retry-After honoured."""
    process = await world.process(connection(world.clock))
    world.http.reply(TOKEN_URL, text_response("down", 503, headers={"Retry-After": "120"}))
    with pytest.raises(DeskError):
        await process.renewer.renew("c0")
    stored = world.file.records["c0"]
    assert stored.tokens.refresh_token == Secret("R0")
    assert stored.condition.next_try_at == pytest.approx(world.clock.now() + 120)


async def test_invalid_grant_asks_for_a_sign_in_with_the_reason(world: World) -> None:
    """C55: the access token is cleared; name, settings, scopes and history stay, and there is one notice."""
    before = connection(world.clock)
    process = await world.process(before)
    world.http.reply(TOKEN_URL, granted("A1", "R1"), error("invalid_grant", description="Token revoked"))
    await process.renewer.renew("c0")
    with pytest.raises(DeskError) as caught:
        await process.renewer.renew("c0")
    stored = world.file.records["c0"]
    assert caught.value.kind is Kind.SIGN_IN_NEEDED
    assert (stored.condition.status, stored.condition.cause) == (Status.SIGN_IN_NEEDED, Cause.REVOKED)
    assert stored.tokens.access_token is None
    assert (stored.name, stored.scopes_asked, stored.account.label) == ("Acme", ("read",), "ana@example.com")
    assert (stored.service, stored.created_at, stored.tokens.scopes) == (before.service, before.created_at, ("read",))
    assert [entry.outcome for entry in await process.book.activity(connection_id="c0", limit=10)][-1] == "renewed"
    assert [type(event) for event in process.events].count(ReconnectNeeded) == 1


async def test_after_a_known_rejection_nothing_is_sent(world: World) -> None:
    """The command line's edge answer: exit 3 without a call."""
    process = await world.process(connection(world.clock))
    world.http.reply(TOKEN_URL, error("invalid_grant"))
    for _ in range(2):
        with pytest.raises(DeskError) as caught:
            await process.renewer.renew("c0")
        assert caught.value.kind is Kind.SIGN_IN_NEEDED
    assert world.sent == 1


async def test_the_services_own_word_for_a_rejection_counts(world: World) -> None:
    """Rule 7: an equivalent that the catalogue names means the grant is gone."""
    slack = service(quirks=Quirks(rejected_errors=("bad_refresh_token",)))
    process = await world.process(connection(world.clock, service=slack))
    world.http.reply(TOKEN_URL, error("bad_refresh_token"))
    with pytest.raises(DeskError) as caught:
        await process.renewer.renew("c0")
    assert caught.value.kind is Kind.SIGN_IN_NEEDED


@pytest.mark.parametrize(
    "code", ["invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type", "invalid_target"]
)
async def test_a_settings_problem_keeps_the_tokens(world: World, code: str) -> None:
    """C56: the registration is refused, not the sign-in."""
    process = await world.process(connection(world.clock))
    world.http.reply(TOKEN_URL, error(code, 401 if code == "invalid_client" else 400), granted())
    with pytest.raises(DeskError) as caught:
        await process.renewer.renew("c0")
    stored = world.file.records["c0"]
    assert caught.value.kind is Kind.SETTINGS
    assert stored.condition.status is Status.SETTINGS_PROBLEM
    assert (stored.tokens.access_token, stored.tokens.refresh_token) == (Secret("A0"), Secret("R0"))
    assert (await process.renewer.renew("c0")).outcome == "renewed"


async def test_three_requests_at_once_make_one_call(world: World) -> None:
    """C60, C64: Bruno's eighth case, within a process."""
    process = await world.process(connection(world.clock, lifetime=1))
    world.http.reply(TOKEN_URL, granted())
    await world.clock.advance(1)
    served = await asyncio.gather(*(process.renewer.ensure_fresh("c0") for _ in range(10)))
    assert world.sent == 1
    assert {item.tokens.access_token for item in served} == {Secret("A1")}


async def test_two_processes_renew_once(world: World) -> None:
    """C60: the second process reads again under the lock and adopts the first one's tokens."""
    first = await world.process(connection(world.clock, lifetime=1))
    second = await world.process()
    gate = world.http.gate(TOKEN_URL)
    await world.clock.advance(1)
    one = asyncio.create_task(first.renewer.ensure_fresh("c0"))
    await gate.arrived()
    two = asyncio.create_task(second.renewer.ensure_fresh("c0"))
    await settle()
    gate.open(granted())  # type: ignore[arg-type]
    assert (await one).tokens.access_token == (await two).tokens.access_token == Secret("A1")
    assert world.sent == 1


async def test_a_cancelled_caller_does_not_cancel_the_renewal(world: World) -> None:
    """C64: the renewal is a task of its own and saves its result."""
    process = await world.process(connection(world.clock))
    gate = world.http.gate(TOKEN_URL)
    caller = asyncio.create_task(process.renewer.renew("c0"))
    await gate.arrived()
    caller.cancel()
    await settle()
    gate.open(granted())  # type: ignore[arg-type]
    assert await process.renewer.finish(5)
    assert world.file.records["c0"].tokens.refresh_token == Secret("R1")


async def test_an_error_reaches_every_waiter_and_leaves_nothing_stuck(world: World) -> None:
    """C64: all waiters get the error, and the next call tries again."""
    process = await world.process(connection(world.clock))
    world.http.reply(TOKEN_URL, OFFLINE, granted())
    results = await asyncio.gather(*(process.renewer.renew("c0") for _ in range(3)), return_exceptions=True)
    assert all(isinstance(item, DeskError) for item in results)
    assert (await process.renewer.renew("c0")).outcome == "renewed"


async def test_the_vault_is_proved_writable_before_anything_is_sent(world: World) -> None:
    """Rule 3: a full disk is found before the refresh token is spent."""
    process = await world.process(connection(world.clock))
    world.file.fault = VaultError(VaultFault.FULL, "no space")
    with pytest.raises(DeskError) as caught:
        await process.renewer.renew("c0")
    assert (caught.value.code, world.sent) == ("disk_full", 0)


async def test_tokens_that_cannot_be_saved_are_held_and_saved_later(world: World) -> None:
    """C61: nobody gets the new access token before it is saved, and the spent one is never sent again."""
    process = await world.process(connection(world.clock, lifetime=60))
    await world.clock.advance(61)

    def full_from_now(_request: object) -> object:
        world.file.fault = VaultError(VaultFault.FULL, "no space")
        return granted()

    world.http.reply(TOKEN_URL, full_from_now)  # type: ignore[arg-type]
    with pytest.raises(DeskError) as caught:
        await process.renewer.ensure_fresh("c0")
    assert caught.value.code == "not_saved"
    assert process["c0"].tokens.access_token == Secret("A0")
    assert process["c0"].condition.cause is Cause.NOT_SAVED
    assert any(isinstance(event, SaveFailed) for event in process.events)
    with pytest.raises(DeskError):
        await process.renewer.renew("c0")
    await world.clock.advance(60)
    assert (world.sent, world.locks.is_held("c0")) == (1, True)
    assert not any(isinstance(event, SaveRecovered) for event in process.events)

    world.file.fault = None
    await world.clock.advance(3)
    assert world.file.records["c0"].tokens.refresh_token == Secret("R1")
    assert any(isinstance(event, SaveRecovered) for event in process.events)
    assert (await process.renewer.ensure_fresh("c0")).tokens.access_token == Secret("A1")
    assert (world.sent, world.locks.is_held("c0")) == (1, False)


async def test_a_lost_answer_is_replayed_once_and_the_grace_period_saves_it(world: World) -> None:
    """C62: the same refresh token is sent once more, soon."""
    process = await world.process(connection(world.clock))
    world.http.reply(TOKEN_URL, LOST, granted())
    renewal = asyncio.create_task(process.renewer.renew("c0"))
    await world.clock.advance(2)
    assert (await renewal).outcome == "renewed"
    assert [form_of(request)["refresh_token"] for request in world.http.requests] == ["R0", "R0"]


async def test_a_lost_answer_at_a_strict_server_reads_as_cut_off(world: World) -> None:
    """C62: invalid_grant after a lost answer is told as "the last renewal was cut off"."""
    process = await world.process(connection(world.clock))
    world.http.reply(TOKEN_URL, LOST, error("invalid_grant"))
    renewal = asyncio.create_task(process.renewer.renew("c0"))
    await world.clock.advance(2)
    with pytest.raises(DeskError) as caught:
        await renewal
    assert caught.value.kind is Kind.SIGN_IN_NEEDED
    assert world.file.records["c0"].condition.cause is Cause.CUT_OFF
    assert "cut off" in caught.value.title


async def test_lost_twice_keeps_everything_and_later_reads_as_cut_off(world: World) -> None:
    """C57, C62: the edge answer: lost again means not reachable; a rejection after it still says why."""
    process = await world.process(connection(world.clock))
    world.http.reply(TOKEN_URL, LOST, LOST, OFFLINE, error("invalid_grant"))
    renewal = asyncio.create_task(process.renewer.renew("c0"))
    await world.clock.advance(2)
    with pytest.raises(DeskError) as caught:
        await renewal
    assert caught.value.kind is Kind.UNREACHABLE
    assert world.sent == 2
    assert world.file.records["c0"].tokens.refresh_token == Secret("R0")
    for _ in range(2):
        with pytest.raises(DeskError):
            await process.renewer.renew("c0")
    assert world.file.records["c0"].condition.cause is Cause.CUT_OFF


async def test_a_mark_left_by_a_killed_process_means_one_replay(world: World) -> None:
    """C62: after a crash the refresh token is sent once; a rejection then reads as cut off."""
    mark = InFlight(world.clock.now() - 100)
    process = await world.process(connection(world.clock, in_flight=mark))
    world.http.reply(TOKEN_URL, LOST)
    with pytest.raises(DeskError):
        await process.renewer.renew("c0")
    assert world.sent == 1
    world.http.reply(TOKEN_URL, error("invalid_grant"))
    with pytest.raises(DeskError):
        await process.renewer.renew("c0")
    assert world.file.records["c0"].condition.cause is Cause.CUT_OFF


async def test_a_refusal_without_a_reason_is_tried_three_times_by_the_background(world: World) -> None:
    """C58: tokens kept, three tries spread, then a sign-in is asked for."""
    process = await world.process(connection(world.clock))
    world.http.always(TOKEN_URL, text_response("", 400, "text/plain"))
    for number in range(3):
        with pytest.raises(DeskError) as caught:
            await process.renewer.renew("c0", counted=True)
        last = number == 2
        assert caught.value.kind is (Kind.SIGN_IN_NEEDED if last else Kind.FAILURE)
    stored = world.file.records["c0"]
    assert stored.condition.cause is Cause.REFUSED
    assert stored.tokens.refresh_token == Secret("R0")
    assert (await process.renewer.ensure_fresh("c0")).tokens.access_token == Secret("A0")


async def test_a_persons_own_tries_are_not_counted_as_refusals(world: World) -> None:
    """The edge answer: a single refresh that meets a refusal exits 1, however often."""
    process = await world.process(connection(world.clock))
    world.http.always(TOKEN_URL, text_response("", 400, "text/plain"))
    for _ in range(5):
        with pytest.raises(DeskError) as caught:
            await process.renewer.renew("c0")
        assert caught.value.kind is Kind.FAILURE


async def test_a_live_access_token_is_served_whatever_the_renewal_said(world: World) -> None:
    """``token`` exits 0 as long as an access token lives."""
    process = await world.process(connection(world.clock))
    world.http.reply(TOKEN_URL, OFFLINE)
    await world.clock.advance(3500)
    assert (await process.renewer.ensure_fresh("c0")).tokens.access_token == Secret("A0")
    assert world.sent == 1


async def test_a_401_about_an_older_token_adopts_the_newer_one(world: World) -> None:
    """C65, rule 4: the stored token already differs, so nothing is sent."""
    process = await world.process(connection(world.clock))
    world.http.reply(TOKEN_URL, granted())
    await process.renewer.renew("c0")
    adopted = await process.renewer.renew_rejected("c0", Secret("A0"))
    assert (adopted.tokens.access_token, world.sent) == (Secret("A1"), 1)


async def test_a_401_about_the_current_token_renews(world: World) -> None:
    """C49, C65: a token may die earlier than told."""
    process = await world.process(connection(world.clock))
    world.http.reply(TOKEN_URL, granted())
    renewed = await process.renewer.renew_rejected("c0", Secret("A0"))
    assert renewed.tokens.access_token == Secret("A1")


async def test_a_sign_in_during_a_renewal_wins(world: World) -> None:
    """An answer for an older generation is dropped."""
    process = await world.process(connection(world.clock))
    gate = world.http.gate(TOKEN_URL)
    renewal = asyncio.create_task(process.renewer.renew("c0"))
    await gate.arrived()
    fresh = connection(world.clock).tokens.__class__(Secret("B0"), world.clock.now(), world.clock.now() + 3600)

    def signed_in(current: object) -> object:
        from dataclasses import replace  # noqa: PLC0415

        return replace(current, tokens=fresh)  # type: ignore[type-var]

    await process.book.replace_sign_in("c0", signed_in)  # type: ignore[arg-type]
    gate.open(granted())  # type: ignore[arg-type]
    assert (await renewal).outcome == "adopted"
    assert world.file.records["c0"].tokens.access_token == Secret("B0")


async def test_a_rename_during_a_renewal_keeps_both(world: World) -> None:
    """A change is applied to the record in the file: no writer overwrites another's field."""
    process = await world.process(connection(world.clock))
    gate = world.http.gate(TOKEN_URL)
    renewal = asyncio.create_task(process.renewer.renew("c0"))
    await gate.arrived()
    await process.book.rename("c0", "Work")
    gate.open(granted())  # type: ignore[arg-type]
    await renewal
    stored = world.file.records["c0"]
    assert (stored.name, stored.tokens.access_token) == ("Work", Secret("A1"))


async def test_a_deletion_during_a_renewal_stops_it_with_words(world: World) -> None:
    """Rule 2: if it was deleted, stop."""
    process = await world.process(connection(world.clock))
    gate = world.http.gate(TOKEN_URL)
    renewal = asyncio.create_task(process.renewer.renew("c0"))
    await gate.arrived()
    await process.book.remove("c0")
    gate.open(granted())  # type: ignore[arg-type]
    with pytest.raises(DeskError) as caught:
        await renewal
    assert caught.value.kind is Kind.NOT_FOUND


async def test_a_lock_that_stays_held_ends_in_words(world: World) -> None:
    """Rule 2: the wait for the lock is 60 s at most."""
    process = await world.process(connection(world.clock))
    async with await world.locks.taken_elsewhere("c0"):
        renewal = asyncio.create_task(process.renewer.renew("c0"))
        await world.clock.advance(61)
        with pytest.raises(DeskError) as caught:
            await renewal
    assert (caught.value.code, world.sent) == ("renewal_busy", 0)


async def test_a_service_that_asks_to_wait_is_not_asked_again_by_calls(world: World) -> None:
    """429 with Retry-After: calls wait, only an explicit renewal sends at once."""
    process = await world.process(connection(world.clock, lifetime=10))
    await world.clock.advance(11)
    world.http.reply(TOKEN_URL, text_response("", 429, headers={"Retry-After": "60"}), granted())
    for _ in range(3):
        with pytest.raises(DeskError) as caught:
            await process.renewer.ensure_fresh("c0")
        assert caught.value.kind is Kind.UNREACHABLE
    assert world.sent == 1
    assert (await process.renewer.renew("c0")).outcome == "renewed"


async def test_an_unknown_lifetime_is_served_and_renewed_only_when_refused(world: World) -> None:
    """C48: rule 8: no invented expiry."""
    process = await world.process(connection(world.clock, lifetime=None))
    await world.clock.advance(10**7)
    assert (await process.renewer.ensure_fresh("c0", min_valid=3600)).tokens.access_token == Secret("A0")
    assert process.keeper.next_renewal_at(process["c0"]) is None


async def test_the_servers_clock_is_measured(world: World) -> None:
    """Skew is what the server's Date says minus our clock."""
    from email.utils import formatdate  # noqa: PLC0415

    process = await world.process(connection(world.clock))
    answer = granted()
    date = formatdate(world.clock.now() + 120, usegmt=True)
    world.http.reply(TOKEN_URL, answer.__class__(200, (*answer.headers, ("Date", date)), answer.body))  # type: ignore[attr-defined]
    await process.renewer.renew("c0")
    assert world.file.records["c0"].history.clock_skew == pytest.approx(120, abs=1)


async def test_every_renewal_is_logged_without_secrets(world: World) -> None:
    """Log every renewal; no token in it."""
    process = await world.process(connection(world.clock))
    world.http.reply(TOKEN_URL, granted(), OFFLINE)
    await process.renewer.renew("c0")
    with pytest.raises(DeskError):
        await process.renewer.renew("c0")
    entries = await process.book.activity(connection_id="c0", limit=10)
    assert [entry.outcome for entry in entries] == ["network", "renewed"]
    assert not any(secret in repr(entries) for secret in ("A0", "A1", "R0", "R1"))


async def test_a_client_that_cannot_prove_itself_is_a_settings_problem(world: World) -> None:
    """A way of proving itself that cannot be used is told as such; nothing is sent, the tokens are kept."""
    broken = service(client=Client(client_id="desk", auth_method=AuthMethod.PRIVATE_KEY_JWT))
    process = await world.process(connection(world.clock, service=broken))
    with pytest.raises(DeskError) as caught:
        await process.renewer.renew("c0")
    assert (caught.value.kind, world.sent) == (Kind.SETTINGS, 0)
    assert world.file.records["c0"].tokens.refresh_token == Secret("R0")


async def test_a_renewal_address_of_its_own_is_used(world: World) -> None:
    """Bruno's seventh case: the refresh URL differs from the token URL."""
    elsewhere = "https://login.example/refresh"
    figma = service(endpoints=Endpoints(token=TOKEN_URL, refresh=elsewhere))
    process = await world.process(connection(world.clock, service=figma))
    world.http.reply(elsewhere, granted())
    assert (await process.renewer.renew("c0")).outcome == "renewed"
    stored = world.file.records["c0"].tokens
    assert (stored.access_token, stored.refresh_token, world.sent) == (Secret("A1"), Secret("R1"), 0)


@pytest.mark.parametrize(
    ("answer", "kept"), [(granted("A1", "R1"), "R1"), (error("invalid_grant"), "R0"), (text_response("", 503), "R0")]
)
async def test_a_copy_put_back_while_an_answer_is_under_way(world: World, answer: object, kept: str) -> None:
    """The mark is gone with the vault that had it: new tokens count all the same, a failure is dropped."""
    first = connection(world.clock)
    process = await world.process(first)
    gate = world.http.gate(TOKEN_URL)
    renewing = asyncio.ensure_future(process.renewer.renew("c0"))
    await settle()
    assert world.file.records["c0"].in_flight is not None
    world.file.put(first)
    world.file.committed()
    gate.open(answer)
    done = await renewing
    assert done.connection.tokens.refresh_token == Secret(kept)
    saved = world.file.records["c0"]
    assert (saved.tokens.refresh_token, saved.in_flight, saved.condition.status) == (Secret(kept), None, Status.VALID)


async def test_held_tokens_are_newer_than_a_copy_put_back(world: World) -> None:
    """While new tokens wait in memory for the disk, an older copy of the vault is put back: they are saved into it."""
    first = connection(world.clock)
    process = await world.process(first)
    world.http.reply(TOKEN_URL, granted("A1", "R1"))
    await process.renewer.renew("c0")
    full = VaultError(VaultFault.FULL, "no space left")
    gate = world.http.gate(TOKEN_URL)
    renewing = asyncio.ensure_future(process.renewer.renew("c0"))
    await settle()
    world.file.fault = full
    gate.open(granted("A2", "R2"))
    with pytest.raises(DeskError) as caught:
        await renewing
    assert caught.value.code == "not_saved"
    world.file.fault = None
    world.file.put(first)
    world.file.committed()
    await world.clock.advance(5)
    saved = world.file.records["c0"]
    assert (saved.tokens.access_token, saved.tokens.refresh_token) == (Secret("A2"), Secret("R2"))
    assert saved.generation == 3
    assert process.book.unsaved() == frozenset()
