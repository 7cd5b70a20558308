"""Every switch, seen from outside, by page and by program."""

import http.client
import re

import pytest

from tests.demo.running import RunningDemo


def test_reject_next_renewal(demo: RunningDemo) -> None:
    """The next renewal is refused for good; a new sign-in works."""
    tokens = demo.tokens()
    states = demo.switch("reject_next_renewal").json()
    assert states["reject_next_renewal"]["on"] is True
    answer = demo.renew(tokens["refresh_token"])
    assert (answer.status, answer.json()["error"]) == (400, "invalid_grant")
    assert demo.renew(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert demo.get("/demo/switches").json()["reject_next_renewal"]["on"] is False
    assert demo.renew(demo.tokens()["refresh_token"]).status == 200


def test_lose_next_answer(demo: RunningDemo) -> None:
    """The renewal happens, the line is cut, and the same token again is reuse."""
    tokens = demo.tokens()
    demo.switch("lose_next_answer")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        demo.renew(tokens["refresh_token"])
    lost = demo.log()[-1]
    assert (lost["outcome"], lost["answer_lost"]) == ("granted", True)
    assert demo.renew(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert demo.log()[-1]["reuse_detected"] is True


def test_lost_answer_with_grace(demo: RunningDemo) -> None:
    """A service with a grace period answers the repeated renewal."""
    tokens = demo.tokens()
    demo.switch("grace", seconds=30)
    demo.switch("lose_next_answer")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        demo.renew(tokens["refresh_token"])
    again = demo.renew(tokens["refresh_token"])
    assert again.status == 200
    assert demo.renew(again.json()["refresh_token"]).status == 200


def test_down_with_503(demo: RunningDemo) -> None:
    """Everything but the switches answers 503, and it ends by itself."""
    tokens = demo.tokens()
    demo.switch("down_for", seconds=60)
    for answer in (demo.get("/"), demo.authorize(), demo.renew(tokens["refresh_token"]), demo.get("/api/me")):
        assert answer.status == 503
    assert demo.get("/demo").status == 200
    assert demo.get("/demo/switches").json()["down_for"]["on"] is True
    demo.pass_time(60)
    assert demo.renew(tokens["refresh_token"]).status == 200


def test_down_by_dropping(demo: RunningDemo) -> None:
    """Connections can be cut instead, before anything happens."""
    tokens = demo.tokens()
    demo.switch("down_for", how="drop")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        demo.renew(tokens["refresh_token"])
    demo.switch("reset")
    assert demo.renew(tokens["refresh_token"]).status == 200


def test_too_many_requests(demo: RunningDemo) -> None:
    """The next ones get 429 with Retry-After, and nothing is spent."""
    tokens = demo.tokens()
    demo.switch("too_many_requests", next=2, retry_after=7)
    for _ in range(2):
        answer = demo.renew(tokens["refresh_token"])
        assert (answer.status, answer.headers["retry-after"]) == (429, "7")
    assert demo.renew(tokens["refresh_token"]).status == 200


def test_revoke_everything(demo: RunningDemo) -> None:
    """All tokens of everybody end."""
    tokens = demo.tokens()
    demo.switch("revoke_everything")
    assert demo.call("GET", "/api/me", tokens["access_token"]).status == 401
    assert demo.renew(tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_page_has_a_button_for_each(demo: RunningDemo) -> None:
    """Pressing a button on the page turns a switch on, pressing it again turns it off."""
    for name in demo.get("/demo/switches").json():
        slug = name.replace("_", "-")
        for expected in ("on", "off"):
            page = demo.get("/demo").text
            form = re.search(
                rf'<form[^>]*action="/demo/switches">((?:(?!</form>).)*id="switch-{slug}")', page, re.DOTALL
            )
            fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.group(1)))
            answer = demo.post("/demo/switches", {"Origin": demo.issuer}, **fields)
            assert (answer.status, answer.headers["location"]) == (303, "/demo")
            state = re.search(rf'id="state-{slug}">([^<]*)<', demo.get("/demo").text).group(1)
            assert state.startswith(expected)
    assert 'id="switch-revoke-everything"' in demo.get("/demo").text
    assert demo.post("/demo/switches", switch="reset").status == 303


def test_page_lists_requests(demo: RunningDemo) -> None:
    """The page shows what asked for tokens, newest first."""
    assert "Nothing yet." in demo.get("/demo").text
    demo.renew(demo.tokens()["refresh_token"])
    page = demo.get("/demo").text
    assert page.index("renewal</td>") < page.index("sign-in</td>")


@pytest.mark.parametrize("payload", [{}, {"switch": "x"}, {"switch": "reset", "on": 1}, [], "reset"])
def test_bad_orders(demo: RunningDemo, payload: object) -> None:
    """Nonsense is a clean 400."""
    assert demo.post_json("/demo/switches", payload).status == 400


def test_other_sites_cannot_flip(demo: RunningDemo) -> None:
    """A page from elsewhere in the same browser gives no orders."""
    answer = demo.post("/demo/switches", {"Origin": "https://evil.example"}, switch="revoke_everything")
    assert answer.status == 403
    assert demo.post("/demo/switches", {"Origin": "null"}, switch="revoke_everything").status == 403
