"""The program as a process: signals, pipes, terminals, and what it loads."""

import asyncio
import json
import os
import pty
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import pytest

from tests.cli.real_program import RealProgram, ended, first_line
from tests.demo.running import Visitor

SLOW = ("PySide6", "qasync", "httpx", "h11", "joserfc", "starlette", "uvicorn", "keyring")


@pytest.fixture
def program(tmp_path: Path) -> Iterator[RealProgram]:
    """Make a folder with nothing in it, whose processes end with the test."""
    made = RealProgram(tmp_path)
    yield made
    made.close()


def until(process: "Popen[str]", words: str) -> str:
    """Read stderr until it says ``words``."""
    if process.stderr is None:
        raise AssertionError("stderr is not read")
    for line in process.stderr:
        if words in line:
            return line
    raise AssertionError(f"stderr never said {words}")


async def test_ctrl_c_ends_a_waiting_sign_in(program: RealProgram) -> None:
    """SIGINT: exit 130, one line on stderr, the error in JSON, nothing stored."""
    waiting = program.start("connect", program.demo(), "--print-url", "--name", "Work", "--json")
    assert first_line(waiting).startswith("http://127.0.0.1:")
    waiting.send_signal(signal.SIGINT)
    code, out, err = ended(waiting)
    assert code == 130
    assert json.loads(out)["error"]["code"] == "interrupted"
    assert err.splitlines() == ["oauth-desk: Interrupted. What was under way ended in order."]
    assert program.run("list", "--json")[1] == "[]\n"


def test_the_managed_file_of_the_machine_is_obeyed(
    program: RealProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real process reads it where the system keeps it: locks hold, mistakes are told with their line."""
    folder = tmp_path / "etc" / "oauth-desk"
    folder.mkdir(parents=True)
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(folder.parent))
    file = folder / "settings.json"
    file.write_text('{"locked": {"proxy": "none",\n  "demo": "no"}}')
    code, _, err = program.run("settings", "proxy", "system")
    assert (code, err.count("\n")) == (6, 1)
    assert f"Your company set “proxy” for this computer; it cannot be changed. It is set in {file}." in err
    told = program.run("doctor")[1]
    assert f"proxy set in {file}" in told
    assert f"{file}, line 2, “locked.demo”: must be true or false" in told
    file.chmod(0o666)
    assert "anybody on this computer may write it" in program.run("doctor")[1]
    assert program.run("settings", "proxy", "none")[0] == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_agent_ends_well_when_asked(program: RealProgram, number: signal.Signals) -> None:
    """``agent`` stopped by SIGINT or SIGTERM: exit 0."""
    agent = program.start("agent")
    until(agent, "Keeping 0 connections renewed")
    agent.send_signal(number)
    assert ended(agent)[0] == 0


async def test_the_demo_server_ends_well_and_names_a_taken_port(program: RealProgram) -> None:
    """The address is the first line; a port in use is told in words; SIGTERM: exit 0."""
    server = program.start("demo-server", "--port", "0")
    address = first_line(server)
    code, _, err = program.run("demo-server", "--port", address.rpartition(":")[2])
    assert code == 1
    assert "uses port" in err
    assert "Traceback" not in err
    server.send_signal(signal.SIGTERM)
    assert ended(server)[0] == 0


async def test_a_fresh_token_loads_nothing_slow(program: RealProgram) -> None:
    """``token`` with a fresh token prints it alone, and loads neither Qt nor an HTTP library."""
    assert (await program.connect(program.demo(), "Work"))[0] == 0
    code, out, err = program.run("token", "Work")
    assert (code, err) == (0, "")
    assert len(out.splitlines()) == 1
    script = (
        "import sys, oauth_desk.app as app; code = app.main(['token', 'Work']); "
        f"sys.stderr.write(' '.join(sorted(m for m in sys.modules if m.partition('.')[0] in {SLOW!r}))); sys.exit(code)"
    )
    environment = {**os.environ, "OAUTH_DESK_DATA_DIR": str(program.folder / "data")}
    environment["OAUTH_DESK_PASSPHRASE_FILE"] = str(program.folder / "passphrase")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    told, loaded = await process.communicate()
    assert (process.returncode, told.decode(), loaded.decode()) == (0, out, "")


async def test_a_reader_that_goes_is_no_error(program: RealProgram) -> None:
    """A closed pipe ends the command without a word."""
    process = program.start("services")
    if process.stdout is None:
        raise AssertionError
    process.stdout.close()
    process.stdout = None
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
async def test_the_address_can_be_pasted_in_a_terminal(program: RealProgram) -> None:
    """While waiting at a terminal a wrong line is told, and the address that the browser ended on signs in."""
    address = program.demo()
    master, slave = pty.openpty()
    process = program.start("connect", address, "--name", "Work", "--print-url", stdin=slave)
    url = first_line(process)
    until(process, "paste the address it ends on")
    os.write(master, b"nonsense\n")
    until(process, "not the address")
    os.write(master, _consented_elsewhere(address, url).encode() + b"\n")
    code, out, _ = ended(process)
    os.close(master)
    os.close(slave)
    assert code == 0
    assert "“Work” is connected as ana@demo.example." in out


def _consented_elsewhere(issuer: str, url: str) -> str:
    """Consent as a browser on another computer would: return the address it is sent to, which nobody visits."""
    visitor = Visitor(issuer)
    answer = visitor.decide(visitor.sign_in(visitor.get(url.removeprefix(issuer))))
    return answer.headers["location"]
