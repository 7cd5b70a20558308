"""A file in place of a command."""

from pathlib import Path

import pytest

from oauth_desk.cli.main import parse


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Make a service file with a name that addresses have to spell out."""
    path = tmp_path / "Grüße an acme.toml"
    path.write_text("format = 1")
    return path


def refused(argv: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is said of arguments that are not understood."""
    with pytest.raises(SystemExit) as ended:
        parse(argv)
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def test_a_file_opens_the_window_with_it(file: Path) -> None:
    """A path, and a file: address as desktops give it, stand where a command would; options stand around it."""
    for word in (str(file), file.as_uri(), f"file://localhost{file.as_uri().removeprefix('file://')}"):
        for argv in ([word], ["--demo", word], [word, "--demo"]):
            args = parse(argv)
            assert (args.command, args.open_file, args.demo) == (None, file, "--demo" in argv)


def test_a_relative_path_counts_from_here(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The window that is open may have been started elsewhere: the path is whole."""
    monkeypatch.chdir(file.parent)
    assert parse([file.name]).open_file == file


def test_a_command_wins_over_a_file_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever lies in the folder, “list” lists."""
    (tmp_path / "list").write_text("")
    monkeypatch.chdir(tmp_path)
    args = parse(["list"])
    assert (args.command, hasattr(args, "open_file")) == ("list", False)


def test_the_value_of_an_option_is_no_file_to_open(file: Path) -> None:
    """A word that belongs to an option stays its value."""
    args = parse(["--passphrase-file", str(file), str(file.parent / file.name)])
    assert (args.passphrase_file, args.open_file) == (file, file)


@pytest.mark.parametrize("word", ["none.toml", "none.json", "./none", "file:///none.toml", "file://elsewhere/x.toml"])
def test_a_file_that_is_not_there_is_told(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever names a file is not told of commands."""
    assert refused([word], capsys).startswith(f"oauth-desk: There is no file “{word}”.")


@pytest.mark.parametrize("word", ["file://[x", "file:///a%00b", "nonsense", "a\0b"])
def test_nonsense_is_told_in_a_sentence(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No word ends in a traceback."""
    assert refused([word], capsys).startswith("oauth-desk: There is no ")


def test_a_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder is not a service file."""
    assert "is a folder; a service file is needed." in refused([str(tmp_path)], capsys)


def test_a_file_and_more_is_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two files, or a file before a command, are too much at once."""
    assert "There is no command" in refused([str(file), "nothing"], capsys)
    assert "a file opens the window and needs no command." in refused([str(file), "list"], capsys)
    assert "One service file is opened at a time." in refused([str(file), str(file)], capsys)


def test_a_word_that_is_too_long_for_a_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """No word ends in a traceback, whatever the file system says of it."""
    assert refused(["a" * 5000], capsys).startswith("oauth-desk: There is no ")
    assert refused([f"{'a' * 5000}.toml"], capsys).startswith("oauth-desk: There is no file ")
