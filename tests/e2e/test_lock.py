"""The real window, locked by the screen of a real session bus."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.desk import Desk, environment
from tests.e2e.secret_service import SecretService
from tests.faults.kept import PASSPHRASE, Kept, eventually, signed_in

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are looked up in /proc")


@pytest.fixture
def kept_desk(tmp_path: Path, folders: dict[str, str], secret_service: SecretService) -> Iterator[Desk]:
    """Give the program a vault with a connection, and a session bus."""
    (tmp_path / "passphrase").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    variables = environment(
        folders,
        DBUS_SESSION_BUS_ADDRESS=secret_service.address,
        DBUS_SYSTEM_BUS_ADDRESS="unix:path=/nowhere",
        QT_QPA_PLATFORM="offscreen",
    )
    desk = Desk(tmp_path, variables, ("--passphrase-file", str(tmp_path / "passphrase")))
    Kept(desk.data).make(signed_in("Work", "http://127.0.0.1:9", lifetime=36000, left=36000))
    yield desk
    desk.stop_all()


def choose(desk: Desk, **choices: object) -> None:
    """Write what a person chose."""
    (desk.data / "settings.json").write_text(json.dumps(choices), encoding="utf-8")


def holds_the_vault(process: "subprocess.Popen[str]") -> bool:
    """Tell whether the process has the vault's file open."""
    for link in Path(f"/proc/{process.pid}/fd").iterdir():
        try:
            if link.readlink().name == "vault.db":
                return True
        except FileNotFoundError:
            continue
    return False


def lock_the_screen(desk: Desk) -> None:
    """Say on the session's bus that the screen is locked."""
    words = ["dbus-send", "--session", "--type=signal", "/org/gnome/ScreenSaver"]
    signal = [*words, "org.gnome.ScreenSaver.ActiveChanged", "boolean:true"]
    subprocess.run(signal, env=desk.environment, check=True)


def saying(desk: Desk, until: Callable[[], bool]) -> None:
    """Lock the screen again and again until something is so: whether anybody listens yet cannot be seen from here."""

    def once() -> bool:
        lock_the_screen(desk)
        time.sleep(0.1)
        return until()

    eventually(once, within=60)


def test_the_window_lets_go_of_the_vault_with_the_screen(kept_desk: Desk) -> None:
    """C107: the screen locks, the vault is closed, the program lives on and ends in order."""
    choose(kept_desk, lock_with_screen=True)
    window = kept_desk.start()
    eventually(lambda: holds_the_vault(window), within=60)
    saying(kept_desk, lambda: not holds_the_vault(window))
    assert window.poll() is None
    window.terminate()
    assert kept_desk.finish(window).code == 0


def test_the_agent_lets_go_and_takes_up_again(kept_desk: Desk) -> None:
    """What was chosen for the window counts for the agent, which opens again by itself."""
    choose(kept_desk, lock_with_screen=True)
    agent = kept_desk.start("agent")
    assert agent.stderr is not None
    assert "Keeping 1 connection" in agent.stderr.readline()
    saying(kept_desk, lambda: not holds_the_vault(agent))
    words = ["dbus-send", "--session", "--type=signal", "/org/gnome/ScreenSaver"]
    signal = [*words, "org.gnome.ScreenSaver.ActiveChanged", "boolean:false"]
    subprocess.run(signal, env=kept_desk.environment, check=True)
    eventually(lambda: holds_the_vault(agent), within=60)
    agent.terminate()
    assert kept_desk.finish(agent).code == 0
