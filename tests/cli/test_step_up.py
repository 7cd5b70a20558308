"""More permission for ``request``."""

import shlex
from urllib.parse import parse_qs, urlsplit

import pytest

from oauth_desk.protocol.http import Response
from oauth_desk.services.ports import TransportFault
from tests.cli.stage import Stage
from tests.fakes.http import failure, text_response
from tests.services.world import TOKEN_URL, granted

NOTES = "https://api.example/v1/notes"


def refused(*scopes: str) -> Response:
    """Return an answer that asks for more permission."""
    named = f', scope="{" ".join(scopes)}"' if scopes else ""
    return text_response("no", 403, headers={"WWW-Authenticate": f'Bearer error="insufficient_scope"{named}'})


async def test_a_missing_permission_is_named_with_the_command(connected: Stage) -> None:
    """C65: 403 insufficient_scope renews nothing, exits 3, and names the exact command that asks for it."""
    connected.http.reply(NOTES, refused("write"))
    done = await connected.run("request", "Work", "POST", "notes")
    assert (done.code, done.out) == (3, "no")
    command = done.err.partition("Allow it with: ")[2].partition(" – ")[0]
    assert shlex.split(command) == ["oauth-desk", "reconnect", "Work", "--scope", "read write"]
    assert "--step-up" in done.err


async def test_json_tells_what_is_missing(connected: Stage) -> None:
    """C65: with --json stdout ends with the answer, and what is missing in it."""
    connected.http.reply(NOTES, refused("write"))
    done = await connected.run("request", "Work", "POST", "notes", "--json")
    assert (done.code, done.json["status"], done.json["missing_scopes"]) == (3, 403, ["write"])


async def test_a_permission_without_a_name_is_told(connected: Stage) -> None:
    """C65: where the API does not name what is missing, no command can."""
    connected.http.reply(NOTES, refused())
    done = await connected.run("request", "Work", "GET", "notes", "--step-up")
    assert (done.code, done.out) == (3, "no")
    assert "does not name it" in done.err


async def test_step_up_signs_in_and_sends_the_very_same_request(connected: Stage) -> None:
    """C65: what is had and what is missing is signed in for, and the same request goes out with the new token."""
    connected.http.reply(NOTES, refused("write"), text_response("done"))
    connected.http.reply(TOKEN_URL, granted("A1", "R1"))
    done = await connected.sign_in("request", "Work", "POST", "notes", "--data", '{"a": 1}', "--step-up")
    assert (done.code, done.out) == (0, "done")
    asked = parse_qs(urlsplit(connected.browser.opened[-1]).query)
    assert asked["scope"] == ["read write"]
    first, second = connected.http.sent_to(NOTES)
    assert (second.method, second.url, second.body) == (first.method, first.url, first.body)
    assert ("Authorization", "Bearer A1") in second.headers


async def test_step_up_never_loops(connected: Stage) -> None:
    """C65: the same permission missing again after the sign-in is told, and nobody is asked twice."""
    opened = len(connected.browser.opened)
    connected.http.always(NOTES, refused("write"))
    connected.http.reply(TOKEN_URL, granted("A1", "R1"))
    done = await connected.sign_in("request", "Work", "GET", "notes", "--step-up")
    assert (done.code, done.out) == (1, "no")
    assert "still refuses" in done.err
    assert len(connected.browser.opened) == opened + 1
    assert len(connected.http.sent_to(NOTES)) == 2


async def test_a_failed_sign_in_leaves_everything_as_it_was(connected: Stage) -> None:
    """C65: where the sign-in does not come to its end, the connection keeps what it has."""
    connected.http.reply(NOTES, refused("write"))
    connected.http.reply(TOKEN_URL, failure(TransportFault.TIMEOUT, sent=True))
    done = await connected.sign_in("request", "Work", "GET", "notes", "--step-up", "--json")
    assert (done.code, done.error["code"]) == (5, "unreachable")
    assert connected.stored[0].tokens.access_token.reveal() == "A0"


@pytest.mark.parametrize("status", [401, 404])
async def test_other_answers_ask_for_nothing(connected: Stage, status: int) -> None:
    """C65: only the API's own word leads to a sign-in."""
    connected.http.always(NOTES, text_response("no", status))
    connected.http.always(TOKEN_URL, granted("A1", "R1"))
    done = await connected.run("request", "Work", "GET", "notes", "--step-up")
    assert (done.code, done.out) == (0, "no")
