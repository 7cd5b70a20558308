"""The least server that renews: rotating tokens, kept connections, nothing else. Prints its address."""

import asyncio
import itertools
import json

_NUMBERS = itertools.count(1)


def _answer() -> bytes:
    number = next(_NUMBERS)
    body = json.dumps(
        {
            "access_token": f"access-{number:032d}",
            "refresh_token": f"refresh-{number:032d}",
            "token_type": "Bearer",
            "expires_in": 3600,
            "scope": "read",
        }
    ).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            await reader.readexactly(int(lengths[0].partition(b":")[2]))
            writer.write(_answer())
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main() -> None:
    """Serve until killed."""
    server = await asyncio.start_server(_serve, "127.0.0.1", 0, backlog=512)
    port = server.sockets[0].getsockname()[1]
    print(f"http://127.0.0.1:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
