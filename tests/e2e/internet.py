"""A small internet: services under names of their own, with TLS, and a bait that counts who comes."""

import json
import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

from tests.adapters.certificates import Authority
from tests.e2e.desk import ROOT

NAMES: Final = Path(__file__).with_name("names")
PUBLIC: Final = "93.184.216.34"


class Bait:
    """Listens on loopback, and remembers every byte that came."""

    def __init__(self) -> None:
        self.visits: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                visitor, _ = self._listening.accept()
            except OSError:
                return
            with visitor:
                visitor.settimeout(1.0)
                try:
                    self.visits.append(visitor.recv(4096))
                except OSError:
                    self.visits.append(b"")

    def close(self) -> None:
        """Stop listening."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()


@contextmanager
def service_at(folder: Path, name: str, documents: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Serve JSON ``documents`` by path under ``https://name``; yield the variables that let a program find it."""
    authority = Authority(folder)
    certificate = authority.issue("service", host=name)

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = documents.get(self.path)
            body = b"" if found is None else json.dumps(found).encode()
            self.send_response(404 if found is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        server.daemon_threads = True
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever)
        thread.start()
        names = {name: [PUBLIC, server.server_port], "inside.example": ["127.0.0.1", None]}
        try:
            yield {
                "TEST_NAMES": json.dumps(names),
                "SSL_CERT_FILE": str(authority.file),
                "PYTHONPATH": os.pathsep.join((str(NAMES), str(ROOT))),
            }
        finally:
            server.shutdown()
            thread.join()
