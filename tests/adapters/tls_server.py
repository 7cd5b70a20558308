"""A TLS server on blocking sockets: unlike asyncio's it tells its caller by an alert why it hangs up."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


@contextmanager
def tls_server(context: ssl.SSLContext) -> Iterator[tuple[str, list[bytes]]]:
    """Answer every request with ``ok``; give the address, and what was read of requests."""
    requests: list[bytes] = []

    def serve(accepted: socket.socket) -> None:
        with suppress(OSError), accepted, context.wrap_socket(accepted, server_side=True) as secured:
            head = secured.recv(65536)
            if head:
                requests.append(head)
                secured.sendall(ANSWER)

    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()

        thread = Thread(target=accept, daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}", requests
        listening.shutdown(socket.SHUT_RDWR)
    thread.join()
