"""A console page on the stage, and an API that answers it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from oauth_desk.protocol.http import Response
from oauth_desk.ui.console.call_draft import CallDraft, Pair
from oauth_desk.ui.console.page import ConsolePage
from tests.fakes.http import json_response
from tests.ui.samples import drawn
from tests.ui.stage import Stage

API = "https://google.example/api"
CALENDARS = f"{API}/calendarList"
GOOGLE_ID = "id-google-google"

CALENDAR_LIST = {
    "kind": "calendar#calendarList",
    "etag": "p33gd1lk2rvu860o",
    "items": [
        {"id": "ana.petrova@gmail.com", "summary": "Ana Petrova", "timeZone": "Europe/Sofia", "primary": True},
        {"id": "team@northwind.example", "summary": "Team", "timeZone": "Europe/Sofia", "colorId": 14},
    ],
    "nextPageToken": None,
}


def wait_until(stage: Stage, done: Callable[[], bool], what: str) -> None:
    """Run the stage until ``done``; work on worker threads takes its own time."""
    for _ in range(400):
        stage.settle()
        if done():
            return
    raise AssertionError(f"not seen: {what}")


def console_page(stage: Stage, *, width: int = 780, height: int = 518) -> ConsolePage:
    """Show a console page for Google."""
    stage.open(drawn(stage.now))
    page = ConsolePage(stage.desk, stage.bridge, stage.theme)
    page.show_connection(GOOGLE_ID)
    stage.show(page, width, height)
    return page


def write_request(page: ConsolePage, draft: CallDraft | None = None) -> None:
    """Put a request into the editor."""
    page.editor.show_draft(
        draft
        or CallDraft(
            address=CALENDARS,
            query=(Pair("maxResults", "10"),),
            headers=(Pair("Accept", "application/json"), Pair("X-Goog-FieldMask", "items.summary")),
        )
    )


def answer_with(stage: Stage, page: ConsolePage, *responses: Response, url: str = f"{CALENDARS}?maxResults=10") -> None:
    """Send the request and wait for its answer."""
    stage.http.reply(url, *(responses or (json_response(CALENDAR_LIST, headers={"ETag": "1", "Vary": "Origin"}),)))
    stage.click(page, "send_button")
    wait_until(stage, lambda: not page.calls.under_way(GOOGLE_ID), "an answer")
    wait_until(stage, lambda: page.panel.idle, "a laid out answer")


def on_ground(stage: Stage, page: QWidget) -> QWidget:
    """Return the page on the window's ground, for pictures."""
    palette = page.palette()
    palette.setColor(palette.ColorRole.Window, stage.theme.palette.window)
    page.setPalette(palette)
    page.setAutoFillBackground(True)
    return page
