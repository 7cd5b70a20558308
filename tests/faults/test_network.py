"""Networks and servers that fail in every way they do: tokens kept, memory flat, plain words, healed by itself."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.desk import Desk, environment
from tests.e2e.mounts import can_mount
from tests.faults.bad_network import EXPECTED, BadNetwork, peak_megabytes, words_of
from tests.faults.conftest import Effort, Record
from tests.faults.kept import Kept, eventually
from tests.faults.watched import Seen, WatchedWindow

pytestmark = pytest.mark.skipif(not can_mount(), reason="needs a name service of its own (a mount namespace)")

QUICK = [fault for fault in EXPECTED if fault != "drip"]
FEW = [fault for fault in QUICK if fault not in ("429-date", "429-silly", "503", "503-none", "login")]
COMMANDS = ("token", "refresh", "request")
SMALL = 24.0
"""Megabytes a program may grow over what it needs anyway; the big answers have 30 and 128."""
MOST_AGENT = 90.0
MOST_WINDOW = 170.0


@pytest.fixture
def network(tmp_path: Path, folders: dict[str, str]) -> Iterator[BadNetwork]:
    """Set up a network with every fault there is."""
    made = BadNetwork.at(tmp_path, environment(folders, QT_QPA_PLATFORM="offscreen"))
    yield made
    made.close()


def causes(desk: Desk) -> dict[str, str]:
    """Return how each connection stands in the vault."""
    kept = Kept(desk.data).connections().values()
    return {each.name: str(each.condition.cause or each.condition.status) for each in kept}


def untouched(desk: Desk, name: str) -> list[str]:
    """Return the connections that still have the tokens they had at first."""
    kept = Kept(desk.data).connections().values()
    return [
        each.name
        for each in kept
        if each.tokens.refresh_token is not None
        and each.tokens.refresh_token.reveal() == f"refresh.{each.name}/{name}.0"
        and each.tokens.access_token is not None
    ]


@pytest.mark.timeout(900)
def test_the_agent_and_the_window_sit_it_out(network: BadNetwork, figure: Record, effort: Effort) -> None:
    """Every fault at once, in a real agent and a real window: each is named rightly, nothing is lost, all is healed."""
    faults = (FEW, [*QUICK, "drip"])[effort(0, 1)]
    agents = network.desk("agent", faults, left=8.0)
    windows = network.desk("window", faults, left=8.0)
    agent = agents.start_command(network.wrapped(agents.command("agent")))
    window = WatchedWindow(windows, str(network.folder / "passphrase"), wrap=network.wrapped)
    expected = {fault: EXPECTED[fault] for fault in faults}
    within = 60.0 + effort(0, 180)

    def right_words(seen: Seen) -> bool:
        said = seen["connections"]
        return len(said) == len(faults) and all(
            said[fault][0] == "retrying" and words_of(fault) in said[fault][2] for fault in expected
        )

    try:
        eventually(lambda: causes(agents) == expected, within=within, pause=0.5)
    finally:
        saw = causes(agents)
        right = [fault for fault in faults if saw.get(fault) == expected[fault]]
        figure("network faults met by the agent: understood", tried=len(faults), held=len(right))
    shown = window.shows(lambda seen: right_words(seen) or None, within=within)
    kept = [len(untouched(desk, name)) for desk, name in ((agents, "agent"), (windows, "window"))]
    figure("network faults met by the agent and the window: tokens kept", tried=2 * len(faults), held=sum(kept))
    first = [peak_megabytes(agent.pid), peak_megabytes(window.pid)]
    tried = network.server.asked
    eventually(lambda: network.server.asked > tried + effort(0, 2) * len(faults), within=within)
    then = [peak_megabytes(agent.pid), peak_megabytes(window.pid)]
    grown = [after - before for after, before in zip(then, first, strict=True)]
    network.heal()
    healed = time.monotonic()
    window.shows(lambda seen: all(said[0] == "valid" for said in seen["connections"].values()), within=within + 120)
    eventually(lambda: set(causes(agents).values()) == {"valid"}, within=within + 120, pause=0.5)
    took = time.monotonic() - healed
    window.close()
    agent.terminate()
    assert agents.finish(agent).code == 0
    figure(
        "network faults healed: all renewed by themselves",
        tried=2 * len(faults),
        held=2 * len(faults) - network.server.reused,
        saw=f"within {took:.0f} s; memory at most {then[0]:.0f} MB (agent), {then[1]:.0f} MB (window), "
        f"grown by {max(grown):.1f} MB meanwhile",
    )
    assert kept == [len(faults)] * 2
    assert len(shown["connections"]) == len(faults)
    assert network.server.reused == 0
    assert max(grown) < SMALL
    assert then[0] < MOST_AGENT
    assert then[1] < MOST_WINDOW


def measured(network: BadNetwork, desk: Desk, *arguments: str) -> tuple[int, int, str, float]:
    """Run a command in the bad network; return its code, how much it wrote, its complaint, and its peak in MB."""
    process = subprocess.Popen(
        network.wrapped(desk.command(*arguments)),
        env=desk.environment,
        cwd=desk.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    size = 0
    while piece := process.stdout.read(1 << 16):
        size += len(piece)
    complaint = process.stderr.read().decode()
    process.stdout.close()
    process.stderr.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, size, complaint, usage.ru_maxrss / 1024


@pytest.mark.timeout(600)
def test_commands_say_what_is_wrong(network: BadNetwork, figure: Record, effort: Effort) -> None:
    """``refresh``, ``token`` and ``request`` with an access token that is over: 5, one line, everything kept."""
    faults = (["dns"], [*QUICK, "drip"])[effort(0, 1)]
    desk = network.desk("commands", faults, left=-1.0)
    # Dripping takes a minute, and each of three would wait for the one before.
    calls = [(fault, call) for fault in faults for call in COMMANDS if fault != "drip" or call == "refresh"]

    def run(given: tuple[str, str]) -> tuple[Any, ...]:
        fault, call = given
        more = ["GET", f"{network.base(fault, 'commands')}/me"] if call == "request" else []
        return fault, call, *measured(network, desk, call, fault, *more)

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(run, calls))
    wrong = [
        each
        for each in done
        if each[2] != 5 or each[3] != 0 or len(each[4].strip().splitlines()) != 1 or words_of(each[0]) not in each[4]
    ]
    kept = untouched(desk, "commands")
    peak = max(each[5] for each in done)
    figure(
        "commands in a bad network: code 5, one line, tokens kept",
        tried=len(done),
        held=len(done) - len(wrong) if len(kept) == len(faults) else 0,
        saw=f"at most {peak:.0f} MB",
    )
    assert wrong == []
    assert sorted(kept) == sorted(faults)
    least = min(each[5] for each in done)
    assert peak - least < SMALL


@pytest.mark.timeout(300)
def test_an_api_behind_a_bad_network(network: BadNetwork, figure: Record, effort: Effort) -> None:
    """``request`` with a token that lives: what never came is told, what came is passed on, however large."""
    faults = (["handshake", "bomb"], list(QUICK))[effort(0, 1)]
    desk = network.desk("api", faults, left=3600.0)
    done = {
        fault: measured(network, desk, "request", fault, "GET", f"{network.base(fault, 'api')}/me") for fault in faults
    }
    answered = {fault: fault not in ("dns", "refused", "handshake", "expired", "cut") for fault in faults}
    held = [
        fault
        for fault in faults
        if (done[fault][0] == 0) == answered[fault] and (answered[fault] or done[fault][0] == 5)
    ]
    sizes = {fault: done[fault][1] for fault in ("big", "bomb") if fault in done}
    peak = max(each[3] for each in done.values())
    figure(
        "API calls in a bad network: told or passed on",
        tried=len(faults),
        held=len(held),
        saw=f"at most {peak:.0f} MB; " + ", ".join(f"{fault}: {size >> 20} MB" for fault, size in sizes.items()),
    )
    assert held == faults, done
    assert sizes.get("bomb") == 128 << 20
    assert peak - min(each[3] for each in done.values()) < SMALL
    assert json.dumps(causes(desk)) == json.dumps(dict.fromkeys(causes(desk), "valid"))
