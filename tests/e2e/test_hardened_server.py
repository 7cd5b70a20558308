"""oidc-provider with its doors closed a little further."""

from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest

from tests.e2e.browser import PersonAtBrowser
from tests.e2e.desk import Desk
from tests.e2e.provider import CONFIDENTIAL, PUBLIC, OidcProvider


@pytest.mark.parametrize("client", [PUBLIC, CONFIDENTIAL])
def test_a_server_that_takes_pushed_requests_alone(
    desk: Desk, browser: PersonAtBrowser, tmp_path: Path, client: str
) -> None:
    """C14: the whole request goes to the server first; the browser's address holds a reference and the client."""
    provider = OidcProvider.start(pushed="required")
    try:
        done = desk.run("connect", str(provider.profile(tmp_path, client=client)), "--name", "Work", "--json")
        assert done.json()["status"] == "valid"
        pushed = [entry for entry in provider.journal("http") if entry["path"] == "/request"]
        assert [(entry["method"], entry["status"]) for entry in pushed] == [("POST", 201)]
        assert desk.run("refresh", "Work", "--json").json()["generation"] == 2
        printed = desk.start("reconnect", "Work", "--print-url", "--timeout", "2")
        assert printed.stdout is not None
        query = parse_qs(urlsplit(printed.stdout.readline().strip()).query)
        assert sorted(query) == ["client_id", "request_uri"]
    finally:
        provider.stop()


def test_a_server_that_binds_its_tokens_to_a_key(desk: Desk, browser: PersonAtBrowser, tmp_path: Path) -> None:
    """C90–C92: sign-in, renewals and calls show the key, with the server's nonces; the tokens alone are of no use."""
    provider = OidcProvider.start(dpop=True)
    try:
        done = desk.run("connect", str(provider.profile(tmp_path)), "--name", "Work", "--json")
        assert done.json()["status"] == "valid"
        handed = desk.run("token", "Work", "--json").json()
        assert handed["token_type"] == "DPoP"
        assert [desk.run("refresh", "Work", "--json").json()["generation"] for _ in range(2)] == [2, 3]
        me = f"{provider.issuer}/me"
        answer = desk.run("request", "Work", "GET", me, "--json").json()
        assert (answer["status"], answer["renewed"]) == (200, False)
        assert desk.run("show", "Work", "--userinfo", "--json").code == 0
        assert provider.reuses() == []
        for scheme in ("Bearer", "DPoP"):
            stolen = Request(me, headers={"Authorization": f"{scheme} {desk.run('token', 'Work').out.strip()}"})
            with pytest.raises(HTTPError, match="HTTP Error 40"):
                urlopen(stolen, timeout=10)
    finally:
        provider.stop()
