"""The static page at the end of a sign-in (NORMS C29): fixed words in a template, no script, no link."""

import base64
import hashlib
import html
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

from oauth_desk.services.ports import CallbackPage

_BARE: Final = "<!doctype html>\n<title>{{title}}</title>\n<h1>{{title}}</h1>\n<p>{{text}}</p>\n"
_STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)


class PageTemplate:
    """The page's HTML and the policy under which a browser shows it."""

    def __init__(self, file: Path) -> None:
        self._html = _BARE
        with suppress(OSError, UnicodeError):  # a page without looks still tells how it went
            self._html = file.read_text(encoding="utf-8")
        self.policy = "; ".join(
            (
                "default-src 'none'",
                f"style-src {self._style_source()}",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
            )
        )

    def filled(self, page: CallbackPage) -> bytes:
        """Return the page's bytes."""
        words = {
            "{{title}}": html.escape(page.title),
            "{{text}}": html.escape(page.text),
            "{{mark}}": "good" if page.good else "note",
        }
        return re.sub("|".join(map(re.escape, words)), lambda found: words[found[0]], self._html).encode()

    def _style_source(self) -> str:
        style = _STYLE.search(self._html)
        if style is None:
            return "'none'"
        digest = hashlib.sha256(style[1].encode()).digest()
        return f"'sha256-{base64.b64encode(digest).decode()}'"
