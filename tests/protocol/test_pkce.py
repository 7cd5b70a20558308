"""Proof Key for Code Exchange."""

import base64
import hashlib
import re

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import Secret
from oauth_desk.protocol import pkce


def test_the_example_of_the_standard() -> None:
    """C04: the challenge is S256 as in RFC 7636, Appendix B."""
    verifier = Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert pkce.challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert pkce.METHOD == "S256"


@given(st.text("ABCxyz019-._~", min_size=43, max_size=128))
def test_every_verifier(verifier: str) -> None:
    """C03: the challenge is 43 unreserved characters and belongs to its verifier."""
    challenge = pkce.challenge(Secret(verifier))
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", challenge)
    assert base64.urlsafe_b64decode(challenge + "=") == hashlib.sha256(verifier.encode()).digest()
