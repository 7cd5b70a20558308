"""How every page behaves in a browser: marked, closed to anything foreign, usable without scripts."""

import base64
import hashlib
import re

import pytest

from tests.demo.running import Answer, RunningDemo


def pages_of(demo: RunningDemo) -> list[Answer]:
    """Return one of every page."""
    sign_in = demo.authorize()
    return [
        demo.get("/"),
        demo.get("/demo"),
        demo.get("/device"),
        demo.post("/device", user_code="NONE-NONE"),
        sign_in,
        demo.sign_in(sign_in),
        demo.authorize(client_id="nobody"),
    ]


def test_every_page_says_demo(demo: RunningDemo) -> None:
    """Nobody takes the demo for a real service: title and banner say so on every page."""
    for page in pages_of(demo):
        assert "Demo</title>" in page.text
        assert 'id="demo-banner"' in page.text


def test_pages_let_nothing_in(demo: RunningDemo) -> None:
    """No script, no foreign asset, no frame, no cache, no cookie; the style is named by its hash."""
    for page in pages_of(demo):
        policy = page.headers["content-security-policy"]
        style = re.search(r"<style>(.*?)</style>", page.text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert f"style-src 'sha256-{digest}'" in policy
        assert page.headers["cache-control"] == "no-store"
        assert "set-cookie" not in page.headers
        assert "<script" not in page.text
        assert not re.search(r'(?:src|href)="(?!/|data:,)', page.text)
        assert " style=" not in page.text


def test_ids_that_others_rely_on(demo: RunningDemo) -> None:
    """Browser tests and the tour find their way by ids."""
    sign_in = demo.authorize()
    for page, names in (
        (sign_in, ("user-ana", "user-ben", "sign-in")),
        (demo.sign_in(sign_in), ("allow", "deny", "scope-notes-write")),
        (demo.get("/device"), ("user-code", "continue")),
    ):
        for name in names:
            assert page.text.count(f'id="{name}"') == 1


def test_permissions_in_plain_words(demo: RunningDemo) -> None:
    """The consent page tells what each permission means, each with a box that is ticked."""
    text = demo.sign_in(demo.authorize()).text
    for words in ("Read your notes", "Write, change and delete your notes", "Stay connected while you are away"):
        assert words in text
    assert text.count('type="checkbox"') == text.count(" checked>") == 6


@pytest.mark.parametrize(
    ("redirect_uri", "source"),
    [
        ("http://127.0.0.1:54321/callback", "form-action 'self' http://127.0.0.1:54321"),
        ("http://localhost:54321/callback", "form-action 'self' http://localhost:54321"),
        ("http://[::1]:54321/callback", "form-action 'self' http:"),
    ],
)
def test_consent_form_may_lead_to_the_program(demo: RunningDemo, redirect_uri: str, source: str) -> None:
    """Browsers hold the redirect after the form to form-action: the program's origin is in it, nothing else."""
    page = demo.sign_in(demo.authorize(redirect_uri=redirect_uri))
    assert page.headers["content-security-policy"].endswith(source)


def test_policy_cannot_be_written_by_a_registration(demo: RunningDemo) -> None:
    """An odd host in a registered address does not reach the policy."""
    uri = "https://a;script-src,*.example/cb"
    client = demo.post_json("/register", {"redirect_uris": [uri], "token_endpoint_auth_method": "none"}).json()
    page = demo.sign_in(demo.authorize(client_id=client["client_id"], redirect_uri=uri))
    assert page.headers["content-security-policy"].endswith("form-action 'self' https:")


def test_everything_sent_is_escaped(demo: RunningDemo) -> None:
    """What a program or a browser sends never becomes markup."""
    bad = "\"><img src=x onerror=alert(1)>'&"
    client = demo.post_json(
        "/register",
        {"client_name": bad, "redirect_uris": ["http://127.0.0.1/cb"], "token_endpoint_auth_method": "none"},
    ).json()
    page = demo.authorize(client_id=client["client_id"], redirect_uri="http://127.0.0.1:5/cb", login_hint=bad)
    shown = [page, demo.sign_in(page), demo.get("/device", user_code=bad), demo.post("/device", user_code=bad)]
    for answer in shown:
        assert "<img" not in answer.text
    assert "&quot;&gt;&lt;img" in page.text
