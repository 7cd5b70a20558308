"""A name server in the place where every program asks one: names of a test's own, looked up at the sockets' level."""

import socket
from collections import deque
from typing import Any


class Names:
    """Answers ``socket.getaddrinfo``. A name with several answers gives one after the other, the last for good."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._answers: dict[str, deque[tuple[str, ...]]] = {}
        self._real = socket.getaddrinfo

    def give(self, name: str, *answers: tuple[str, ...]) -> None:
        """Answer ``name`` with these addresses."""
        self._answers[name] = deque(answers)

    def getaddrinfo(self, host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        """Stand in for the system's resolver."""
        host = host.decode() if isinstance(host, bytes) else host  # as anyio asks
        answers = self._answers.get(host)
        if answers is None:
            return self._real(host, port, *args, **kwargs)
        self.asked.append(host)
        addresses = answers[0] if len(answers) == 1 else answers.popleft()
        families = {True: socket.AF_INET6, False: socket.AF_INET}
        return [
            (families[":" in address], socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port))
            for address in addresses
        ]
