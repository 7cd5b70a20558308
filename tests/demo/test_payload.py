"""Answers of exactly the size that was asked for."""

import json

import pytest

from oauth_desk.demo.payload import pieces


@pytest.mark.parametrize("size", [1, 2, 3, 23, 24, 25, 100, 128, 129, 130, 1000, 4096, 65_537, 1_000_003])
def test_exact_size_and_valid(size: int) -> None:
    """Every size is met to the byte with valid JSON."""
    body = b"".join(pieces(size))
    assert len(body) == size
    json.loads(body)


def test_every_small_size() -> None:
    """No size falls between the shapes."""
    for size in range(1, 600):
        body = b"".join(pieces(size))
        assert len(body) == size
        json.loads(body)


def test_pieces_stay_small() -> None:
    """A large answer is never held as a whole."""
    assert max(len(piece) for piece in pieces(5_000_000)) < 100_000
