"""A proxy of a few lines that opens tunnels (RFC 9110 §9.3.6), to whatever a test says stands behind a name."""

import base64
import select
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread


@dataclass
class ConnectProxy:
    """``routes`` leads from a name to a port of this computer. ``says`` is the status of a proxy that opens nothing."""

    routes: Mapping[str, int]
    login: str | None = None
    says: int | None = None
    port: int = 0
    asked: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url_with_login(self) -> str:
        """Return its address with user name and password."""
        return f"http://{self.login}@127.0.0.1:{self.port}"

    def judge(self, target: str, login: str) -> int:
        """Return the status for a request."""
        self.asked.append(target)
        self.logins.append(login)
        if self.login is not None and login != f"Basic {base64.b64encode(self.login.encode()).decode()}":
            return 407
        if self.says is not None:
            return self.says
        return 200 if target.partition(":")[0] in self.routes else 502


@contextmanager
def connect_proxy(
    routes: Mapping[str, int] | None = None, *, login: str | None = None, says: int | None = None
) -> Iterator[ConnectProxy]:
    """Run a proxy for the length of a test."""
    proxy = ConnectProxy(routes or {}, login, says)

    class Tunnel(StreamRequestHandler):
        def handle(self) -> None:
            method, target, _ = self.rfile.readline().decode().split(" ", 2)
            headers = {}
            while line := self.rfile.readline().decode().strip():
                name, _, value = line.partition(":")
                headers[name.lower()] = value.strip()
            status = proxy.judge(target, headers.get("proxy-authorization", "")) if method == "CONNECT" else 405
            self.wfile.write(f"HTTP/1.1 {status} Whatever\r\nContent-Length: 0\r\n\r\n".encode())
            if status == 200:
                with socket.create_connection(("127.0.0.1", proxy.routes[target.partition(":")[0]])) as behind:
                    _pass_on(self.connection, behind)

    class Server(ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Tunnel) as server:
        proxy.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    """Pass bytes both ways until one side hangs up."""
    across = {one: other, other: one}
    while True:
        for ready in select.select([one, other], [], [], 30)[0] or [None]:
            data = b"" if ready is None else ready.recv(65536)
            if ready is None or not data:
                return
            across[ready].sendall(data)
