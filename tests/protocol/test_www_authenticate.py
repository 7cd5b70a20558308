"""Challenges of a protected resource."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.protocol.www_authenticate import Challenge, read

BEARER = Challenge("bearer", {"realm": "a, b", "error": "invalid_token"})


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (['Bearer realm="a, b", error="invalid_token"'], [BEARER]),
        (['BEARER realm="a, b",error=invalid_token'], [BEARER]),
        (['Bearer  realm = "a, b" , error = "invalid_token",'], [BEARER]),
        (["Bearer"], [Challenge("bearer", {})]),
        (
            ['Basic realm="x", Bearer error="e"'],
            [Challenge("basic", {"realm": "x"}), Challenge("bearer", {"error": "e"})],
        ),
        (["Negotiate YII=, Bearer"], [Challenge("negotiate", {}), Challenge("bearer", {})]),
        (["Bearer", "DPoP algs=ES256"], [Challenge("bearer", {}), Challenge("dpop", {"algs": "ES256"})]),
        ([r'Bearer error_description="say \"no\""'], [Challenge("bearer", {"error_description": 'say "no"'})]),
        (['Bearer error="a", error="b"'], [Challenge("bearer", {"error": "a"})]),
        (['error="no scheme"'], []),
        ([""], []),
        ([], []),
    ],
)
def test_read(values: list[str], found: list[Challenge]) -> None:
    """RFC 9110 §11.6.1: several challenges in one header or in several, quoted or not."""
    assert list(read(values)) == found


def test_a_broken_challenge_hides_no_other() -> None:
    """What cannot be read is left out, the rest is read."""
    assert Challenge("bearer", {"error": "e"}) in read(['@@@ x="unterminated, ', 'Bearer error="e"'])


@given(st.text() | st.text('Bearer="\\, a', max_size=80))
def test_no_header_crashes(value: str) -> None:
    """Whatever the header holds, reading it ends without an error."""
    assert all(challenge.scheme for challenge in read([value]))
