"""The server rotated and the answer was lost: one replay, and the right words, whoever asked."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.browser import PersonAtBrowser
from tests.e2e.desk import Desk
from tests.e2e.provider import OidcProvider
from tests.e2e.test_forgiving_server import STEPS
from tests.e2e.toolkit import Toolkit
from tests.faults.conftest import Effort, Record
from tests.faults.stand import Stand

TOLD = "The last renewal was cut off half-way"
LIFETIME = 6


def by_command(desk: Desk, name: str, *, strict: bool) -> None:
    """Renew once: it succeeds where the server forgives, and is told honestly where it does not."""
    done = desk.run("refresh", name)
    assert done.code == (3 if strict else 0), done
    assert (TOLD in done.err) == strict


def by_agent(desk: Desk, name: str, *, strict: bool) -> None:
    """Let the agent renew when it is time, and hear from it how it ended."""
    agent = desk.start("agent")
    assert agent.stdout is not None
    end = "The last renewal was cut off, and the service closed" if strict else "Renewed."
    lines: list[str] = []
    while not lines or end not in lines[-1]:
        lines.append(agent.stdout.readline())
        assert lines[-1], "the agent ended"
    agent.send_signal(signal.SIGTERM)
    assert desk.finish(agent).code == 0
    assert any("did not answer" in line for line in lines), lines
    assert name in lines[-1]


WAYS = {"command": by_command, "agent": by_agent}


def told(desk: Desk, name: str, *, strict: bool) -> None:
    """Look at what stands there afterwards: the truth, and a dead connection is not sent again."""
    [row] = [row for row in desk.run("list", "--json").json() if row["name"] == name]
    assert row["status"] == ("sign_in_needed" if strict else "valid")
    assert (TOLD in row["detail"]) == strict
    assert desk.run("refresh", name).code == (3 if strict else 0)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("way", "grace"),
    [
        ("command", 0.0),
        ("agent", 60.0),
        pytest.param("command", 60.0, marks=pytest.mark.long),
        pytest.param("agent", 0.0, marks=pytest.mark.long),
    ],
)
def test_counted(stand: Stand, figure: Record, effort: Effort, grace: float, way: str) -> None:
    """By a server that counts: the spent pair is sent once more, by a command and by the agent, and never again."""
    strict = grace == 0.0
    tried, held = effort(1, 10), 0
    try:
        for turn in range(tried):
            room = stand.room(f"room{turn}")
            room.connect("work", grace=grace)
            room.server.set(lose=1)
            WAYS[way](room.desk, "work", strict=strict)
            told(room.desk, "work", strict=strict)
            wanted = ["rotated", "reuse"] if strict else ["rotated", "again", "rotated"]
            assert [use.outcome for use in room.server.uses()] == wanted
            held += 1
    finally:
        kind = "strict" if strict else "forgiving"
        saw = "one replay, told as cut off" if strict else "one replay, the same pair again"
        figure(f"answer lost, {kind} server, {way}", tried=tried, held=held, saw=saw)


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", WAYS)
def test_oidc_provider(desk: Desk, oidc_provider: OidcProvider, tmp_path: Path, figure: Record, way: str) -> None:
    """A strict server that others wrote, behind a front that drops its answer."""
    oidc_provider.ask("lifetime", access=LIFETIME)
    assert desk.run("connect", str(oidc_provider.profile(tmp_path)), "--name", "work").code == 0
    oidc_provider.fault("lose_answer")
    held = 0
    try:
        WAYS[way](desk, "work", strict=True)
        told(desk, "work", strict=True)
        assert [entry["outcome"] for entry in oidc_provider.renewals()] == ["success", "invalid_grant"]
        assert len(oidc_provider.reuses()) == 1
        held = 1
    finally:
        figure(f"answer lost, oidc-provider, {way}", tried=1, held=held, saw="one replay, told as cut off")


@pytest.fixture
def toolkit(request: pytest.FixtureRequest) -> Iterator[Toolkit]:
    """Start django-oauth-toolkit with the grace period that a test asks for."""
    server = Toolkit.start(grace=request.param, access_ttl=LIFETIME)
    yield server
    server.stop()


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("toolkit", "strict"), [(0, True), (60, False)], ids=["strict", "forgiving"], indirect=["toolkit"]
)
def test_toolkit(desk: Desk, toolkit: Toolkit, signed_in: None, figure: Record, *, strict: bool, way: str) -> None:
    """Another server that others wrote, with its grace period and without."""
    toolkit.lose_the_next_answer()
    held = 0
    try:
        WAYS[way](desk, "work", strict=strict)
        assert toolkit.renewals()[:2] == ([200, 400] if strict else [200, 200])
        sent = len(toolkit.renewals())
        told(desk, "work", strict=strict)
        assert len(toolkit.renewals()) == (sent if strict else sent + 1)
        held = 1
    finally:
        kind = "strict" if strict else "forgiving"
        saw = "one replay, told as cut off" if strict else "one replay, the same pair again"
        figure(f"answer lost, django-oauth-toolkit {kind}, {way}", tried=1, held=held, saw=saw)


@pytest.fixture
def signed_in(desk: Desk, browser: PersonAtBrowser, toolkit: Toolkit, tmp_path: Path) -> None:
    """Connect to it."""
    browser.will(steps=STEPS)
    assert desk.run("connect", str(toolkit.profile(tmp_path)), "--name", "work").code == 0
