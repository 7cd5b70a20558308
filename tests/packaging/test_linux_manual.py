"""The manual page, which is written from the parser."""

import argparse
import re

import pytest
from linux.commands import command_line
from linux.manual import manual, text

from oauth_desk.cli.arguments import build_parser

PAGE = manual(command_line(), "1.2.3")
PARSERS = next(a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction)).choices


def section(name: str) -> str:
    """Return what the page says of a command."""
    found = re.search(rf"^\.SS \\fB{re.escape(text(name))}\\fR.*?(?=^\.S[SH] )", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[0]


def flags(page_of_help: str) -> set[str]:
    """Return the options in the first lines of a page of --help, which show how a command is called."""
    return set(re.findall(r"(?<![\w-])--?[a-zA-Z][a-z-]*(?=[ \]\n])", page_of_help.partition("\n\n")[0]))


@pytest.mark.parametrize("name", PARSERS)
def test_every_option_of_a_command_is_explained(name: str) -> None:
    """What --help lists stands on the page, too: neither can go stale."""
    said = section(name)
    common = {"-h", "--help", *(flag for option in command_line().everywhere for flag in option.flags)}
    wanted = flags(PARSERS[name].format_help()) - common
    assert [flag for flag in wanted if f"\\fB{text(flag)}\\fR" not in said] == []


def test_what_is_for_the_program_alone_is_not_told() -> None:
    """Options by which the program starts itself are left out, as --help leaves them out."""
    assert "state" + text("-") + "file" not in PAGE
    assert text("--exit-with-parent") not in PAGE


def test_options_of_the_window_and_of_all_commands_stand_once() -> None:
    """What every command takes is explained in one place."""
    for flag in ("--data-dir", "--passphrase-file", "--log-level", "--hidden", "--connect", "--version"):
        assert PAGE.count(f"\\fB{text(flag)}\\fR") == 1


def test_every_exit_code_is_explained() -> None:
    """The page lists the codes that the parser's last words list."""
    codes = PAGE.partition(".SH EXIT STATUS")[2].partition(".SH ")[0]
    assert re.findall(r"^(\d+)$", codes, re.MULTILINE) == [str(code) for code in range(8)]


def test_nothing_is_taken_for_a_request() -> None:
    """No line of words begins with what troff obeys, and no backslash is lost."""
    known = re.compile(r"\.(TH|SH|SS|TP|PP|B|br)\b")
    assert all(known.match(line) for line in PAGE.splitlines() if line.startswith((".", "'")))
    assert text(".TH evil") == "\\&.TH evil"
    assert text("a\\b-c") == "a\\eb\\-c"


def test_the_options_are_found_in_the_first_place() -> None:
    """The comparison is with something: a command with many options shows them all to it."""
    assert {"--client-id", "--device", "--timeout", "--json"} <= flags(PARSERS["connect"].format_help())
    assert "-H" in flags(PARSERS["request"].format_help())
