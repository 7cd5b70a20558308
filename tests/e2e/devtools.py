"""A real Chromium, spoken to over its debugging pipe: no driver, no port, nothing beyond loopback."""

import fcntl
import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

FLAGS: Final = (
    "--headless=new",
    "--no-sandbox",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--password-store=basic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE ::1",
)


class PageGone(Exception):
    """The page changed while it was asked something; ask again."""


class Chromium:
    """One browser with one page. Commands go out on descriptor 3, answers come in on 4, each ended by NUL."""

    def __init__(self, outgoing: int, incoming: int) -> None:
        self._outgoing = outgoing
        self._incoming = incoming
        self._buffer = b""
        self._number = 0
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def navigate(self, url: str) -> None:
        """Start loading ``url``."""
        self._call("Page.navigate", url=url)

    def evaluate(self, expression: str) -> Any:
        """Return the value of a JavaScript expression; raise PageGone."""
        result = self._call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            raise PageGone(result["exceptionDetails"].get("text", ""))
        return result["result"].get("value")

    def leave(self) -> None:
        """End the browser in order: it writes what it remembers first."""
        self._call("Browser.close")
        while os.read(self._incoming, 65536):
            pass

    def _call(self, method: str, **parameters: object) -> Any:
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": parameters}
        if hasattr(self, "_session") and not method.startswith("Browser."):
            message["sessionId"] = self._session
        os.write(self._outgoing, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                break
        if "error" in answer:
            raise PageGone(answer["error"]["message"])
        return answer["result"]

    def _read(self) -> Any:
        while b"\0" not in self._buffer:
            piece = os.read(self._incoming, 65536)
            if not piece:
                raise EOFError("Chromium ended")
            self._buffer += piece
        line, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(line)


@contextmanager
def chromium(program: str, profile: str) -> Iterator[Chromium]:
    """Run a browser with its files in ``profile``; it is gone afterwards, with all its helpers."""
    commands_read, commands_write = _high_pipe()
    answers_read, answers_write = _high_pipe()
    process = os.posix_spawn(
        program,
        [program, *FLAGS, f"--user-data-dir={profile}"],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_DUP2, commands_read, 3),
            (os.POSIX_SPAWN_DUP2, answers_write, 4),
        ],
        setpgroup=0,
    )
    os.close(commands_read)
    os.close(answers_write)
    try:
        yield Chromium(commands_write, answers_read)
    finally:
        os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(commands_write)
        os.close(answers_read)


def _high_pipe() -> tuple[int, int]:
    """Return a pipe whose ends are not 3 or 4, so that neither is overwritten on the way into the browser."""
    ends = os.pipe()
    high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
    for end in ends:
        os.close(end)
    return high[0], high[1]
