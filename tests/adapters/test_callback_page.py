"""C29: the page at the end of a sign-in holds fixed words and nothing else."""

import asyncio
import hashlib
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from oauth_desk.adapters.loopback import CallbackServer, LoopbackServer
from oauth_desk.config import resources
from tests.adapters.browser_by_hand import CANARY, PAGE, Browser


@pytest.fixture
async def listener() -> AsyncIterator[CallbackServer]:
    """Give a listener on any port."""
    made = await LoopbackServer().listen("http://127.0.0.1/callback")
    yield made
    await made.close()


async def page_of(listener: CallbackServer) -> str:
    """Return the whole answer to a query full of secrets."""
    async with Browser(listener) as browser:
        secrets = f"code={CANARY}&state={CANARY}&error_description={CANARY}&access_token={CANARY}"
        browser.ask(f"/callback?{secrets}&redirect_uri=https://{CANARY}/&next=https://{CANARY}/")
        await asyncio.wait_for(listener.next_query(), 5)
        await listener.answer(PAGE)
        return await browser.answer()


async def test_the_page_is_static(listener: CallbackServer) -> None:
    """C29: the page holds fixed words, escaped, nothing of the request, and may not be stored, framed or guessed."""
    answer = await page_of(listener)
    assert "Connected &amp; &lt;well&gt;" in answer
    assert CANARY not in answer
    head = answer.partition("\r\n\r\n")[0]
    for line in (
        "Cache-Control: no-store",
        "Referrer-Policy: no-referrer",
        "X-Content-Type-Options: nosniff",
        "X-Frame-Options: DENY",
        "Connection: close",
        "Content-Type: text/html; charset=utf-8",
    ):
        assert line in head
    assert "Location" not in head
    assert "<script" not in answer


async def test_the_policy_allows_its_style_alone(listener: CallbackServer) -> None:
    """C29: the content policy forbids everything but the page's own style, by its hash."""
    answer = await page_of(listener)
    policy = re.search(r"Content-Security-Policy: (.*)\r\n", answer)
    style = re.search(r"<style>(.*?)</style>", answer, re.DOTALL)
    assert policy is not None
    assert style is not None
    digest = b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy[1].startswith(f"default-src 'none'; style-src 'sha256-{digest}'; ")
    assert "style=" not in answer


async def test_good_and_bad_pages_differ_by_more_than_words() -> None:
    """The mark tells at a glance how it went; light and dark follow the browser."""
    template = (resources() / "callback" / "page.html").read_text(encoding="utf-8")
    assert "prefers-color-scheme: dark" in template
    assert all(name in template for name in ("{{title}}", "{{text}}", "{{mark}}", ".good", ".note"))


async def test_a_missing_template_still_tells(tmp_path: Path) -> None:
    """Without its template the page is bare, and says the same."""
    listener = await LoopbackServer(tmp_path / "none.html").listen("http://127.0.0.1/callback")
    answer = await page_of(listener)
    await listener.close()
    assert "<h1>Connected &amp; &lt;well&gt;</h1>" in answer
    assert "style-src 'none'" in answer
