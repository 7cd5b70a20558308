"""The demo's pages in a real browser: what its policies let through, without a script of their own."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.demo.running import ALL_SCOPES, CHALLENGE, RunningDemo, running
from tests.e2e.browser import PersonAtBrowser
from tests.e2e.small_server import small_server


@pytest.fixture
def demo() -> Iterator[RunningDemo]:
    """Run the demo on a free port."""
    with running() as started:
        yield started


def clicks(*selectors: str) -> list[dict[str, str]]:
    """Return a person's next moves."""
    return [{"click": selector} for selector in selectors]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize(("button", "found"), [("#allow", "code"), ("#deny", "error")])
def test_consent_leads_back(demo: RunningDemo, browser: PersonAtBrowser, host: str, button: str, found: str) -> None:
    """The consent form's redirect reaches the program: the page's own policy does not stop it."""
    with small_server(b"landed", media_type="text/plain") as address:
        query = urlencode(
            {
                "response_type": "code",
                "client_id": "oauth-desk-demo",
                "redirect_uri": address.replace("127.0.0.1", host) + "/callback",
                "scope": ALL_SCOPES,
                "state": "s",
                "code_challenge": CHALLENGE,
                "code_challenge_method": "S256",
            }
        )
        browser.will(steps=clicks("#user-ben", "#sign-in", button), timeout=20)
        browser.show(f"{demo.issuer}/authorize?{query}")
        visit = browser.visit()
    assert visit.last_text == "landed", visit.pages
    answer = parse_qs(urlsplit(visit.pages[-1]["url"]).query)
    assert found in answer
    assert answer["iss"] == [demo.issuer]
    assert any("Ben Demo" in page["text"] for page in visit.pages)
    assert all("Demo" in page["title"] for page in visit.pages[:-1])


def test_device_page(demo: RunningDemo, browser: PersonAtBrowser) -> None:
    """The code that came with the address is confirmed, and the page says that it is done."""
    device = demo.post("/device_authorization", client_id="oauth-desk-demo", scope="notes:read").json()
    browser.will(steps=clicks("#continue", "#sign-in", "#allow"), timeout=20, ends=["You can close this page"])
    browser.show(device["verification_uri_complete"])
    assert "Your program goes on by itself" in browser.visit().last_text


def test_switches_page(demo: RunningDemo, browser: PersonAtBrowser) -> None:
    """A switch is turned by a click: the form's origin is accepted."""
    turn_on = "form:has(input[name=on][value=true]) #switch-reject-next-renewal"
    browser.will(steps=clicks(turn_on), timeout=20, ends=["Turn off"])
    browser.show(f"{demo.issuer}/demo")
    browser.visit()
    assert demo.get("/demo/switches").json()["reject_next_renewal"]["on"] is True
