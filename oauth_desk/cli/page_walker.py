"""A stand-in for the browser that signs in at the demo service: fetches pages, fills in forms, presses buttons.

It goes nowhere but this computer, and knows nothing that is not on the pages.
"""

import asyncio
import contextlib
import http.client
from typing import Final
from urllib.parse import urlencode, urljoin, urlsplit

from oauth_desk.cli.web_page import Control, Form, forms_of
from oauth_desk.domain.browser_choice import BrowserChoice
from oauth_desk.services.ports import BrowserError
from oauth_desk.services.tasks import TaskScope

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
MOST_STEPS: Final = 20
LONGEST_ANSWER: Final = 30.0
REDIRECTS: Final = frozenset({302, 303})
BUTTONS: Final = ("sign-in", "allow")


class Page:
    """Where the walker stands."""

    def __init__(self, url: str, status: int, html: str) -> None:
        self.url = url
        self.status = status
        self.html = html


class PageWalker:
    """Implements the browser's port. ``person`` is whom it signs in as, a button's id what it presses."""

    def __init__(self, person: str = "ana") -> None:
        self._person = person
        self._tasks = TaskScope("page walker")
        self._walk: asyncio.Task[Page] | None = None

    async def open(self, url: str, choice: BrowserChoice | None = None) -> None:  # noqa: ARG002 - it has no profiles
        """Start walking from ``url``, as a browser starts beside the program that opened it."""
        if urlsplit(url).hostname not in LOOPBACK:
            raise BrowserError("Only pages on this computer are walked.")
        self._walk = self._tasks.start(asyncio.to_thread(self._walked, url), "walk")

    async def landed(self) -> Page:
        """Wait for the page where the way ended; raise BrowserError where it broke off."""
        if self._walk is None:
            raise BrowserError("No page was opened.")
        return await self._walk

    def _walked(self, url: str) -> Page:
        page = _fetched("GET", url, None)
        for _ in range(MOST_STEPS):
            found = _button(page)
            if found is None:
                return page
            page = self._press(page, *found)
        raise BrowserError("The pages lead in a circle.")

    def _press(self, page: Page, form: Form, button: Control) -> Page:
        person = form.find(f"user-{self._person}")
        if person is not None:
            form.choose(person)
        sent = form.pressed(button)
        target = urljoin(page.url, form.action)
        if form.method == "POST":
            return _fetched("POST", target, urlencode(sent))
        return _fetched("GET", f"{target}?{urlencode(sent)}", None)


def _button(page: Page) -> tuple[Form, Control] | None:
    """Return the button to press next; None where the page offers none."""
    for form in forms_of(page.html):
        for name in BUTTONS:
            control = form.find(name)
            if control is not None:
                return form, control
    return None


def _fetched(method: str, url: str, form: str | None) -> Page:
    """Send one request and follow where it leads; what follows a form is fetched with GET (RFC 9110 §15.4.4)."""
    for _ in range(MOST_STEPS):
        status, location, html = _sent(method, url, form)
        if status not in REDIRECTS or location is None:
            return Page(url, status, html)
        method, url, form = "GET", urljoin(url, location), None
    raise BrowserError("The pages lead in a circle.")


def _sent(method: str, url: str, form: str | None) -> tuple[int, str | None, str]:
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname not in LOOPBACK:
        raise BrowserError("A page leads away from this computer.")
    headers = {} if form is None else {"Content-Type": "application/x-www-form-urlencoded"}
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=LONGEST_ANSWER)
    try:
        with contextlib.closing(connection):
            connection.request(method, path, form, headers)
            response = connection.getresponse()
            return response.status, response.getheader("Location"), response.read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        raise BrowserError(f"A page did not answer ({type(error).__name__}).") from error
