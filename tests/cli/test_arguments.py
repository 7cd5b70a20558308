"""Arguments: what is understood, and what is told about the rest."""

import json
from pathlib import Path

import pytest

from oauth_desk import __version__
from oauth_desk.cli.main import parse

COMMANDS = [
    ("connect", ["acme"]),
    ("reconnect", ["Work"]),
    ("list", []),
    ("token", ["Work"]),
    ("refresh", ["Work"]),
    ("request", ["Work", "GET", "/me"]),
    ("events", []),
    ("show", ["Work"]),
    ("services", []),
    ("disconnect", ["Work"]),
    ("agent", []),
    ("autostart", ["on"]),
    ("demo-server", []),
    ("tour", []),
    ("doctor", []),
]
WITH_JSON = [command for command in COMMANDS if command[0] not in ("agent", "demo-server", "tour")]


@pytest.mark.parametrize(("command", "words"), COMMANDS)
def test_global_options_stand_before_and_after_the_command(command: str, words: list[str]) -> None:
    """Every command takes the global options in both places."""
    given = ["--data-dir", "d", "--passphrase-file", "p", "--demo", "--log-level", "debug"]
    for argv in ([*given, command, *words], [command, *words, *given]):
        args = parse(argv)
        assert args.command == command
        assert (args.data_dir, args.passphrase_file, args.demo, args.log_level) == (Path("d"), Path("p"), True, "debug")


@pytest.mark.parametrize(("command", "words"), WITH_JSON)
def test_json_is_an_option_of_every_command_that_answers(command: str, words: list[str]) -> None:
    """--json is understood wherever there is something to tell."""
    assert parse([command, *words, "--json"]).json is True


def test_no_command_means_the_window() -> None:
    """Without a command nothing but the global options is there."""
    args = parse([])
    assert (args.command, args.data_dir, args.demo, args.log_level) == (None, None, False, "info")


@pytest.mark.parametrize("argv", [["--help"], *[[command, "--help"] for command, _ in COMMANDS]])
def test_help_ends_with_0(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Every page of help is there, and needs nothing else."""
    with pytest.raises(SystemExit) as ended:
        parse(argv)
    assert ended.value.code == 0
    assert "usage: oauth-desk" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """--version prints the version and ends with 0."""
    with pytest.raises(SystemExit) as ended:
        parse(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"oauth-desk {__version__}\n")


WRONG = [
    (["conect", "acme"], "There is no command “conect”."),
    (["connect"], "TARGET"),
    (["connect", "acme", "--timeout", "soon"], "needs a number of seconds"),
    (["connect", "acme", "--timeout", "0"], "needs a number of seconds"),
    (["connect", "acme", "--timeout", "nan"], "needs a number of seconds"),
    (["connect", "acme", "--timeout", "inf"], "needs a number of seconds"),
    (["connect", "acme", "--timeout"], "--timeout"),
    (["token", "Work", "--min-valid", "-1"], "needs a number of seconds"),
    (["events", "--limit", "0"], "needs a whole number"),
    (["events", "--limit", "1.5"], "needs a whole number"),
    (["demo-server", "--port", "70000"], "needs a port number"),
    (["request", "Work", "GET", "/me", "-H", "nonsense"], "needs a header"),
    (["request", "Work", "GET"], "URL"),
    (["token", "My", "Google"], "put names in quotes"),
    (["token", "Work", "--jso"], "There is no option --jso here."),
    (["list", "--log-level", "loud"], "--log-level"),
]


@pytest.mark.parametrize(("argv", "words"), WRONG)
def test_wrong_arguments_are_one_plain_line(argv: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, one line on stderr with the remedy, nothing on stdout."""
    with pytest.raises(SystemExit) as ended:
        parse(argv)
    captured = capsys.readouterr()
    assert (ended.value.code, captured.out) == (2, "")
    [line] = captured.err.splitlines()
    assert line.startswith("oauth-desk: ")
    assert words in line
    assert "--help" in line


@pytest.mark.parametrize(("argv", "words"), WRONG)
def test_wrong_arguments_are_json_where_json_is_wanted(
    argv: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --json stdout holds the error too."""
    with pytest.raises(SystemExit):
        parse([*argv, "--json"])
    error = json.loads(capsys.readouterr().out)["error"]
    assert set(error) == {"code", "title", "detail", "remedy"}
    assert error["code"] == "usage"


@pytest.mark.parametrize(
    "argv",
    [
        ["connect", "acme", "--client-secret", "canary"],
        ["connect", "acme", "--client-secret=canary"],
        ["request", "Work", "GET", "/", "-H", "canary"],
        ["token", "Work", "--token", "canary", "x"],
    ],
)
def test_a_secret_in_the_wrong_place_is_not_repeated(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Values of options that there are not, or of headers, never reach stderr."""
    with pytest.raises(SystemExit):
        parse(argv)
    assert "canary" not in capsys.readouterr().err
