"""``doctor``: what this computer offers, and how to mend what it lacks."""

from oauth_desk.cli.output import DONE, FAILED, Output, table
from oauth_desk.services.ports import Check, Checks


async def doctor(checks: Checks, out: Output) -> int:
    """Print every check; fail where something is wrong that every use of the program needs."""
    results = await checks.run()
    out.value([_row(check) for check in results])
    for line in table([(_word(check), check.name, check.detail) for check in results]):
        out.line(line)
    for check in results:
        if not check.ok:
            out.line(f"{check.name}: {check.remedy}")
    return FAILED if any(not check.ok and check.needed for check in results) else DONE


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
