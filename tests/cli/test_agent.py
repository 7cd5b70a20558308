"""``agent``."""

from oauth_desk.domain.secret import Secret
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
