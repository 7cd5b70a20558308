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
