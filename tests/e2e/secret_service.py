"""A Secret Service keyring on a message bus of its own."""

import os
import signal
import subprocess
from pathlib import Path


class SecretService:
    """gnome-keyring, unlocked with a password nobody types, its files in a folder of the test."""

    def __init__(self, bus: subprocess.Popen[str], keyring: subprocess.Popen[bytes], address: str) -> None:
        self._bus = bus
        self._keyring = keyring
        self.address = address

    @classmethod
    def start(cls, folders: dict[str, str]) -> "SecretService":
        """Start the bus and the keyring with the private ``folders``."""
        environment = {**os.environ, **folders}
        bus = subprocess.Popen(
            [
                "dbus-daemon",
                "--session",
                "--nofork",
                "--print-address=1",
                f"--address=unix:dir={folders['XDG_RUNTIME_DIR']}",
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
        service = cls(bus, keyring, address)
        service._await_name(environment)
        return service

    def stop(self) -> None:
        """End both and wait for them."""
        for process in (self._keyring, self._bus):
            process.terminate()
            process.wait(timeout=10)
        if self._bus.stdout is not None:
            self._bus.stdout.close()

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
        for _ in range(200):
            answer = subprocess.run(question, env=environment, capture_output=True, text=True, check=True)
            if "boolean true" in answer.stdout:
                return
        raise TimeoutError("gnome-keyring did not come up")
