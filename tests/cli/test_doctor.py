"""``doctor``."""

from oauth_desk.services.ports import Check
from tests.cli.stage import Stage

GOOD = Check("vault", ok=True, detail="it is there")
BAD = Check("keyring", ok=False, detail="none is running", remedy="Start one.")
BESIDE = Check("screen", ok=False, detail="there is none", remedy="Use the commands.", needed=False)


async def test_every_check_is_told_with_what_to_do(stage: Stage) -> None:
    """Each check has a state, and each that failed a remedy; nothing is opened for it."""
    stage.checks.results = [GOOD, BAD, BESIDE]
    done = await stage.run("doctor")
    assert done.code == 1
    assert "keyring: Start one." in done.out
    assert "screen: Use the commands." in done.out
    assert stage.opened == 0


async def test_doctor_tells_json(stage: Stage) -> None:
    """With --json: an array of the checks."""
    stage.checks.results = [GOOD, BESIDE]
    done = await stage.run("doctor", "--json")
    assert done.code == 0
    assert done.json == [
        {"name": "vault", "ok": True, "needed": True, "detail": "it is there", "remedy": ""},
        {"name": "screen", "ok": False, "needed": False, "detail": "there is none", "remedy": "Use the commands."},
    ]
