"""How a connection ends, in each way a server can answer (RFC 7009), and what a server says of a token before."""

import shutil
from pathlib import Path

from tests.e2e.desk import Desk, Done
from tests.e2e.provider import OidcProvider

JSON = "application/json"
ENDINGS = {
    # What the server answers: what is told of it, and in which words.
    "another kind": (
        {"status": 400, "body": '{"error": "unsupported_token_type"}', "type": JSON},
        "unsupported",
        "kind",
    ),
    "no such page": ({"status": 404}, "unsupported", "offers no way to be told"),
    "busy for long": ({"status": 503, "headers": {"retry-after": "3600"}}, "failed", "answered with status 503"),
    "another page": ({"status": 302, "headers": {"location": "/"}}, "failed", "answered with status 302"),
}
REVOCATION = "/token/revocation"


class Again:
    """Ends one connection several times, from a copy of the data folder."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept = desk.folder / "kept"
        shutil.copytree(desk.data, self._kept)

    def disconnect(self, *more: str) -> Done:
        """Put everything back, and disconnect; nothing is left here, whatever the server says."""
        shutil.rmtree(self._desk.data)
        shutil.copytree(self._kept, self._desk.data)
        done = self._desk.run("disconnect", "Work", "--json", *more)
        assert done.code == 0, done
        return done


def test_each_way_to_end(desk: Desk, oidc_provider: OidcProvider, tmp_path: Path) -> None:
    """C95, C96: here it is gone in any case; what became of it there is told as it was."""
    assert desk.run("connect", str(oidc_provider.profile(tmp_path)), "--name", "Work").code == 0
    shown = desk.run("show", "Work", "--introspect", "--userinfo", "--json").json()
    assert shown["introspection"]["active"] is True
    assert (shown["userinfo"]["sub"], shown["userinfo"]["email"]) == ("ada", "ada@example.test")
    oidc_provider.ask("revoke_access")
    assert desk.run("show", "Work", "--introspect", "--json").json()["introspection"] == {"active": False}

    again = Again(desk)
    for what, (answer, revoked, words) in ENDINGS.items():
        oidc_provider.fault("status", path=REVOCATION, count=2, **answer)  # type: ignore[arg-type]
        done = again.disconnect()
        assert (done.json()["revoked"], words in done.json()["detail"]) == (revoked, True), (what, done)
        assert ("remove this program's access on the service's own pages" in done.err) == (revoked == "failed"), what
        oidc_provider.ask("clear_faults")
    assert desk.run("list", "--json").json() == [], "gone here"
    assert again.disconnect("--keep-remote").json()["revoked"] == "no"
    assert oidc_provider.grants_alive() == [True]
    oidc_provider.fault("status", path=REVOCATION, status=503, headers={"retry-after": "1"})
    assert again.disconnect().json()["revoked"] == "yes", "busy for a moment"
    assert oidc_provider.grants_alive() == [False]
    assert again.disconnect().json()["revoked"] == "yes", "gone there already"
