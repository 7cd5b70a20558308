"""A developer watches a sign-in."""

from pathlib import Path

from tests.e2e.browser import PersonAtBrowser
from tests.e2e.desk import Desk
from tests.e2e.provider import CONFIDENTIAL, OidcProvider

SEEN = (
    "GET {issuer}/.well-known/",
    "issuer: {issuer}; its document names it exactly so",
    "code_challenge_method=S256",
    "state: equal to the one sent",
    "iss: equal to {issuer}",
    "POST {issuer}/token",
    "grant_type=authorization_code",
    "The token answer is complete",
    "The ID token holds",
    "nonce: equal to the one sent",
    "The connection is stored",
)


def test_each_step_and_check_is_told_and_no_secret_is(desk: Desk, browser: PersonAtBrowser, tmp_path: Path) -> None:
    """C102: ``connect --trace`` tells every exchange and check on stderr; stdout stays what scripts read."""
    provider = OidcProvider.start()
    try:
        done = desk.run("connect", str(provider.profile(tmp_path, client=CONFIDENTIAL)), "--trace", "--json")
        assert done.json()["status"] == "valid", done
        missing = [words for words in SEEN if words.format(issuer=provider.issuer) not in done.err]
        assert missing == [], done.err
        token = desk.run("token", done.json()["name"]).out.strip()
        assert token not in done.err
        for line in done.err.splitlines():
            for name in ("code", "code_verifier", "client_secret", "access_token", "refresh_token", "id_token"):
                assert f"→ {name}=" not in line or line.endswith("=••••••"), line
                assert f"← {name}: " not in line or line.endswith(": ••••••"), line
    finally:
        provider.stop()
    again = desk.run("reconnect", done.json()["name"], "--trace", "--timeout", "2")
    assert again.code == 1
    assert "✗ The sign-in was not finished" in again.err
