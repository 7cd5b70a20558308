"""Pictures of the console."""

from PySide6.QtWidgets import QWidget

from oauth_desk.protocol.http import Response
from oauth_desk.services.ports import TransportError, TransportFault
from oauth_desk.ui.console.page import ConsolePage
from oauth_desk.ui.controls import TabBar
from tests.fakes.http import json_response
from tests.ui.console.rig import CALENDARS, answer_with, console_page, on_ground, wait_until, write_request
from tests.ui.screenshots import scene
from tests.ui.stage import Stage
from tests.ui.window_scenes import filled, tab

TOKEN = "https://google.example/token"


@scene("console_empty")
def empty(stage: Stage) -> QWidget:
    """Show a page with nothing sent yet."""
    return on_ground(stage, console_page(stage))


@scene("console_answer")
def answer(stage: Stage) -> QWidget:
    """Show an answer that took a renewal."""
    page = console_page(stage)
    write_request(page)
    stage.http.reply(TOKEN, json_response({"access_token": "a2", "token_type": "Bearer", "expires_in": 3600}))
    calendars = json_response(_calendars(), headers={"ETag": "1", "Vary": "Origin", "Cache-Control": "private"})
    answer_with(stage, page, Response(401, (("www-authenticate", 'Bearer error="invalid_token"'),), b"{}"), calendars)
    return on_ground(stage, page)


def _calendars() -> dict[str, object]:
    return {
        "kind": "calendar#calendarList",
        "etag": "p33gd1lk2rvu860o",
        "items": [
            {"id": "ana.petrova@gmail.com", "summary": "Ana Petrova", "timeZone": "Europe/Sofia", "primary": True},
            {"id": "team@northwind.example", "summary": "Team", "timeZone": "Europe/Sofia", "colorId": 14},
        ],
    }


@scene("console_exchange")
def exchange(stage: Stage) -> QWidget:
    """Show what went over the wire."""
    page = answer(stage)
    _choose(page, "answer_tabs", "exchange")
    stage.settle()
    return page


@scene("console_body")
def body(stage: Stage) -> QWidget:
    """Show a body being written."""
    page = console_page(stage)
    write_request(page)
    _choose(page, "request_tabs", "body")
    stage.settle()
    return on_ground(stage, page)


@scene("console_options")
def options(stage: Stage) -> QWidget:
    """Show how the request is sent."""
    page = console_page(stage)
    write_request(page)
    _choose(page, "request_tabs", "options")
    stage.settle()
    return on_ground(stage, page)


@scene("console_error")
def error(stage: Stage) -> QWidget:
    """Show a host that does not answer."""
    page = console_page(stage)
    write_request(page)
    stage.http.reply(f"{CALENDARS}?maxResults=10", TransportError(TransportFault.DNS, "name not known", sent=False))
    stage.click(page, "send_button")
    stage.settle()
    return on_ground(stage, page)


@scene("console_large")
def large(stage: Stage) -> QWidget:
    """Show a long answer, filtered by a path."""
    page = console_page(stage)
    write_request(page)
    items = [{"id": number, "summary": f"Calendar {number}", "tags": ["a", "b"]} for number in range(30_000)]
    answer_with(stage, page, json_response({"items": items}))
    page.panel.filter.setText("items[].summary")
    wait_until(stage, lambda: page.panel.idle, "the filtered answer")
    return on_ground(stage, page)


@scene("console_binary")
def binary(stage: Stage) -> QWidget:
    """Show an answer that is no text."""
    page = console_page(stage)
    write_request(page)
    answer_with(stage, page, Response(200, (("content-type", "image/png"),), bytes(range(256)) * 8))
    return on_ground(stage, page)


def _choose(page: QWidget, bar: str, key: str) -> None:
    tabs = page.findChild(TabBar, bar)
    if tabs is None:
        raise AssertionError(f"no {bar}")
    tabs.choose(key)


@scene("console_narrow")
def narrow(stage: Stage) -> QWidget:
    """Show an answer in a narrow window."""
    page = console_page(stage, width=440, height=600)
    write_request(page)
    answer_with(stage, page)
    return on_ground(stage, page)


@scene("console_window")
def in_window(stage: Stage) -> QWidget:
    """Show the drawing console_light: the page in the window."""
    made = filled(stage)
    tab(made, "console")
    stage.settle()
    page = made.findChild(ConsolePage)
    if page is None:
        raise AssertionError("no console")
    write_request(page)
    stage.http.reply(TOKEN, json_response({"access_token": "a2", "token_type": "Bearer", "expires_in": 3600}))
    answer_with(stage, page, Response(401), json_response(_calendars()))
    return made


@scene("console_permission")
def permission(stage: Stage) -> QWidget:
    """Show a request that needs more permission."""
    page = console_page(stage)
    write_request(page)
    challenge = 'Bearer error="insufficient_scope", scope="calendar"'
    answer_with(stage, page, Response(403, (("www-authenticate", challenge),), b'{"error": "insufficient_scope"}'))
    return on_ground(stage, page)


@scene("console_permission_narrow")
def permission_narrow(stage: Stage) -> QWidget:
    """Show the same in a narrow window, with a long name."""
    page = console_page(stage, width=440, height=600)
    write_request(page)
    challenge = 'Bearer error="insufficient_scope", scope="https://graph.example/Directory.AccessAsUser.All calendar"'
    answer_with(stage, page, Response(403, (("www-authenticate", challenge),), b"{}"))
    return on_ground(stage, page)
