"""The stand-in for a browser: honest about pages, and never beyond this computer."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from oauth_desk.cli.page_walker import PageWalker
from oauth_desk.demo.server import DemoService
from oauth_desk.services.ports import BrowserError
from tests.demo.running import CALLBACK, CHALLENGE, running

Answer = tuple[int, str, str]


@contextmanager
def pages(answer: Callable[[str, str], Answer]) -> Iterator[str]:
    """Serve ``answer(method, path) → (status, location, html)``."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, location, html = answer(self.command, self.path)
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(html.encode())

        do_POST = do_GET  # noqa: N815 - the library's name

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("person", ["ana", "ben"])
async def test_signs_in_at_the_demo(person: str) -> None:
    """It chooses the person, allows what is asked, and lands at the program's own address with a code."""
    seen: list[str] = []

    def callback(_method: str, path: str) -> Answer:
        seen.append(path)
        return 200, "", "Connected"

    with running() as demo, pages(callback) as here:
        query = (
            f"response_type=code&client_id=oauth-desk-demo&redirect_uri={here}/callback&scope=openid%20email&state=s"
            f"&code_challenge={CHALLENGE}&code_challenge_method=S256"
        )
        walker = PageWalker(person)
        await walker.open(f"{demo.issuer}/authorize?{query}")
        page = await walker.landed()
        assert page.status == 200
        assert page.url.startswith(f"{here}/callback?")
        code = parse_qs(urlsplit(seen[0]).query)["code"][0]
        tokens = demo.redeem(code, redirect_uri=f"{here}/callback").json()
        me = demo.call("GET", "/api/me", tokens["access_token"]).json()
        assert me["email"] == f"{person}@demo.example"
    assert isinstance(demo.service, DemoService)
    assert CALLBACK not in seen


@pytest.mark.parametrize("url", ["https://example.com/", "http://192.0.2.1/", "file:///etc/passwd", "http:/"])
async def test_stays_on_this_computer(url: str) -> None:
    """An address elsewhere is not opened."""
    with pytest.raises(BrowserError):
        await PageWalker().open(url)


async def test_is_not_led_away() -> None:
    """A redirect to another computer ends the way."""
    with pages(lambda _method, _path: (302, "http://192.0.2.1/", "")) as here:
        walker = PageWalker()
        await walker.open(here)
        with pytest.raises(BrowserError, match="away"):
            await walker.landed()


@pytest.mark.parametrize(
    "answer", [(302, "/", ""), (200, "", '<form method="post"><button id="allow">x</button></form>')]
)
async def test_circles_end(answer: Answer) -> None:
    """Pages that lead in a circle are left."""
    with pages(lambda _method, _path: answer) as here:
        walker = PageWalker()
        await walker.open(here)
        with pytest.raises(BrowserError, match="circle"):
            await walker.landed()


async def test_nobody_answers() -> None:
    """A page that is not there is told as such."""
    with pages(lambda _method, _path: (200, "", "")) as here:
        pass
    walker = PageWalker()
    await walker.open(here)
    with pytest.raises(BrowserError, match="did not answer"):
        await walker.landed()


async def test_nothing_was_opened() -> None:
    """Asking where it landed before it started is an error, not a wait."""
    with pytest.raises(BrowserError):
        await PageWalker().landed()
