"""Several processes on one rotating token, and processes that die."""

import signal
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.e2e.desk import Desk, Done
from tests.e2e.provider import OidcProvider

LIFETIME = 4
CALLERS = 20
SECONDS = 60


def eventually(what: Callable[[], bool], *, within: float = 30.0) -> None:
    """Wait until ``what`` holds."""
    deadline = time.monotonic() + within
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture
def short_lived(keyring_desk: Desk, oidc_provider: OidcProvider, tmp_path: Path) -> Desk:
    """Connect once at a server whose access tokens live for four seconds."""
    oidc_provider.ask("lifetime", access=LIFETIME)
    profile = oidc_provider.profile(tmp_path)
    done = keyring_desk.run("connect", str(profile), "--name", "Work")
    assert done.code == 0, done
    return keyring_desk


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_many_processes_share_one_rotating_token(short_lived: Desk, oidc_provider: OidcProvider) -> None:
    """C60: an agent and twenty callers for a minute: the server sees no refresh token twice, and the grant lives."""
    agent = short_lived.start("agent")
    until = time.monotonic() + SECONDS

    def call(_: int) -> list[Done]:
        ended = []
        while time.monotonic() < until:
            ended.append(short_lived.run("token", "Work"))
        return ended

    with ThreadPoolExecutor(CALLERS) as pool:
        ended = [done for each in pool.map(call, range(CALLERS)) for done in each]
    assert [(done.code, done.err) for done in ended if done.code != 0] == []
    assert len(ended) >= CALLERS
    assert agent.poll() is None
    assert oidc_provider.reuses() == []
    assert {entry["outcome"] for entry in oidc_provider.renewals()} == {"success"}
    assert len(oidc_provider.renewals()) >= SECONDS / LIFETIME / 2
    assert oidc_provider.grants_alive() == [True]
    agent.send_signal(signal.SIGTERM)
    assert short_lived.finish(agent).code == 0
    assert short_lived.run("refresh", "Work").code == 0


def wait_for_renewals(agent: "subprocess.Popen[str]", number: int) -> None:
    """Read what the agent tells until it has saved so many renewals; it tells them once they are saved."""
    assert agent.stdout is not None
    renewed = 0
    while renewed < number:
        line = agent.stdout.readline()
        assert line, "the agent ended"
        renewed += "Renewed." in line


@pytest.mark.slow
def test_a_killed_agent_leaves_a_living_connection(short_lived: Desk, oidc_provider: OidcProvider) -> None:
    """SIGKILL between renewals: the next start finds the connection and goes on renewing."""
    for _ in range(3):
        agent = short_lived.start("agent")
        wait_for_renewals(agent, 2)
        agent.kill()
        agent.wait()
    assert short_lived.run("token", "Work").code == 0
    [row] = short_lived.run("list", "--json").json()
    assert row["status"] == "valid"
    assert oidc_provider.grants_alive() == [True]


def test_an_agent_that_is_asked_to_stop_saves_first(short_lived: Desk, oidc_provider: OidcProvider) -> None:
    """SIGTERM in the middle of a renewal: the new tokens are in the vault before the process ends with 0."""
    oidc_provider.fault("slow", seconds=2)
    agent = short_lived.start("agent")
    eventually(lambda: oidc_provider.ask("faults_met") == ["slow"])
    agent.send_signal(signal.SIGTERM)
    assert short_lived.finish(agent).code == 0
    assert [entry["outcome"] for entry in oidc_provider.renewals()] == ["success"]
    assert short_lived.run("refresh", "Work").code == 0
    assert oidc_provider.reuses() == []


def test_a_second_window_or_command_shows_what_another_changed(short_lived: Desk) -> None:
    """A renewal by one process is adopted by the next, with nothing sent twice."""
    first = short_lived.run("refresh", "Work", "--json").json()
    second = short_lived.run("refresh", "Work", "--json").json()
    assert second["generation"] == first["generation"] + 1
