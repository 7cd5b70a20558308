"""What the log says of connections that nobody signs in to."""

from dataclasses import replace

import pytest

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.domain.grant import Grant, Source
from oauth_desk.domain.status import Cause
from oauth_desk.services.activity_words import activity_line
from oauth_desk.services.wording import Tone
from tests.services.stage import on_stage
from tests.services.test_own_way import robot
from tests.services.world import TOKEN_URL, World, connection, error, granted


@pytest.mark.parametrize("cause", Cause)
def test_every_trouble_has_its_line(cause: Cause) -> None:
    """No cause is shown as a bare code, or as if all were well."""
    line = activity_line(ActivityEntry(0.0, "c0", "Acme", ActivityKind.RENEWAL, cause, "detail"))
    if cause not in {Cause.CLIENT, Cause.CERTIFICATE, Cause.PERMISSIONS, Cause.GRANT_TYPE, Cause.RESOURCE}:
        assert line.text != "detail", "these are told as a settings problem"
        assert line.tone in {Tone.ATTENTION, Tone.BAD}


async def test_what_goes_through_nothing_is_not_the_services_word(world: World) -> None:
    """A source that went is told as that: no service refused anything."""
    user = connection(world.clock, service=robot(grant=Grant.TOKEN_EXCHANGE))
    process = await world.process(replace(user, source=Source("gone", "Old")))
    with pytest.raises(DeskError):
        await process.renewer.renew("c0")
    entry = world.file.entries[-1]
    assert entry.outcome == "source_gone"
    assert "not here any more" in activity_line(entry).text


async def test_a_refused_secret_is_the_registration(world: World) -> None:
    """What concerns how the program is known keeps its line."""
    process = await world.process(connection(world.clock, service=robot()))
    world.http.reply(TOKEN_URL, error("invalid_client", 401))
    with pytest.raises(DeskError):
        await process.renewer.renew("c0")
    assert world.file.entries[-1].outcome == "settings_problem"


async def test_connecting_again_is_no_sign_in(world: World) -> None:
    """Nobody signed in, and the log does not say so."""
    stage = await on_stage(world)
    stage.http.reply(TOKEN_URL, granted("A1", None), granted("A2", None))
    made = await (await stage.begin(robot())).wait()
    await (await stage.begin(robot(), reconnect=made.id)).wait()
    assert stage.outcomes == ["connected", "connected_again"]
    line = activity_line(world.file.entries[-1])
    assert (line.tone, "Signed in" in line.text) == (Tone.GOOD, False)
