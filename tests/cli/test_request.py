"""``request``."""

import io
import json
from types import SimpleNamespace

import pytest

from oauth_desk.protocol.http import Response
from oauth_desk.services.ports import TransportFault
from tests.cli.stage import Stage
from tests.fakes.http import failure, json_response, text_response
from tests.services.world import TOKEN_URL, granted

NOTES = "https://api.example/v1/notes"


async def test_the_body_goes_to_stdout_as_it_is(connected: Stage) -> None:
    """A relative address counts from the API's; the bytes of the body are not touched."""
    connected.http.reply(NOTES, Response(200, (("Content-Type", "image/png"),), b"\x89PNG\x00\xff"))
    done = await connected.run("request", "Work", "GET", "/notes?page=2")
    assert (done.code, done.raw) == (0, b"\x89PNG\x00\xff")
    [request] = connected.http.sent_to(NOTES)
    assert request.url.endswith("?page=2")
    assert ("Authorization", "Bearer A0") in request.headers


async def test_status_and_headers_go_before_the_body_when_asked(connected: Stage) -> None:
    """-i prints the status line, the headers and an empty line first; nothing in them commands the terminal."""
    connected.http.reply(NOTES, Response(201, (("X-A", "1\x1b[2J"),), b"done"))
    done = await connected.run("request", "Work", "GET", "notes", "-i")
    assert done.out == "HTTP 201 Created\nX-A: 1[2J\n\ndone"


async def test_request_tells_json(connected: Stage) -> None:
    """With --json: status, headers, body, renewed, elapsed_ms."""
    connected.http.reply(NOTES, json_response({"notes": []}, headers={"X-Total": "0"}))
    done = await connected.run("request", "Work", "GET", "notes", "--json")
    assert done.code == 0
    assert set(done.json) == {"status", "headers", "body", "renewed", "elapsed_ms"}
    assert (done.json["status"], json.loads(done.json["body"]), done.json["renewed"]) == (200, {"notes": []}, False)
    assert done.json["headers"] == {"Content-Type": "application/json", "X-Total": "0"}
    assert isinstance(done.json["elapsed_ms"], int)


@pytest.mark.parametrize("status", [204, 302, 404, 500])
async def test_any_answer_is_exit_0(connected: Stage, status: int) -> None:
    """Whatever the API says, the call was made."""
    connected.http.reply(NOTES, text_response("so be it", status))
    done = await connected.run("request", "Work", "GET", "notes")
    assert (done.code, done.out) == (0, "so be it")


async def test_a_401_renews_once_and_sends_again(connected: Stage) -> None:
    """C65: one 401, one renewal, one replay; the refusal's body is not mixed in."""
    connected.http.reply(NOTES, text_response("old", 401), text_response("new"))
    connected.http.reply(TOKEN_URL, granted("A1", "R1"))
    done = await connected.run("request", "Work", "GET", "notes")
    assert (done.code, done.out) == (0, "new")
    assert ("Authorization", "Bearer A1") in connected.http.sent_to(NOTES)[1].headers


async def test_a_second_401_is_the_answer(connected: Stage) -> None:
    """C65: after one replay the 401 is shown, with exit 0."""
    connected.http.always(NOTES, text_response("no", 401))
    connected.http.reply(TOKEN_URL, granted("A1", "R1"))
    done = await connected.run("request", "Work", "GET", "notes", "--json")
    assert (done.code, done.json["status"], done.json["renewed"]) == (0, 401, True)
    assert len(connected.http.sent_to(NOTES)) == 2


@pytest.mark.parametrize(
    "url", ["https://evil.example/x", "http://api.example/v1", "https://api.example.evil.example/"]
)
async def test_a_foreign_host_gets_no_byte(connected: Stage, url: str) -> None:
    """C100: a host outside the connection's is refused before anything is sent."""
    sent = len(connected.http.requests)
    done = await connected.run("request", "Work", "GET", url, "--json")
    assert done.code == 2
    assert len(connected.http.requests) == sent


async def test_headers_and_data_are_sent(connected: Stage) -> None:
    """-H repeats; --data is a text or a file; JSON is called JSON unless a header says otherwise."""
    connected.http.always(NOTES, text_response("ok"))
    file = connected.folder / "body"
    file.write_bytes(b"a=b")
    await connected.run("request", "Work", "POST", "notes", "-H", "X-A: 1", "-H", "X-B:2", "--data", '{"a": 1}')
    await connected.run("request", "Work", "POST", "notes", "--data", f"@{file}")
    await connected.run("request", "Work", "PUT", "notes", "-H", "content-type: text/x", "--data", "plain")
    first, second, third = connected.http.sent_to(NOTES)
    assert {("X-A", "1"), ("X-B", "2"), ("Content-Type", "application/json")} <= set(first.headers)
    assert first.body == b'{"a": 1}'
    assert ("Content-Type", "application/x-www-form-urlencoded") in second.headers
    assert second.body == b"a=b"
    assert ("Content-Type", "application/x-www-form-urlencoded") not in third.headers


async def test_data_may_come_from_stdin(connected: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """``@-`` reads the body from standard input."""
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"from stdin")))
    connected.http.always(NOTES, text_response("ok"))
    await connected.run("request", "Work", "POST", "notes", "--data", "@-")
    assert connected.http.sent_to(NOTES)[0].body == b"from stdin"


async def test_a_missing_data_file_is_a_usage_error(connected: Stage) -> None:
    """A file that is not there: exit 2."""
    done = await connected.run("request", "Work", "POST", "notes", "--data", "@/nowhere", "--json")
    assert (done.code, done.error["code"]) == (2, "bad_data")


async def test_a_header_of_the_program_is_refused(connected: Stage) -> None:
    """The Authorization header is the program's; its value is not repeated in the error."""
    done = await connected.run("request", "Work", "GET", "notes", "-H", "Authorization: Bearer canary")
    assert done.code == 2
    assert "canary" not in done.err


async def test_redirects_are_followed_only_when_asked(connected: Stage) -> None:
    """C101: off by default; with --allow-redirects another origin gets no credentials."""
    connected.http.always(NOTES, text_response("moved", 307, headers={"Location": "https://cdn.example/n"}))
    connected.http.always("https://cdn.example/n", text_response("here"))
    assert (await connected.run("request", "Work", "GET", "notes")).out == "moved"
    assert (await connected.run("request", "Work", "GET", "notes", "--allow-redirects")).out == "here"
    [request] = connected.http.sent_to("https://cdn.example/n")
    assert not [name for name, _ in request.headers if name.lower() == "authorization"]


async def test_an_api_that_does_not_answer_is_exit_5(connected: Stage) -> None:
    """No answer at all is the one failure of the call."""
    connected.http.always(NOTES, failure(TransportFault.REFUSED, sent=False))
    done = await connected.run("request", "Work", "GET", "notes", "--json")
    assert (done.code, done.error["code"]) == (5, "unreachable")
