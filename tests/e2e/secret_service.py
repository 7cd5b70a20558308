"""A Secret Service keyring on a message bus of its own."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Final

COMES_UP_WITHIN: Final = 60.0


class SecretService:
    """gnome-keyring, unlocked with a password nobody types, its files in a folder of the test."""

    def __init__(
        self, bus: subprocess.Popen[str], keyring: subprocess.Popen[bytes], address: str, sockets: Path
    ) -> None:
        self._bus = bus
        self._keyring = keyring
        self._sockets = sockets
        self.address = address

    @classmethod
    def start(cls, folders: dict[str, str]) -> "SecretService":
        """Start the bus and the keyring with the private ``folders``."""
        # The path of a socket holds 107 characters, and a test's own folder may have more already.
        sockets = Path(tempfile.mkdtemp(prefix="bus-"))
        environment = {**os.environ, **folders, "XDG_RUNTIME_DIR": str(sockets)}
        bus = subprocess.Popen(
            [
                "dbus-daemon",
                "--session",
                "--nofork",
                "--print-address=1",
                f"--address=unix:dir={sockets}",
            ],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert bus.stdout is not None
        environment["DBUS_SESSION_BUS_ADDRESS"] = address = bus.stdout.readline().strip()
        keyring = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert keyring.stdin is not None
        keyring.stdin.write(b"only for tests")
        keyring.stdin.close()
        service = cls(bus, keyring, address, sockets)
        try:
            service._await_name(environment)
        except BaseException:
            service.stop()
            raise
        return service

    def stop(self) -> None:
        """End both and wait for them."""
        for process in (self._keyring, self._bus):
            process.terminate()
            process.wait(timeout=10)
        if self._bus.stdout is not None:
            self._bus.stdout.close()
        shutil.rmtree(self._sockets, ignore_errors=True)

    def pause(self) -> None:
        """Let the keyring hang."""
        self._keyring.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it answer again."""
        self._keyring.send_signal(signal.SIGCONT)

    def files(self, folders: dict[str, str]) -> list[Path]:
        """Return the keyring's files: one shows that something was stored."""
        return sorted(Path(folders["XDG_DATA_HOME"], "keyrings").glob("*.keyring"))

    @staticmethod
    def _await_name(environment: dict[str, str]) -> None:
        """Wait until the keyring has its name on the bus, which is when programs can find it."""
        ask = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"]
        question = [*ask, "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]
        deadline = time.monotonic() + COMES_UP_WITHIN
        while time.monotonic() < deadline:
            # On a busy machine the bus itself may be late: no answer is "not yet".
            answer = subprocess.run(question, env=environment, capture_output=True, text=True, check=False)
            if "boolean true" in answer.stdout:
                return
            time.sleep(0.02)
        raise TimeoutError("gnome-keyring did not come up")
