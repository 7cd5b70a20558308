"""What the answer to a renewal means: the whole table."""

import base64
import json
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Service
from oauth_desk.domain.status import Cause
from oauth_desk.domain.verdict import Misconfigured, Refused, Rejected, Renewed, Transient, Verdict
from oauth_desk.protocol.http import Headers, Response
from oauth_desk.protocol.token_endpoint import judge_refresh
from tests.protocol.samples import ACME, GOOD, NOW, OLD_ACCESS, OLD_REFRESH, acme, answer, old_tokens

HTML: Headers = (("Content-Type", "text/html"),)
PAGE = "<!DOCTYPE html><html><body>Welcome to the hotel, invalid_grant</body></html>"
LEMON = acme(quirks={"rejected_errors": ("invalid_request", "190")})


def judge(response: Response, service: Service = ACME) -> Verdict:
    """Judge the answer to a renewal of the sample tokens."""
    return judge_refresh(response, sent_at=NOW, tokens=old_tokens(), service=service)


def test_renewed() -> None:
    """C50, C51: new tokens, the old refresh token where none came, the scopes as stored."""
    verdict = judge(answer(GOOD))
    assert isinstance(verdict, Renewed)
    assert verdict.tokens.access_token == Secret("new-access")
    assert verdict.tokens.refresh_token == Secret(OLD_REFRESH)
    assert verdict.tokens.scopes == ("read", "write")
    assert verdict.tokens.expires_at == NOW + 3600


def test_rotated() -> None:
    """C50, C51: a new refresh token replaces the old one, and a narrower scope is stored."""
    verdict = judge(answer({**GOOD, "refresh_token": "r1", "scope": "read"}))
    assert isinstance(verdict, Renewed)
    assert verdict.tokens.refresh_token == Secret("r1")
    assert verdict.tokens.scopes == ("read",)


@pytest.mark.parametrize(
    ("response", "service", "error"),
    [
        (answer({"error": "invalid_grant"}, 400), ACME, "invalid_grant"),
        (answer({"error": "invalid_grant"}, 401), ACME, "invalid_grant"),
        (answer({"error": "invalid_grant"}), ACME, "invalid_grant"),
        (answer({"error": "invalid_grant"}, 400, HTML), ACME, "invalid_grant"),
        (answer({**GOOD, "error": "invalid_grant"}), ACME, "invalid_grant"),
        (answer({"error": "invalid_request"}, 400), LEMON, "invalid_request"),
        (answer({"error": {"type": "OAuthException", "code": 190}}, 400), LEMON, "190"),
        (
            answer("error=bad_refresh_token", 200, HTML),
            acme(quirks={"rejected_errors": ("bad_refresh_token",)}),
            "bad_refresh_token",
        ),
        (
            answer({"ok": False, "error": "invalid_refresh_token"}),
            acme(quirks={"rejected_errors": ("invalid_refresh_token",)}),
            "invalid_refresh_token",
        ),
    ],
)
def test_rejected(response: Response, service: Service, error: str) -> None:
    """C45, C55, C59: only invalid_grant, or the service's own word for it, means that the grant is gone."""
    verdict = judge(response, service)
    assert isinstance(verdict, Rejected)
    assert verdict.error == error


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        ("invalid_client", Cause.CLIENT),
        ("unauthorized_client", Cause.CLIENT),
        ("unsupported_grant_type", Cause.GRANT_TYPE),
        ("invalid_scope", Cause.PERMISSIONS),
        ("invalid_target", Cause.RESOURCE),
    ],
)
@pytest.mark.parametrize("status", [200, 400, 401, 403])
def test_misconfigured(error: str, cause: Cause, status: int) -> None:
    """C56: errors of the registration are a settings problem, and no tokens are lost over them."""
    assert judge(answer({"error": error, "error_description": "Why"}, status)) == Misconfigured(cause, error, "Why")


@pytest.mark.parametrize(
    ("response", "cause"),
    [
        (answer(b"", 408), Cause.BUSY),
        (answer({"error": "slow"}, 429), Cause.BUSY),
        (answer(b"", 500), Cause.SERVER_ERROR),
        (answer({"error": "invalid_grant"}, 500), Cause.SERVER_ERROR),
        (answer(PAGE, 502, HTML), Cause.SERVER_ERROR),
        (answer(b"", 503), Cause.BUSY),
        (answer(GOOD, 503), Cause.BUSY),
        (answer(b"", 504), Cause.SERVER_ERROR),
        (answer(b"", 599), Cause.SERVER_ERROR),
        (answer(PAGE, 511, HTML), Cause.CAPTIVE_PORTAL),
        (answer({"error": "temporarily_unavailable"}, 400), Cause.BUSY),
        (answer({"error": "temporarily_unavailable"}), Cause.BUSY),
        (answer({"error": "server_error"}, 400), Cause.SERVER_ERROR),
        (answer(PAGE, 200, HTML), Cause.CAPTIVE_PORTAL),
        (answer(PAGE, 200, ()), Cause.CAPTIVE_PORTAL),
        (answer("welcome", 200, HTML), Cause.CAPTIVE_PORTAL),
        (answer("welcome", 200, (("Content-Type", "text/plain"),)), Cause.CAPTIVE_PORTAL),
        (answer(b"", 200, (("Content-Type", "text/plain"),)), Cause.CAPTIVE_PORTAL),
        (answer(PAGE, 400, HTML), Cause.CAPTIVE_PORTAL),
        (answer(PAGE, 401, HTML), Cause.CAPTIVE_PORTAL),
        (answer(PAGE, 403, ()), Cause.CAPTIVE_PORTAL),
        (answer(PAGE, 404, HTML), Cause.CAPTIVE_PORTAL),
        (answer(b"", 301), Cause.CAPTIVE_PORTAL),
        (answer(GOOD, 302), Cause.CAPTIVE_PORTAL),
        (answer({"error": "invalid_grant"}, 307), Cause.CAPTIVE_PORTAL),
        (answer(b'{"access_token":"a"'), Cause.SERVER_ERROR),
        (answer(b'{"access_token":"a","expires_in":NaN}'), Cause.SERVER_ERROR),
        (answer([]), Cause.SERVER_ERROR),
    ],
)
def test_transient(response: Response, cause: Cause) -> None:
    """C37, C57: server trouble, redirects and pages of a network cost no tokens."""
    verdict = judge(response)
    assert isinstance(verdict, Transient)
    assert verdict.cause is cause


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (answer(b"", 400), ""),
        (answer(b"", 400, HTML), ""),
        (answer(b"", 401), ""),
        (answer("Not found", 404, (("Content-Type", "text/plain"),)), ""),
        (answer({}, 400), ""),
        (answer([], 400), ""),
        (answer({"error": "invalid_request"}, 400), "invalid_request"),
        (answer({"error": "invalid_code"}, 403), "invalid_code"),
        (answer({"error": "slow_down"}, 400), "slow_down"),
        (answer({"error": "INVALID_GRANT"}, 400), "INVALID_GRANT"),
        (answer({"error": 7}, 400), "7"),
        (answer({"error": None}, 400), ""),
        (answer({"error": {}}, 400), ""),
        (answer({"error": [[[]]]}, 400), ""),
        (answer({"ok": False}), ""),
        (answer({"error": ""}), ""),
        (answer({}), ""),
        (answer({**GOOD, "access_token": ""}), ""),
        (answer({**GOOD, "access_token": "canary\r\n"}), ""),
        (answer({**GOOD, "refresh_token": "canary\n"}), ""),
        (answer({**GOOD, "token_type": "mac"}), ""),
        (answer(GOOD, 201), ""),
        (answer(b"", 204), ""),
    ],
)
def test_refused(response: Response, error: str) -> None:
    """C45, C46, C55, C58: a refusal without a reason keeps the tokens and quotes no value (Glewlwyd, LemonLDAP)."""
    verdict = judge(response)
    assert isinstance(verdict, Refused)
    assert verdict.error == error
    assert verdict.status == response.status
    assert "canary" not in repr(verdict)


@pytest.mark.parametrize(
    ("value", "seconds"), [("120", 120), ("999999", 3600), ("x", None), (formatdate(NOW + 60, usegmt=True), 60)]
)
@pytest.mark.parametrize(
    "response",
    [answer(b"", 503), answer(b"", 429), answer(PAGE, 502), answer({"error": "temporarily_unavailable"}, 400)],
)
def test_retry_after(response: Response, value: str, seconds: float | None) -> None:
    """C57: the server's wait goes along with passing trouble, in both forms, capped at an hour."""
    verdict = judge(Response(response.status, (*response.headers, ("Retry-After", value)), response.body))
    assert isinstance(verdict, Transient)
    assert verdict.retry_after == seconds


def test_another_person_is_refused() -> None:
    """C67: a renewal that answers for somebody else is not taken over."""

    def id_token(subject: str) -> str:
        claims = json.dumps({"iss": "i", "sub": subject, "aud": "desk-123"}).encode()
        return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (b"{}", claims, b"sig"))

    old = old_tokens(id_token=Secret(id_token("ada")))
    same, other = (answer({**GOOD, "id_token": id_token(subject)}) for subject in ("ada", "eve"))
    assert isinstance(judge_refresh(same, sent_at=NOW, tokens=old, service=ACME), Renewed)
    assert isinstance(judge_refresh(other, sent_at=NOW, tokens=old, service=ACME), Refused)


def test_no_secret_in_a_verdict() -> None:
    """C102: a server that repeats tokens or the client secret does not get them shown."""
    service = acme(client=Client("desk-123", Secret("canary-secret")))
    body = {"error": "invalid_grant", "error_description": f"{OLD_REFRESH} {OLD_ACCESS} canary-secret"}
    for response in (answer(body, 400), answer(GOOD)):
        assert "canary" not in repr(judge(response, service))


def test_a_redirect_names_its_host_alone() -> None:
    """C37: a redirect is told with the host it points to, without what else its address holds."""
    verdict = judge(Response(302, (("Location", "https://portal.example/login?token=canary"),)))
    assert isinstance(verdict, Transient)
    assert "portal.example" in verdict.detail
    assert "canary" not in verdict.detail
    assert isinstance(judge(Response(302, (("Location", "https://[bad"),))), Transient)


@given(st.integers(0, 100))
def test_a_cut_answer_renews_nothing(cut: int) -> None:
    """C45: part of an answer, or an answer and more, never counts as new tokens."""
    whole = answer({**GOOD, "refresh_token": "r" * 60}).body
    assert not isinstance(judge(answer(whole[:cut])), Renewed)
    assert not isinstance(judge(answer(whole + whole[: cut + 1])), Renewed)
