"""``settings``: what was chosen, by whom, and choosing otherwise."""

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

from oauth_desk.cli.output import DONE, Output, table
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.managed import CHOICES, RULES, SWITCHES
from oauth_desk.services.desk import Desk

_WORDS: Final = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


async def settings(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """List the settings, or one of them, or change one."""
    if args.setting is not None and args.setting not in CHOICES:
        raise _no_such_setting(args.setting)
    chosen = desk.locking.chosen
    await chosen.load()
    if args.value is not None:
        await chosen.change(**{args.setting: _value(args.setting, args.value)})
    locked_in = desk.company.now.locked_in
    rows = [_row(name, value, locked_in) for name, value in asdict(chosen.now).items()]
    rows += [_row(name, desk.company.now.locked[name], locked_in) for name in RULES if name in locked_in]
    if args.setting is not None:
        rows = [row for row in rows if row["name"] == args.setting]
    out.value(rows)
    for line in table([(str(row["name"]), _shown(row["value"]), _whose(row)) for row in rows]):
        out.line(line)
    return DONE


def _value(name: str, text: str) -> object:
    """Read a value as the setting wants it; raise DeskError."""
    value: object = text
    if name in SWITCHES:
        value = _WORDS.get(text.lower(), text)
    elif text.isascii() and text.isdigit() and len(text) < 10:  # noqa: PLR2004 - as long as any number is
        value = int(text)
    try:
        return CHOICES[name](value)
    except ValueError as error:
        words = "must be yes or no" if name in SWITCHES else str(error)
        title = f"This is no value for “{name}”."
        raise DeskError(
            "usage", title, kind=Kind.USAGE, detail=f"{words[:1].upper()}{words[1:].rstrip('.')}."
        ) from None


def _row(name: str, value: object, locked_in: Mapping[str, str]) -> dict[str, object]:
    return {"name": name, "value": value, "locked": name in locked_in, "place": locked_in.get(name)}


def _shown(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _whose(row: Mapping[str, object]) -> str:
    return f"set by your company, in {row['place']}" if row["locked"] else ""


def _no_such_setting(name: str) -> DeskError:
    return DeskError(
        "no_such_setting",
        f"There is no setting “{name}” that you could choose.",
        kind=Kind.NOT_FOUND,
        advice="“oauth-desk settings” lists them.",
    )
