"""A service on the internet whose documents point into the person's own network, against the real program."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import pytest

from tests.e2e.desk import Desk
from tests.e2e.internet import Bait, service_at

HOME = "https://service.example"
OPENID, OAUTH = "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"
RESOURCE = "/.well-known/oauth-protected-resource"


@pytest.fixture
def bait() -> Iterator[Bait]:
    """Listen on loopback under the name inside.example."""
    made = Bait()
    yield made
    made.close()


def document(**endpoints: str) -> dict[str, str]:
    """Return what the service says of itself."""
    usual = {name: f"{HOME}/{name}" for name in ("authorization", "token", "registration")}
    return {"issuer": HOME, **{f"{name}_endpoint": url for name, url in {**usual, **endpoints}.items()}}


def documents(**endpoints: str) -> dict[str, Any]:
    """Return what is served: both documents, and a registration for everybody."""
    whole = document(**endpoints)
    return {
        OPENID: whole,
        OAUTH: whole,
        "/registration": {"client_id": "made", "token_endpoint_auth_method": "none"},
    }


def test_an_honest_service_under_a_public_address_works(desk: Desk, tmp_path: Path) -> None:
    """C82: what this stage shows of a hostile service it shows because of its documents alone."""
    with service_at(tmp_path, "service.example", documents()) as variables:
        done = desk.run("connect", HOME, "--print-url", "--timeout", "1", "--json", **variables)
    assert done.out.startswith(f"{HOME}/authorization?"), done


@pytest.mark.parametrize("host", ["inside.example", "127.0.0.1", "[::ffff:127.0.0.1]", "localhost"])
def test_a_registration_inside_gets_not_one_byte(desk: Desk, tmp_path: Path, bait: Bait, host: str) -> None:
    """C82: a told endpoint behind a private address is not connected to, whatever its name."""
    hostile = documents(registration=f"https://{host}:{bait.port}/registration")
    with service_at(tmp_path, "service.example", hostile) as variables:
        done = desk.run("connect", HOME, "--print-url", "--timeout", "5", "--json", **variables)
    assert (done.code, done.error()["code"]) == (6, "unsafe_address"), done
    assert "private network" in done.error()["detail"]
    assert bait.visits == []


def test_an_api_cannot_send_the_program_inside(desk: Desk, tmp_path: Path, bait: Bait) -> None:
    """C82, C83: nor can the service that an API names."""
    served = {RESOURCE: {"resource": HOME, "authorization_servers": [f"https://inside.example:{bait.port}"]}}
    with service_at(tmp_path, "service.example", served) as variables:
        done = desk.run("connect", HOME, "--print-url", "--timeout", "5", "--json", **variables)
    assert (done.code, done.error()["code"]) == (6, "unsafe_address"), done
    assert bait.visits == []


def test_a_code_is_not_carried_inside(desk: Desk, tmp_path: Path, bait: Bait) -> None:
    """C82: after the browser, too: the code goes nowhere, nothing is stored, and the reason is told."""
    hostile = documents(token=f"https://inside.example:{bait.port}/token")
    with service_at(tmp_path, "service.example", hostile) as variables:
        running = desk.start("connect", HOME, "--print-url", "--timeout", "30", "--json", **variables)
        assert running.stdout is not None
        asked = parse_qs(urlsplit(running.stdout.readline().strip()).query)
        answer = urlencode({"code": "C1", "state": asked["state"][0]})
        with urlopen(f"{asked['redirect_uri'][0]}?{answer}", timeout=20) as page:
            assert page.status in (200, 400)
        done = desk.finish(running)
        assert (done.code, done.error()["code"]) == (6, "unsafe_address"), done
        assert desk.run("list", "--json").json() == []
    assert bait.visits == []
