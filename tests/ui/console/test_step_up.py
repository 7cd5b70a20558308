"""A request that needs more permission: allowed once, sent again, never in a circle."""

from dataclasses import replace

import pytest

from oauth_desk.domain.connection import Connection
from oauth_desk.protocol.http import Response
from oauth_desk.ui.console.call_draft import CallDraft
from oauth_desk.ui.console.page import ConsolePage
from tests.fakes.http import json_response
from tests.ui.console.rig import GOOGLE_ID, answer_with, console_page, wait_until, write_request
from tests.ui.console.test_page import CALENDARS, URL, label
from tests.ui.stage import Stage


def refused(scope: str = "calendar") -> Response:
    """Return an answer that asks for more permission."""
    challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
    return Response(403, (("WWW-Authenticate", challenge),), b"{}")


def sign_in(stage: Stage, *scopes: str) -> None:
    """Let the person come back from a sign-in."""

    def change(current: Connection) -> Connection:
        granted = (*current.tokens.scopes, *scopes)
        return replace(current, signed_in_at=stage.now, tokens=replace(current.tokens, scopes=granted))

    stage.advance(5)
    stage.run(stage.book.replace_sign_in(GOOGLE_ID, change))
    stage.settle()


def allowing(stage: Stage, *more: Response) -> ConsolePage:
    """Send a request that lacks a permission, and choose to allow it."""
    page = console_page(stage)
    draft = CallDraft(method="POST", address=CALENDARS, body='{"a": 1}')
    write_request(page, draft)
    answer_with(stage, page, refused(), *more, url=CALENDARS)
    stage.click(page, "console_banner_action")
    return page


def test_the_very_same_request_is_sent_once_it_is_allowed(stage: Stage) -> None:
    """C65: after the sign-in for what was missing the request goes out again, body and all, by itself."""
    page = allowing(stage, json_response({"ok": True}))
    assert page.calls.waits(GOOGLE_ID)
    page.editor.show_draft(CallDraft(address="https://google.example/api/other"))
    sign_in(stage, "calendar")
    wait_until(stage, lambda: label(page, "status_chip") == "200 OK", "the second answer")
    first, second = stage.http.sent_to(CALENDARS)
    assert (second.method, second.url, second.body) == (first.method, first.url, first.body)
    assert not page.calls.waits(GOOGLE_ID)


def test_nothing_but_a_sign_in_sends_it(stage: Stage) -> None:
    """C65: a renewal or another change of the connection is no permission."""
    page = allowing(stage)
    stage.run(stage.book.amend(GOOGLE_ID, lambda current: replace(current, notes=("x",))))
    stage.settle()
    assert len(stage.http.sent_to(CALENDARS)) == 1
    assert page.calls.waits(GOOGLE_ID)


def test_the_same_refusal_is_told_and_not_asked_about_again(stage: Stage) -> None:
    """C65: never a loop: what was allowed in vain is told, with no button."""
    page = allowing(stage, refused())
    sign_in(stage, "calendar")
    wait_until(stage, lambda: "all the same" in label(page, "console_banner_title"), "the second refusal")
    assert not page.findChild(object, "console_banner_action").isVisible()
    assert len(stage.http.sent_to(CALENDARS)) == 2


def test_another_permission_is_another_question(stage: Stage) -> None:
    """C65: what is missing after that may be asked for in turn."""
    page = allowing(stage, refused("calendar.acl"))
    sign_in(stage, "calendar")
    wait_until(stage, lambda: "calendar.acl" in label(page, "console_banner_detail"), "the other question")
    assert "wants more permission" in label(page, "console_banner_title")


def test_a_permission_without_a_name_is_told(stage: Stage) -> None:
    """C65: where the service does not say what is missing there is nothing to click."""
    page = console_page(stage)
    write_request(page)
    answer_with(stage, page, Response(403, (("WWW-Authenticate", 'Bearer error="insufficient_scope"'),), b"{}"))
    assert "does not say which" in label(page, "console_banner_detail")


@pytest.mark.parametrize("ending", ["later", "send"])
def test_a_request_is_not_sent_long_after_it_was_meant(stage: Stage, ending: str) -> None:
    """Who comes back hours later, or wrote another request meanwhile, is not surprised by an old one."""
    page = allowing(stage, json_response({}))
    if ending == "later":
        stage.advance(3600)
    else:
        page.editor.show_draft(CallDraft(address=URL))
        answer_with(stage, page, json_response({}), url=URL)
    sign_in(stage, "calendar")
    assert len(stage.http.sent_to(CALENDARS)) == (1 if ending == "later" else 2)
