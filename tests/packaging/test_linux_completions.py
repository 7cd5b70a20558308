"""What shells offer, which is written from the parser."""

import shutil
import subprocess
from pathlib import Path

import pytest
from linux.commands import command_line
from linux.completions import bash, fish, zsh

LINE = command_line()
COMMANDS = [command.name for command in LINE.commands]
ASK = """
source "$1"
COMP_WORDS=("${@:2}")
COMP_CWORD=$(($# - 2))
_oauth_desk
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the completion for bash, beside a file."""
    path = tmp_path_factory.mktemp("shell") / "completion"
    path.write_text(bash(LINE), encoding="utf-8")
    (path.parent / "acme.toml").touch()
    return path


def offered(script: Path, *words: str) -> list[str]:
    """Return what bash offers for the last of the words."""
    done = subprocess.run(
        ["bash", "--norc", "-c", ASK, "bash", str(script), *words],
        cwd=script.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.split()


needs_bash = pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")


@needs_bash
def test_bash_offers_commands_first(script: Path) -> None:
    """At the first word every command is offered, and those that fit what was begun."""
    assert set(COMMANDS) <= set(offered(script, "oauth-desk", ""))
    assert offered(script, "oauth-desk", "auto") == ["autostart"]
    assert offered(script, "oauth-desk", "ac") == ["acme.toml"]


@needs_bash
@pytest.mark.parametrize("name", COMMANDS)
def test_bash_offers_the_options_of_a_command(script: Path, name: str) -> None:
    """Behind a command its own options are offered, and those that every command takes."""
    command = next(each for each in LINE.commands if each.name == name)
    wanted = {flag for option in (*command.options, *LINE.everywhere) for flag in option.flags}
    assert set(offered(script, "oauth-desk", "--demo", name, "-")) == wanted


@needs_bash
def test_bash_knows_what_a_value_may_be(script: Path) -> None:
    """Choices are offered as such, files where a file is wanted, and nothing where it cannot be known."""
    assert offered(script, "oauth-desk", "--log-level", "") == ["debug", "info", "warning", "error"]
    assert offered(script, "oauth-desk", "connect", "x", "--grant", "jwt") == ["jwt_bearer"]
    assert offered(script, "oauth-desk", "connect", "acm") == ["acme.toml"]
    assert offered(script, "oauth-desk", "connect", "--ca-file", "acm") == ["acme.toml"]
    assert offered(script, "oauth-desk", "connect", "x", "--name", "") == []
    assert {"on", "off"} <= set(offered(script, "oauth-desk", "autostart", ""))
    assert "acme.toml" not in offered(script, "oauth-desk", "list", "")


@pytest.mark.parametrize("command", LINE.commands, ids=COMMANDS)
def test_zsh_and_fish_know_every_command_and_option(command: object) -> None:
    """All three shells are told of the same."""
    found = next(each for each in LINE.commands if each is command)
    for_zsh, for_fish = zsh(LINE), fish(LINE)["oauth-desk"]
    assert f"'{found.name}:" in for_zsh
    assert f" -a {found.name} -d " in for_fish
    for flag in (flag for option in found.options for flag in option.flags):
        assert f"'*{flag}[" in for_zsh
        assert f" -l {flag[2:]} " in for_fish or f" -s {flag[1:]} " in for_fish


def test_words_of_help_break_no_quotes() -> None:
    """An apostrophe in an explanation ends no string of any shell."""
    assert "connection's" not in zsh(LINE)
    assert "connection's" not in fish(LINE)["oauth-desk"]
    assert r"connection'\''s name" in zsh(LINE)
