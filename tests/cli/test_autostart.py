"""``autostart``."""

from oauth_desk.domain.errors import DeskError
from tests.cli.stage import Stage


async def test_says_and_changes_it(stage: Stage) -> None:
    """It is off by default; a word turns it on or off, and the answer says how it is now."""
    assert (await stage.run("autostart")).out == "OAuth Desk does not start by itself.\n"
    done = await stage.run("autostart", "on")
    assert (done.code, done.out) == (0, "OAuth Desk starts when you log in, without its window.\n")
    assert stage.autostart.on
    assert (await stage.run("autostart", "--json")).json == {"autostart": True}
    assert (await stage.run("autostart", "off", "--json")).json == {"autostart": False}
    assert not stage.autostart.on


async def test_needs_no_vault(stage: Stage) -> None:
    """Nothing is opened or made for it."""
    await stage.run("autostart", "on")
    assert stage.file.vault_header is None


async def test_a_refusal_is_told(stage: Stage) -> None:
    """What the system refuses ends with a sentence and exit code 1."""
    stage.autostart.fault = DeskError("autostart_not_changed", "What starts at login cannot be read or changed.")
    done = await stage.run("autostart", "on")
    assert (done.code, done.err) == (1, "oauth-desk: What starts at login cannot be read or changed.\n")
