"""``doctor``: what this computer offers, and how to mend what it lacks."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from oauth_desk.cli.output import DONE, FAILED, Output, table
from oauth_desk.domain.errors import DeskError
from oauth_desk.services.desk import Desk
from oauth_desk.services.ports import Check, Checks

OpenDesk = Callable[[], AbstractAsyncContextManager[Desk]]


async def doctor(checks: Checks, out: Output, open_desk: OpenDesk) -> int:
    """Print every check; fail where something is wrong that every use of the program needs."""
    results = await checks.run()
    if all(check.ok for check in results if check.needed):
        async with open_desk() as desk:
            results = [*results, *await _version(desk), *await _profiles(desk)]
    out.value([_row(check) for check in results])
    for line in table([(_word(check), check.name, check.detail) for check in results]):
        out.line(line)
    for check in results:
        if not check.ok:
            out.line(f"{check.name}: {check.remedy}")
    return FAILED if any(not check.ok and check.needed for check in results) else DONE


async def _version(desk: Desk) -> list[Check]:
    """Tell of a newer version that is known already; nobody is asked."""
    newer = await desk.releases.known()
    if newer is None:
        return []
    return [Check("version", ok=True, needed=False, detail=f"{newer.version} is there: {newer.url}")]


async def _profiles(desk: Desk) -> list[Check]:
    """Tell which connections have newer settings; nothing where there are no connections that can be read."""
    if not desk.settings.vault.is_file():
        return []
    try:
        await desk.session.open()
        await desk.updates.look(taking=False)
    except DeskError:
        return []
    names = [each.name for each in desk.book.all() if desk.updates.waiting(each.id) is not None]
    detail = "every connection has the newest settings"
    if names:
        listed = ", ".join(f"“{name}”" for name in names)
        detail = f"newer settings wait for {listed}; “oauth-desk update NAME” says what changes, and takes it"
    return [Check("profiles", ok=True, needed=False, detail=detail)]


def _row(check: Check) -> dict[str, object]:
    return {
        "name": check.name,
        "ok": check.ok,
        "needed": check.needed,
        "detail": check.detail,
        "remedy": check.remedy,
    }


def _word(check: Check) -> str:
    if check.ok:
        return "ok"
    return "PROBLEM" if check.needed else "missing"
