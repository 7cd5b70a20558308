"""Long answers: ``shown`` lays 25 MB of JSON out in the console, ``saved`` streams 100 MB to a file."""

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from oauth_desk.adapters.http_client import HttpxClient
from oauth_desk.protocol.http import Request, Response
from oauth_desk.services.ports import Limits
from oauth_desk.ui.console.answer_file import AnswerFile

SHOWN = 25_000_000
SAVED = 100_000_000
PIECE = 65_536
ITEM = {"id": 1, "name": "person 1", "email": "p1@example.org", "tags": ["a", "b"], "text": "x" * 60}


# --- shown --------------------------------------------------------------------


def shown() -> dict[str, float]:
    """Return the longest stall of the event loop in seconds, and how long everything took."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import qasync  # noqa: PLC0415 - only here
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    application = QApplication([])
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        result: dict[str, float] = loop.run_until_complete(_shown(application))
    return result


async def _shown(application: object) -> dict[str, float]:
    from PySide6.QtCore import QTimer  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from oauth_desk.services.book import Book  # noqa: PLC0415
    from oauth_desk.services.console import ApiAnswer  # noqa: PLC0415
    from oauth_desk.services.tasks import TaskScope  # noqa: PLC0415
    from oauth_desk.ui.bridge import Bridge  # noqa: PLC0415
    from oauth_desk.ui.console.answer_panel import AnswerPanel  # noqa: PLC0415
    from oauth_desk.ui.theme import Theme  # noqa: PLC0415

    assert isinstance(application, QApplication)
    panel = AnswerPanel(Bridge(Book(), TaskScope("benchmark")), Theme(application, "light"))
    panel.resize(780, 400)
    panel.show()
    await asyncio.sleep(0.5)
    longest, last = 0.0, time.perf_counter()

    def turn() -> None:
        nonlocal longest, last
        now = time.perf_counter()
        longest, last = max(longest, now - last), now

    timer = QTimer()
    timer.setInterval(2)
    timer.timeout.connect(turn)
    timer.start()
    body = b'{"items":[' + b",".join([json.dumps(ITEM).encode()] * (SHOWN // 145)) + b"]}"
    response = Response(200, (("content-type", "application/json"),), body)
    await asyncio.sleep(0.1)
    longest, began, bar = 0.0, time.perf_counter(), panel.lines.verticalScrollBar()
    panel.show_answer(ApiAnswer(Request("GET", "https://a.example/"), response, False, 1, ()))
    while not panel.idle:
        bar.setValue(bar.value() + 200)
        await asyncio.sleep(0.016)
    timer.stop()
    return {"stall": longest, "seconds": time.perf_counter() - began, "bytes": len(body)}


# --- saved --------------------------------------------------------------------


def saved() -> dict[str, float]:
    """Return by how many bytes the most memory held grew, once everything it needs is loaded."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.long_answer", "serve"], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            return asyncio.run(_saved(f"http://127.0.0.1:{server.stdout.readline().strip()}"))
        finally:
            server.kill()


async def _saved(address: str) -> dict[str, float]:
    http = HttpxClient()
    with tempfile.TemporaryDirectory() as folder:
        await _save(http, f"{address}/1000000", Path(folder) / "warm")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        path = Path(folder) / "large"
        await _save(http, f"{address}/{SAVED}", path)
        seconds = time.perf_counter() - began
        assert path.stat().st_size == SAVED
    await http.close()
    return {"growth": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024, "seconds": seconds}


async def _save(http: HttpxClient, url: str, path: Path) -> None:
    async with (
        AnswerFile(path) as file,
        http.stream(Request("GET", url), limits=Limits(body=1 << 40, total=300)) as answer,
    ):
        async for piece in answer.chunks():
            await file.take(piece)


def serve() -> None:
    """Answer ``/N`` with N bytes until killed; say the port first."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (line := await reader.readline()).strip():
            size = int(line.split(b" ")[1].strip(b"/"))
            while (await reader.readline()).strip():
                pass
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % size)
            for start in range(0, size, PIECE):
                writer.write(b"x" * min(PIECE, size - start))
                await writer.drain()

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(run())


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve()
    else:
        print(json.dumps({"shown": shown, "saved": saved}[sys.argv[1]]()), flush=True)
