"""The demo service as a child process, for real."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from oauth_desk.adapters.demo_process import DemoProcess
from oauth_desk.adapters.http_client import HttpxClient
from oauth_desk.protocol.http import Request
from oauth_desk.services.ports import TransportError


@pytest.fixture
async def http():
    """Give a client."""
    client = HttpxClient()
    yield client
    await client.close()


def metadata(issuer: str) -> Request:
    """Return the request for the service's metadata."""
    return Request("GET", f"{issuer}/.well-known/oauth-authorization-server")


async def test_started_once_and_ended(http: HttpxClient, tmp_path: Path) -> None:
    """The service answers at the address it told, is not started twice, and is gone after the end."""
    demo = DemoProcess(tmp_path / "demo.json")
    issuer = await demo.start()
    assert urlsplit(issuer).hostname == "127.0.0.1"
    assert await demo.start() == issuer
    assert (await http.send(metadata(issuer))).status == 200
    await demo.stop()
    await demo.stop()
    with pytest.raises(TransportError):
        await http.send(metadata(issuer))


PARENT = """
import asyncio, sys
from pathlib import Path
from oauth_desk.adapters.demo_process import DemoProcess

async def main():
    print(await DemoProcess(Path(sys.argv[1])).start(), flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_it_ends_with_its_parent(http: HttpxClient, tmp_path: Path) -> None:
    """A parent that is killed takes the service along."""
    command = [sys.executable, "-c", PARENT, str(tmp_path / "demo.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as parent:
        assert parent.stdout is not None
        issuer = parent.stdout.readline().strip()
        assert (await http.send(metadata(issuer))).status == 200
        parent.kill()
    for _ in range(500):
        try:
            await http.send(metadata(issuer))
        except TransportError:
            return
    pytest.fail("the service outlived its parent")
