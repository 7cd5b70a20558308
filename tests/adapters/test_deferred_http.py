"""The HTTP client that waits to be needed."""

import asyncio
import subprocess
import sys
import threading

import pytest

from oauth_desk.adapters.deferred_http import DeferredHttpClient
from oauth_desk.protocol.http import Request
from tests.fakes.http import FakeHttp, json_response

URL = "https://api.example/me"


async def test_loaded_once_elsewhere() -> None:
    """The real client is made once, by the first of many calls, and not on the loop's thread."""
    real = FakeHttp()
    real.always(URL, json_response({}))
    threads: list[threading.Thread] = []

    def load() -> FakeHttp:
        threads.append(threading.current_thread())
        return real

    client = DeferredHttpClient(load)
    assert threads == []
    await asyncio.gather(*(client.send(Request("GET", URL)) for _ in range(5)))
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()
    await client.close()
    assert real.closed


async def test_closing_loads_nothing() -> None:
    """A client that was never needed closes without being made."""

    def load() -> FakeHttp:
        raise AssertionError("made for nothing")

    await DeferredHttpClient(load).close()


async def test_one_that_gives_up_does_not_end_the_loading() -> None:
    """A cancelled first caller does not spoil the loading for the others."""
    real = FakeHttp()
    real.always(URL, json_response({}))
    gate = threading.Event()

    def load() -> FakeHttp:
        gate.wait(10)
        return real

    client = DeferredHttpClient(load)
    first, second = [asyncio.ensure_future(client.send(Request("GET", URL))) for _ in range(2)]
    await asyncio.sleep(0)
    first.cancel()
    gate.set()
    assert (await second).status == 200
    with pytest.raises(asyncio.CancelledError):
        await first


def test_importing_it_imports_no_httpx() -> None:
    """The module can be imported without httpx: that is what it is for."""
    made = "import sys, oauth_desk.adapters.deferred_http as d; d.DeferredHttpClient(lambda: None)"
    code = f"{made}; assert 'httpx' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
