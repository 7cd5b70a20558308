"""The tables as a page to read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.conformance import hostile, suite, suite_cases
from tests.conformance.case import CONNECTED, Case

PAGE: Final = Path(__file__).with_name("README.md")
_HEAD: Final = """\
# Cases against a provider that goes wrong

Written by `python -m tests.conformance`; a test says when it is out of date.

The real use-cases, the real HTTP client and the real callback server sign in, renew, ask and disconnect
at a provider of our own (`provider.py`), which departs from an honest one as the case says. Whatever it
does, the same is demanded (`life.py`): the end that is told here, in words that can be shown and hold no
secret; nothing stored unless connected, everything kept where a renewal fails, and the next honest
renewal works; not one byte to another machine; no secret in the log; an end within 20 seconds.

## Relying-party tests of the OpenID conformance suite
"""

_HOSTILE: Final = """
## A hostile server

Answers that no honest server gives, over the whole life of a connection, in tables that are read as they stand.
"""


def rendered() -> str:
    """Return the page."""
    return "\n".join([_HEAD, *_about(), *_names(), _HOSTILE, *_hostile(), ""])


def _about() -> Iterator[str]:
    plans = [f"`{plan}`" for plan in suite.PLANS if plan.startswith("oidcc")]
    yield (
        f"{len(suite.NAMES)} names, of the plans {', '.join(plans)}, and of those that stand in no plan or in one "
        "that gathers all. Each was read in the suite's own sources as the name that a test is published under, in "
        "revisions of several years; none is from memory. What a test wants was read there too, and is told in our "
        "own words. Left out are the plans for signing out (the program keeps no session of a browser that could "
        "end) and the profiles beyond OpenID Connect Core, such as FAPI and CIBA."
    )
    yield ""
    yield f"{len(suite_cases.CASES)} of them are played; {len(suite.NOT_OURS)} do not apply."
    yield ""


def _names() -> Iterator[str]:
    played = {case.name: case for case in suite_cases.CASES}
    for plan, names in suite.PLANS.items():
        yield f"### {plan}"
        yield ""
        yield "| name | what the provider does | we answer |"
        yield "|---|---|---|"
        for name in names:
            case = played.get(name)
            if case is None:
                yield f"| {name} | does not apply | {suite.NOT_OURS[name]} |"
            else:
                yield f"| {name} | {case.does} | {_answer(case)} |"
        yield ""
    yield "### Plans that do not apply as a whole"
    yield ""
    yield "| plan | why |"
    yield "|---|---|"
    yield from (f"| {plan} | {why} |" for plan, why in suite.PLANS_NOT_OURS.items())


def _answer(case: Case) -> str:
    kept = "everything is kept" if case.scene == "renewal" else "refused"
    end = "connected" if case.ends == CONNECTED else f"{kept}, told as `{case.ends}`"
    remark = suite_cases.REMARKS.get(case.name)
    return end if remark is None else f"{end}. {remark}"


def _hostile() -> Iterator[str]:
    yield "| table | what is in it |"
    yield "|---|---|"
    for table in hostile.TABLES:
        name = table.__name__.rpartition(".")[2]
        yield f"| `hostile/{name}.py` | {(table.__doc__ or '').strip().rstrip('.')} |"
