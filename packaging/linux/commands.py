"""The command line as data, read from its parser: manual and completions are written from it and cannot go stale."""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oauth_desk.cli.arguments import Parser, build_parser

GLOBAL: Final = "everywhere"
"""The title of the group of options that every command takes, as the parser has it."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option. ``value`` is empty where it takes none."""

    flags: tuple[str, ...]
    value: str
    help: str
    choices: tuple[str, ...] = ()
    is_path: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """What stands without a flag."""

    name: str
    help: str
    optional: bool = False
    repeated: bool = False
    choices: tuple[str, ...] = ()
    is_path: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One command, or the program itself."""

    name: str
    help: str
    options: tuple[Option, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class CommandLine:
    """Everything: ``everywhere`` are the options that may stand before and after a command."""

    description: str
    ending: str
    everywhere: tuple[Option, ...]
    program: Command
    commands: tuple[Command, ...]


def command_line() -> CommandLine:
    """Return the command line as it is now."""
    parser = build_parser()
    everywhere = tuple(_option(action) for action in _group(parser))
    flags = {flag for option in everywhere for flag in option.flags}
    found = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    told = {each.dest: each.help or "" for each in found._choices_actions}
    return CommandLine(
        description=parser.description or "",
        ending=parser.epilog or "",
        everywhere=everywhere,
        program=_command("", "", parser, flags),
        commands=tuple(_command(name, told[name], each, flags) for name, each in found.choices.items()),
    )


def _group(parser: Parser) -> list[argparse.Action]:
    return next(group._group_actions for group in parser._action_groups if group.title == GLOBAL)


def _command(name: str, told: str, parser: argparse.ArgumentParser, known: set[str]) -> Command:
    shown = [
        action
        for action in parser._actions
        if action.help is not argparse.SUPPRESS
        and not isinstance(action, argparse._SubParsersAction)
        and not known & set(action.option_strings)
    ]
    return Command(
        name=name,
        help=told,
        options=tuple(_option(action) for action in shown if action.option_strings),
        words=tuple(_word(action) for action in shown if not action.option_strings),
    )


def _option(action: argparse.Action) -> Option:
    takes = action.nargs != 0
    choices = tuple(str(each) for each in action.choices or ())
    value = str(action.metavar or ("|".join(choices) if choices else action.dest.upper())) if takes else ""
    return Option(tuple(action.option_strings), value, action.help or "", choices, is_path=_is_path(action))


def _word(action: argparse.Action) -> Word:
    return Word(
        name=str(action.metavar or action.dest),
        help=action.help or "",
        optional=action.nargs in ("?", "*"),
        repeated=action.nargs == "*",
        choices=tuple(str(each) for each in action.choices or ()),
        is_path=_is_path(action),
    )


def _is_path(action: argparse.Action) -> bool:
    named_file = any(flag.endswith("-file") for flag in action.option_strings)
    return action.type is Path or named_file or action.metavar == "TARGET"
