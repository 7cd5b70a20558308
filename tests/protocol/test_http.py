"""Requests and answers as values."""

import pytest

from oauth_desk.protocol.http import Request, Response

CANARY = "canary-7f3a"


@pytest.mark.parametrize(
    "shown",
    [
        repr(Request("POST", f"https://acme.example/t?code={CANARY}", (("Authorization", CANARY),), CANARY.encode())),
        repr(Response(200, (("Set-Cookie", CANARY),), CANARY.encode())),
    ],
)
def test_neither_shows_what_it_carries(shown: str) -> None:
    """C102: method, address without its query, status and size; no header and no body."""
    assert CANARY not in shown


def test_headers_are_found_whatever_their_case() -> None:
    """RFC 9110 §5.1: names of headers have no case; the first counts, and all can be had."""
    answer = Response(200, (("X-A", "1"), ("x-a", "2"), ("CONTENT-TYPE", "Application/JSON ; charset=utf-8")))
    assert (answer.header("x-A"), answer.all_headers("X-a"), answer.header("x-b")) == ("1", ("1", "2"), None)
    assert (answer.media_type, Response(200).media_type) == ("application/json", "")
