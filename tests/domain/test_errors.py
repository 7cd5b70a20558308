"""Errors made to be shown."""

import pytest

from oauth_desk.domain.errors import DeskError, Kind, Remedy


def test_reads_as_sentences() -> None:
    """The text is title, detail and advice, without what is missing."""
    error = DeskError("gone", "It is gone.", detail="", advice="Sign in again.", kind=Kind.SIGN_IN_NEEDED)
    assert str(error) == "It is gone. Sign in again."
    assert str(DeskError("x", "Only this.")) == "Only this."


def test_has_harmless_defaults() -> None:
    """An error without further words is a failure with nothing to do."""
    error = DeskError("x", "X.")
    assert (error.kind, error.remedy, error.detail, error.advice) == (Kind.FAILURE, Remedy.NOTHING, "", "")


def test_can_be_raised_and_told_apart() -> None:
    """The code is stable, for programs."""
    with pytest.raises(DeskError) as caught:
        raise DeskError("name_taken", "Taken.", kind=Kind.USAGE)
    assert caught.value.code == "name_taken"
    assert caught.value.args == ("name_taken", "Taken.")


def test_a_command_line_may_be_told_something_else() -> None:
    """Where nothing else is said the advice is for both; else each front end has words of its own."""
    both = DeskError("x", "No.", advice="Wait.")
    apart = DeskError("x", "No.", advice="Choose a passphrase.", terminal_advice="Use --passphrase-file.")
    assert (both.advice, both.terminal_advice) == ("Wait.", "Wait.")
    assert (apart.advice, apart.terminal_advice) == ("Choose a passphrase.", "Use --passphrase-file.")
    assert str(apart) == "No. Choose a passphrase."
