"""Tokens bound to a key, with nonces that change in the middle of a life, at two servers that do not agree."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.desk import Desk
from tests.e2e.provider import OidcProvider


@pytest.fixture
def provider() -> Iterator[OidcProvider]:
    """Start a server that binds tokens and offers pushed requests, and an API at an origin of its own."""
    made = OidcProvider.start(dpop=True, pushed=True)
    yield made
    made.stop()


def renewals(provider: OidcProvider) -> list[tuple[str, str | None]]:
    """Return how the renewals ended, and the nonce each came with."""
    return [(entry["outcome"], entry.get("nonce")) for entry in provider.renewals()]


def test_two_servers_with_nonces_of_their_own(desk: Desk, provider: OidcProvider, tmp_path: Path) -> None:
    """C14, C91: each server gets its own nonce; one that came with a refusal is used after the renewal."""
    target = str(provider.profile(tmp_path, api=provider.bound))
    assert desk.run("connect", target, "--name", "Work", "--json").json()["status"] == "valid"
    pushed = [entry["status"] for entry in provider.journal("http") if entry["path"] == "/request"]
    assert pushed == [201], "offered, so it is used"
    me = json.loads(desk.run("request", "Work", "GET", "/me").out)
    assert me == {"subject": "ada"}
    assert calls(provider) == [("use_dpop_nonce", None), (None, "api-1")]

    provider.ask("revoke_access")
    provider.ask("turn_nonce", place="api")
    answer = desk.run("request", "Work", "GET", "/me", "--json").json()
    assert (answer["status"], answer["renewed"]) == (200, True)
    assert calls(provider)[2:] == [("use_dpop_nonce", None), ("invalid_token", "api-2"), (None, "api-3")]
    assert renewals(provider) == [("use_dpop_nonce", None), ("success", "server-1")]


def calls(provider: OidcProvider) -> list[tuple[str | None, str | None]]:
    """Return how the calls to the API ended, and the nonce each came with."""
    return [(entry.get("error"), entry.get("nonce")) for entry in provider.journal("bound")]


def test_nonces_that_change_while_the_program_runs(desk: Desk, provider: OidcProvider, tmp_path: Path) -> None:
    """C91: a nonce that came with a success is the next one; one that is taken back costs one more request."""
    provider.ask("lifetime", access=3)
    assert desk.run("connect", str(provider.profile(tmp_path)), "--name", "Work").code == 0
    agent = desk.start("agent")
    assert renewed(provider, 0)[:2] == [("use_dpop_nonce", None), ("success", "server-1")]

    seen = len(renewals(provider))
    provider.ask("turn_nonce", place="server", keep=True)
    assert renewed(provider, seen)[0] == ("success", "server-1"), "still taken, and the new one is told"
    seen = len(renewals(provider))
    provider.ask("forget_older_nonces", place="server")
    assert renewed(provider, seen)[0] == ("success", "server-2"), "no request was wasted"
    seen = len(renewals(provider))
    provider.ask("turn_nonce", place="server")
    assert renewed(provider, seen)[:2] == [("use_dpop_nonce", "server-2"), ("success", "server-3")]
    agent.terminate()
    assert desk.finish(agent).code == 0
    assert provider.reuses() == []


def renewed(provider: OidcProvider, seen: int) -> list[Any]:
    """Wait for a renewal that succeeds after the first ``seen``; return all since then."""
    deadline = time.monotonic() + 30
    while True:
        since = renewals(provider)[seen:]
        if any(outcome == "success" for outcome, _ in since):
            return since
        assert time.monotonic() < deadline, since
        time.sleep(0.05)
