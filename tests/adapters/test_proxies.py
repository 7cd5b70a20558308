"""Proxies: the system's, none, or one that was chosen; what is wrong with one is told, and nothing is quoted."""

import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from oauth_desk.adapters.choice_file import ChoiceFile
from oauth_desk.adapters.http_client import HttpxClient
from oauth_desk.adapters.proxies import LOOK_AGAIN, BadProxy, Proxies
from oauth_desk.protocol.http import Request
from oauth_desk.services.ports import Limits, TransportError, TransportFault, Trust
from tests.adapters.certificates import Authority, server_side
from tests.adapters.web_server import always, plain, web_server
from tests.connect_proxy import ConnectProxy, connect_proxy
from tests.fakes.clock import FakeClock

FAR = "https://login.acme.example"


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start without a proxy of this computer."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def choices(tmp_path: Path) -> ChoiceFile:
    """Give the file of the person's choices."""
    return ChoiceFile(tmp_path / "settings.json")


@pytest.fixture
async def client(choices: ChoiceFile):
    """Give a client that goes by the choices."""
    made = HttpxClient(choices=choices)
    yield made
    await made.close()


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Watch what is logged, as closely as can be."""
    caplog.set_level(logging.DEBUG)
    yield caplog
    assert "canary" not in caplog.text


async def failing(client: HttpxClient, url: str = FAR) -> TransportError:
    """Return what a call fails with."""
    with pytest.raises(TransportError) as caught:
        await client.send(Request("POST", url, body=b"canary"), limits=Limits(connect=2.0, read=2.0, total=4.0))
    assert not caught.value.sent
    assert "canary" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("login", [None, "ana:canary-pass%20word"])
async def test_a_call_goes_through_the_systems_proxy(
    client: HttpxClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, login: str | None
) -> None:
    """The system's proxy opens a tunnel, with its password if it wants one; TLS goes through it end to end."""
    authority = Authority(tmp_path)
    tls = server_side(authority.issue("server", host="login.acme.example"))
    async with web_server(always(plain(200, b"far")), tls=tls) as server:
        port = int(server.url.rpartition(":")[2])
        with connect_proxy({"login.acme.example": port}, login=login and "ana:canary-pass word") as proxy:
            url = f"http://{login}@127.0.0.1:{proxy.port}" if login else proxy.url
            monkeypatch.setenv("HTTPS_PROXY", url)
            trust = Trust(authorities=authority.file.read_text())
            assert (await client.send(Request("GET", FAR), trust=trust)).body == b"far"
            assert proxy.asked == ["login.acme.example:443"]
        with pytest.raises(TransportError) as caught:
            await client.send(Request("GET", server.url))
        assert caught.value.fault is TransportFault.TLS, "straight to this computer, and not trusted there"


async def test_the_chosen_proxy_counts(
    client: HttpxClient, choices: ChoiceFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy that was chosen stands for the system's; “none” goes straight."""
    with connect_proxy(says=502) as ours, connect_proxy(says=502) as systems:
        monkeypatch.setenv("HTTPS_PROXY", systems.url)
        await choices.save({"proxy": f"127.0.0.1:{ours.port}"})
        await failing(client)
        assert (len(ours.asked), len(systems.asked)) == (1, 0)


async def test_none_goes_straight(client: HttpxClient, choices: ChoiceFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """With “none” no proxy is asked, whatever the system says."""
    with connect_proxy(says=502) as systems:
        monkeypatch.setenv("HTTPS_PROXY", systems.url)
        await choices.save({"proxy": "none"})
        assert (await failing(client, "https://name.invalid")).fault is not TransportFault.PROXY
        assert systems.asked == []


async def test_an_exception_of_the_system_goes_straight(client: HttpxClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hosts that the system excepts are not asked for at the proxy."""
    with connect_proxy(says=502) as systems:
        monkeypatch.setenv("HTTPS_PROXY", systems.url)
        monkeypatch.setenv("NO_PROXY", "name.invalid")
        await failing(client, "https://name.invalid")
        assert systems.asked == []


SAID = [
    (407, TransportFault.PROXY_SIGN_IN, "user name and password"),
    (403, TransportFault.PROXY, "refuses to pass it on (status 403)"),
    (502, TransportFault.PROXY, "cannot reach the server (status 502)"),
]


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("said", SAID)
async def test_what_a_proxy_says_is_told(
    client: HttpxClient, choices: ChoiceFile, said: tuple[int, TransportFault, str]
) -> None:
    """A proxy that refuses, one that wants a password, and one that finds no way are told apart."""
    status, fault, words = said
    with connect_proxy(says=status) as proxy:
        await choices.save({"proxy": proxy.url})
        error = await failing(client)
    assert error.fault is fault
    assert words in error.detail


@pytest.mark.usefixtures("log")
async def test_a_wrong_password_is_told_and_not_quoted(client: HttpxClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """C102: a password for the proxy reaches no error and no log."""
    with connect_proxy(login="ana:right") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://ana:canary@127.0.0.1:{proxy.port}")
        error = await failing(client)
    assert error.fault is TransportFault.PROXY_SIGN_IN
    assert "canary" not in repr(client.__dict__["_proxies"].__dict__)


async def test_a_proxy_that_is_not_there(client: HttpxClient, choices: ChoiceFile) -> None:
    """A proxy that does not answer is told as such, not as a service that is down."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        await choices.save({"proxy": f"127.0.0.1:{unused.getsockname()[1]}"})
        error = await failing(client)
    assert (error.fault, error.detail) == (TransportFault.PROXY, "the proxy refuses connections")


async def test_a_proxy_that_hangs_or_says_nonsense(client: HttpxClient, choices: ChoiceFile) -> None:
    """A proxy that takes the connection and then says nothing, or hangs up, is the proxy's trouble too."""
    async with web_server(always(b"")) as silent:
        await choices.save({"proxy": silent.url})
        assert (await failing(client)).fault is TransportFault.PROXY


@pytest.mark.parametrize("text", ["socks5://127.0.0.1:1080", "http://ana:canary@proxy:3128", "two words", ""])
async def test_a_choice_that_makes_no_sense_is_told(client: HttpxClient, choices: ChoiceFile, text: str) -> None:
    """A mistake in the settings file is told, and nothing goes another way than the person chose."""
    await choices.save({"proxy": text})
    error = await failing(client)
    assert error.fault is TransportFault.PROXY
    assert "settings" in error.detail


async def test_an_odd_variable_is_told(client: HttpxClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that names no proxy fails the call plainly."""
    monkeypatch.setenv("HTTPS_PROXY", "nonsense://canary:99999999")
    assert (await failing(client)).fault is TransportFault.PROXY


async def test_another_process_choice_shows_soon(choices: ChoiceFile) -> None:
    """A choice made in the window counts in a command that runs on, and the file is not read for every call."""
    clock = FakeClock()
    proxies = Proxies(choices, clock)
    assert await proxies.for_url(FAR) is None
    await choices.save({"proxy": "proxy.example:3128"})
    assert await proxies.for_url(FAR) is None
    await clock.advance(LOOK_AGAIN)
    assert await proxies.for_url(FAR) == "http://proxy.example:3128"
    assert await proxies.for_url("http://127.0.0.1:1/x") is None
    await choices.save({"proxy": "ftp://proxy"})
    await clock.advance(LOOK_AGAIN)
    with pytest.raises(BadProxy):
        await proxies.for_url(FAR)


def test_the_proxy_of_the_tests_is_one() -> None:
    """The tests' own proxy knows its password."""
    proxy = ConnectProxy({"a": 1}, login="x:y")
    assert proxy.judge("a:443", "") == 407
    assert proxy.url_with_login.startswith("http://x:y@")
