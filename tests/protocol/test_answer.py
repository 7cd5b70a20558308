"""The body of an authorization server's answer."""

from dataclasses import replace

import pytest

from oauth_desk.domain.secret import MASK, Secret
from oauth_desk.domain.service import AuthMethod, Client, Quirks
from oauth_desk.protocol.answer import Failure, Unreadable, failure_of, is_page, read
from oauth_desk.protocol.client_auth import authenticate
from oauth_desk.protocol.http import Response
from tests.protocol.samples import acme, answer

JSON = (("Content-Type", "application/json"),)
HTML = (("Content-Type", "text/html; charset=utf-8"),)
PLAIN = (("Content-Type", "text/plain"),)


@pytest.mark.parametrize("headers", [JSON, HTML, PLAIN, (("Content-Type", "application/x-www-form-urlencoded"),), ()])
def test_read_by_content(headers: tuple[tuple[str, str], ...]) -> None:
    """JSON and form-encoded answers are read whatever the Content-Type says."""
    assert read(Response(200, headers, b'{"access_token":"a"}')) == {"access_token": "a"}
    form = b"access_token=gho_1&scope=repo%2Cgist&token_type=bearer"
    assert read(Response(200, headers, form)) == {"access_token": "gho_1", "scope": "repo,gist", "token_type": "bearer"}
    assert read(Response(200, headers, b"error=bad&error_description=No+way"))["error_description"] == "No way"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"ok",
        b"access_token=a&access_token=b",
        b"<html><a href='?x=1&error=2'></html>",
        b"see error=1 here",
        b"access_token=\xff",
        b"not_access_token=1",
        b'{"access_token":"a","access_token":"b"}',
    ],
)
def test_unreadable(body: bytes) -> None:
    """C45, C52: what is no object and no form, or names a member twice, is no answer."""
    with pytest.raises(Unreadable):
        read(Response(200, JSON, body))


@pytest.mark.parametrize(
    ("headers", "body", "page"),
    [
        (HTML, b"Sign in to the hotel", True),
        ((), b"<!DOCTYPE html><html>", True),
        ((), b"\xef\xbb\xbf\n<html lang=en>", True),
        (PLAIN, b"<!-- portal --><HTML>", True),
        (HTML, b"", False),
        (HTML, b" \n", False),
        (JSON, b'{"a":1}', False),
        (PLAIN, b"Not found", False),
    ],
)
def test_a_page(headers: tuple[tuple[str, str], ...], body: bytes, *, page: bool) -> None:
    """C57: a page for a browser is told by its type or its beginning; an empty body is none."""
    assert is_page(Response(200, headers, body)) is page


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "body", [b"<!---->" * 300, b"<!-- " + b"--><!--" * 280 + b"<", b" " * 1999 + b"<", b"<!--" * 500]
)
def test_no_page_takes_long_to_judge(body: bytes) -> None:
    """What looks like the beginning of a page for ever is judged at once: a captive portal cannot hang the program."""
    assert not is_page(Response(200, PLAIN, body))


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"error": "invalid_grant"}, ("invalid_grant",)),
        ({"error": "invalid_grant", "access_token": "a"}, ("invalid_grant",)),
        ({"error": ""}, ()),
        ({"error": 42}, ("42",)),
        ({"error": True}, ()),
        ({"error": False}, ()),
        ({"error": ["a", {"code": "b"}]}, ("a", "b")),
        ({"error": {"type": "OAuthException", "code": 190}}, ("OAuthException", "190")),
        ({"error": {"error": {"error": {}}}}, ()),
        ({"error": 10**200}, ()),
        ({"error": 1.5}, ()),
        ({"ok": False, "error": "invalid_refresh_token"}, ("invalid_refresh_token",)),
        ({"ok": False}, ()),
        ({"errors": [{"errorType": "invalid_grant", "message": "m"}], "success": False}, ("invalid_grant",)),
        ({"error": "x\u202ey\x00"}, ("xy",)),
    ],
)
def test_errors_of_every_form(body: dict[str, object], names: tuple[str, ...]) -> None:
    """C59: an error member of any type, ok:false or a list of errors is an error, whatever the status."""
    failure = failure_of(body)
    assert failure is not None
    assert failure.names == names


@pytest.mark.parametrize(
    "body", [{"access_token": "a"}, {"error": None, "access_token": "a"}, {"ok": True}, {"status": 5}, {}]
)
def test_no_error(body: dict[str, object]) -> None:
    """An absent error, or null, is none."""
    assert failure_of(body) is None


def test_a_status_number_by_quirk() -> None:
    """C59: where a profile says that errors come with status 200, a number that is not 0 is one (Withings)."""
    quirky = acme(quirks={"errors_with_http_200": True})
    assert failure_of({"status": 401, "error": "XRequestID: Not provided"}, quirky) == Failure(
        ("XRequestID: Not provided", "401")
    )
    assert failure_of({"status": 601}, quirky) == Failure(("601",))
    assert failure_of({"status": 0, "body": {}}, quirky) is None
    assert failure_of({"status": True}, quirky) is None


@pytest.mark.parametrize(
    "body",
    [
        {"error": "x", "error_description": "Why"},
        {"error": {"message": "Why"}},
        {"error": "x", "message": "Why"},
        {"error": "x", "detail": "Why", "error_description": 7},
        {"errors": [{"message": "Why"}]},
    ],
)
def test_descriptions(body: dict[str, object]) -> None:
    """The description is found where services put it."""
    failure = failure_of(body)
    assert failure is not None
    assert failure.description == "Why"


def test_secrets_are_masked() -> None:
    """C102: an error that repeats a token shows a mask, in the code and in the description."""
    body = {"error": "bad canary-1", "error_description": "token canary-1 of canary-2"}
    failure = failure_of(body, secrets=[Secret("canary-1"), Secret("canary-2")])
    assert failure is not None
    assert "canary" not in repr(failure)


def test_among() -> None:
    """The code wanted is found among all that may be one."""
    failure = Failure(("OAuthException", "190"))
    assert failure.among(["190", "x"]) == "190"
    assert failure.among([]) is None
    assert failure.name == "OAuthException"
    assert Failure(()).name == ""


def test_an_error_answer_reads_whole() -> None:
    """An answer and its error go together."""
    failure = failure_of(read(answer({"error": "invalid_scope", "error_description": "Zu  viel"}, 400)))
    assert failure == Failure(("invalid_scope",), "Zu viel")


@pytest.mark.parametrize("encoding", ["encoded", "raw"])
def test_a_client_secret_is_hidden_in_every_form_it_is_sent_in(encoding: str) -> None:
    """C102: also as Basic and as a form write it, where a service repeats what it was sent."""
    client = Client(client_id="desk", client_secret=Secret("a canary/of+ours"))
    service = acme(client=client, quirks=Quirks(basic_encoding=encoding))
    headers, form = authenticate(replace(service, client=replace(client, auth_method=AuthMethod.BASIC)), [])
    assert form == []
    told = f"{headers[0][1]} a canary/of+ours a+canary%2Fof%2Bours"
    failure = failure_of({"error": "invalid_client", "error_description": told}, service)
    assert failure == Failure(("invalid_client",), f"Basic {MASK} {MASK} {MASK}")
