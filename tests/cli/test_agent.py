"""``agent``."""

from dataclasses import replace

import pytest

from oauth_desk.domain.secret import Secret
from oauth_desk.services.lookout import LOOK_EVERY
from oauth_desk.services.phrases import DAY
from oauth_desk.services.ports import KeyringState, Sign, VaultError, VaultFault
from tests.cli.stage import Stage
from tests.fakes.clock import settle
from tests.services.world import TOKEN_URL, granted


async def test_agent_renews_until_it_is_stopped(connected: Stage) -> None:
    """The background renews what is due, tells it, and ends with 0 when asked to stop."""
    gate = connected.http.gate(TOKEN_URL)
    running = connected.start("agent")
    await settle(200)
    await connected.clock.advance(3400)
    await gate.arrived()
    gate.open(granted("A1", "R1"))  # type: ignore[arg-type]
    await settle(200)
    assert connected.stored[0].tokens.access_token == Secret("A1")
    assert connected.stop is not None
    connected.stop()
    done = await running
    assert done.code == 0
    assert "Work  Renewed." in done.out
    assert done.err.splitlines() == ["Keeping 1 connection renewed. Ctrl-C ends it.", "Stopped."]


async def test_a_renewal_in_flight_is_saved_before_the_agent_ends(connected: Stage) -> None:
    """Stopped while an answer is awaited: the answer is waited for and saved, then the exit is 0."""
    gate = connected.http.gate(TOKEN_URL)
    running = connected.start("agent")
    await connected.clock.advance(3400)
    await gate.arrived()
    assert connected.stop is not None
    connected.stop()
    await settle()
    assert not running.done()
    gate.open(granted("A1", "R1"))  # type: ignore[arg-type]
    assert (await running).code == 0
    assert connected.stored[0].tokens.access_token == Secret("A1")
    assert connected.stored[0].in_flight is None


async def test_the_agent_locks_as_chosen_and_opens_again_by_itself(connected: Stage) -> None:
    """What was chosen for the window counts here: no key while the screen is locked; back, it goes on renewing."""
    connected.choices.values = {"lock_with_screen": True}
    before = len(connected.http.sent_to(TOKEN_URL))
    gate = connected.http.gate(TOKEN_URL)
    running = connected.start("agent")
    await settle(200)
    await connected.presence.say(Sign.SCREEN_LOCKED)
    await connected.clock.advance(3500)
    assert len(connected.http.sent_to(TOKEN_URL)) == before
    await connected.presence.say(Sign.SCREEN_UNLOCKED)
    await connected.clock.advance(40)
    await gate.arrived()
    gate.open(granted("A1", "R1"))  # type: ignore[arg-type]
    await settle(200)
    assert connected.stored[0].tokens.access_token == Secret("A1")
    assert connected.stop is not None
    connected.stop()
    done = await running
    assert done.err.splitlines()[1:] == [
        "Locked with the screen or for the computer’s sleep: nothing is renewed.",
        "Open again.",
        "Stopped.",
    ]


async def test_the_agent_goes_on_where_renewing_behind_the_lock_was_chosen(connected: Stage) -> None:
    """Nobody listens to the screen then."""
    connected.choices.values = {"lock_with_screen": True, "renew_while_locked": True}
    running = connected.start("agent")
    await settle(200)
    assert not connected.presence.watched
    assert connected.stop is not None
    connected.stop()
    assert (await running).code == 0


@pytest.mark.parametrize(
    "state", [KeyringState.ABSENT, KeyringState.LOCKED, KeyringState.REFUSED, KeyringState.HANGING]
)
async def test_the_agent_waits_for_the_keyring(connected: Stage, state: KeyringState) -> None:
    """Started before the keyring gives the key it says so and waits; then it renews, and nobody started it again."""
    gate = connected.http.gate(TOKEN_URL)
    connected.keys.state = state
    running = connected.start("agent")
    await connected.clock.advance(120)
    assert not running.done()
    connected.keys.state = None
    await connected.clock.advance(3500)
    await gate.arrived()
    gate.open(granted("A1", "R1"))  # type: ignore[arg-type]
    await settle(200)
    assert connected.stored[0].tokens.access_token == Secret("A1")
    assert connected.stop is not None
    connected.stop()
    done = await running
    waited, *rest = done.err.splitlines()
    assert waited.startswith("oauth-desk: The keyring")
    assert waited.endswith("Renewing begins as soon as it gives the key. Ctrl-C ends it.")
    assert (done.code, rest) == (0, ["Keeping 1 connection renewed. Ctrl-C ends it.", "Stopped."])


async def test_the_agent_can_be_stopped_while_it_waits(connected: Stage) -> None:
    """Stopped before there was a key: it ends with 0, like any agent that is stopped."""
    connected.keys.state = KeyringState.LOCKED
    running = connected.start("agent")
    await connected.clock.advance(60)
    assert connected.stop is not None
    connected.stop()
    assert (await running).code == 0


@pytest.mark.parametrize(
    ("state", "emptied"), [(KeyringState.DISALLOWED, False), (None, True), (KeyringState.LOCKED, None)]
)
async def test_the_agent_ends_where_waiting_helps_nobody(
    connected: Stage, state: KeyringState | None, emptied: bool | None
) -> None:
    """No keyring at all, no key in it, or no connections yet: 4 with words, as every command does."""
    connected.keys.state = state
    if emptied:
        connected.keys.keys.clear()
    elif emptied is None:
        connected.file.vault_header = None
    assert (await connected.run("agent")).code == 4


async def test_what_the_agent_waits_for_may_turn_out_otherwise(connected: Stage) -> None:
    """A keyring that comes up without the key is told and waited for; a damaged file ends with 4."""
    connected.keys.state = KeyringState.ABSENT
    running = connected.start("agent")
    await connected.clock.advance(10)
    connected.keys.state = KeyringState.LOCKED
    await connected.clock.advance(30)
    connected.keys.state = None
    connected.file.open_fault = VaultError(VaultFault.DAMAGED, "not a database")
    await connected.clock.advance(60)
    done = await running
    assert done.code == 4
    told = done.err.splitlines()
    assert len(told) == 3
    assert "is locked" in told[1]
    assert "damaged" in told[2]


async def test_the_agent_tells_what_ends_within_a_day(connected: Stage) -> None:
    """Where nobody looks at a window, one line says whose and by when, once for each run."""
    now, old = connected.clock.now(), connected.stored[0]
    aged = replace(old, signed_in_at=now - 90 * DAY, history=replace(old.history, end_moves=False))
    connected.file.put(replace(aged, tokens=replace(old.tokens, refresh_expires_at=now + 0.9 * DAY)))
    running = connected.start("agent")
    await settle(200)
    await connected.clock.advance(3 * LOOK_EVERY)
    assert connected.stop is not None
    connected.stop()
    told = [line for line in (await running).err.splitlines() if "sign in again" in line]
    assert len(told) == 1
    assert told[0].startswith("oauth-desk: Work: sign in again by ")


async def test_the_agent_does_not_tell_it_again_after_a_lock(connected: Stage) -> None:
    """Connections that cannot be read for a while are not mended: what was told stays told."""
    connected.choices.values = {"lock_with_screen": True}
    now, old = connected.clock.now(), connected.stored[0]
    aged = replace(old, signed_in_at=now - 90 * DAY, history=replace(old.history, end_moves=False))
    connected.file.put(replace(aged, tokens=replace(old.tokens, refresh_expires_at=now + 0.9 * DAY)))
    running = connected.start("agent")
    await settle(200)
    await connected.presence.say(Sign.SCREEN_LOCKED)
    await connected.clock.advance(2 * LOOK_EVERY)
    await connected.presence.say(Sign.SCREEN_UNLOCKED)
    await connected.clock.advance(2 * LOOK_EVERY)
    assert connected.stop is not None
    connected.stop()
    told = (await running).err.splitlines()
    assert "Open again." in told
    assert len([line for line in told if "sign in again" in line]) == 1
