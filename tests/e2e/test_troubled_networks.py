"""Servers and networks that fail, as they do: nothing that still lives is thrown away."""

from pathlib import Path

import pytest

from tests.e2e.desk import Desk
from tests.e2e.provider import OidcProvider


@pytest.fixture
def work(desk: Desk, oidc_provider: OidcProvider, tmp_path: Path) -> Desk:
    """Connect once."""
    done = desk.run("connect", str(oidc_provider.profile(tmp_path)), "--name", "Work")
    assert done.code == 0, done
    return desk


def lives_on(desk: Desk) -> None:
    """Renew, and call the API with the result."""
    done = desk.run("refresh", "Work", "--json")
    assert done.code == 0, done
    assert desk.run("request", "Work", "GET", "/me").code == 0


def test_a_lost_answer_is_asked_for_again_in_the_same_command(work: Desk, oidc_provider: OidcProvider) -> None:
    """The server rotated and the answer never came: one replay, and on a strict server honest words (NORMS C62)."""
    oidc_provider.fault("lose_answer")
    done = work.run("refresh", "Work")
    assert done.code == 3
    assert "cut off" in done.err
    assert len(oidc_provider.renewals()) == 2


def test_a_request_that_never_arrived_is_sent_again(work: Desk, oidc_provider: OidcProvider) -> None:
    """Nothing was spent, so the replay renews."""
    oidc_provider.fault("drop")
    assert work.run("refresh", "Work").code == 0
    assert oidc_provider.reuses() == []


def test_two_lost_requests_end_the_command_and_not_the_connection(work: Desk, oidc_provider: OidcProvider) -> None:
    """Lost again: 5, and the sign-in is kept."""
    oidc_provider.fault("drop", count=2)
    assert work.run("refresh", "Work").code == 5
    lives_on(work)


def test_offline_keeps_everything(work: Desk, oidc_provider: OidcProvider) -> None:
    """A server that cannot be reached: 5 for a renewal, 0 for a token that still lives, and all is kept."""
    oidc_provider.ask("down")
    done = work.run("refresh", "Work")
    assert done.code == 5
    assert len(done.err.strip().splitlines()) == 1
    assert work.run("token", "Work").code == 0
    [row] = work.run("list", "--json").json()
    assert row["status"] == "retrying"
    oidc_provider.ask("up")
    lives_on(work)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"status": 503}, 5),
        ({"status": 429, "headers": {"retry-after": "7"}}, 5),
        ({"status": 500, "body": "{}", "type": "application/json"}, 5),
        ({"status": 200, "body": "<html>Please accept the terms</html>", "type": "text/html"}, 5),
        ({"status": 302, "headers": {"location": "http://127.0.0.1:9/"}}, 5),
        ({"status": 400, "body": '{"error": "temporarily_unavailable"}', "type": "application/json"}, 5),
        ({"status": 401, "body": '{"error": "invalid_client"}', "type": "application/json"}, 6),
        ({"status": 400, "body": '{"error": "invalid_scope"}', "type": "application/json"}, 6),
        ({"status": 400}, 1),
        ({"status": 400, "body": '{"error": "something_else"}', "type": "application/json"}, 1),
    ],
    ids=lambda value: str(value.get("body") or value["status"]) if isinstance(value, dict) else "",
)
def test_trouble_is_named_and_nothing_is_lost(
    work: Desk, oidc_provider: OidcProvider, fault: dict[str, object], code: int
) -> None:
    """Only invalid_grant ends a sign-in: after anything else the same refresh token renews."""
    oidc_provider.fault("status", **fault)  # type: ignore[arg-type]
    done = work.run("refresh", "Work")
    assert done.code == code, done
    assert len(done.err.strip().splitlines()) == 1
    assert work.run("token", "Work").code == 0
    lives_on(work)
    assert oidc_provider.reuses() == []


def test_a_failed_revocation_still_deletes(work: Desk, oidc_provider: OidcProvider) -> None:
    """Ending a connection never depends on the server; the person is told."""
    oidc_provider.ask("down")
    done = work.run("disconnect", "Work", "--json")
    assert done.json()["revoked"] == "failed"
    assert done.err.strip()
    assert work.run("list", "--json").json() == []
