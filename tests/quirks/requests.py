"""Services that want their requests in a way of their own; each refuses any other."""

import base64
import hashlib
from collections.abc import Mapping

from tests.adapters.web_server import Seen
from tests.quirks.answers import BASE, BEARER
from tests.quirks.manner import SECRET, Manner, Reply

GOOD = Reply({**BEARER, "access_token": "access-1", "refresh_token": "refresh-1", "expires_in": 3600})
AGAIN = Reply({**BEARER, "access_token": "access-2", "refresh_token": "refresh-2", "expires_in": 3600})
REDIRECT = "http://127.0.0.1:4711/callback"


def basic(seen: Seen) -> str:
    """Return what stands in the Basic header."""
    scheme, _, encoded = (seen.header("authorization") or "").partition(" ")
    return base64.b64decode(encoded).decode() if scheme == "Basic" else ""


def _tiktok(seen: Seen, form: Mapping[str, str]) -> str:
    if "client_id" in form or form.get("client_key") != "desk-1" or form.get("client_secret") != SECRET:
        return "client"
    if "code" in form and hashlib.sha256(form["code_verifier"].encode()).hexdigest() != form["asked:code_challenge"]:
        return "verifier"
    return "" if seen.header("authorization") is None else "header"


TIKTOK = Manner(
    "tiktok: client_key, a challenge in hex, commas",
    """
[scopes]
default = ["user.info.basic", "video.list"]
separator = ","
[client]
client_id = "desk-1"
client_secret = "secret-of-the-client"
auth_method = "client_secret_post"
[quirks]
client_id_parameter = "client_key"
challenge_encoding = "hex"
[answer]
keep = ["open_id"]
""",
    Reply({**GOOD.body, "scope": "user.info.basic,video.list", "open_id": "o-1", "refresh_expires_in": 31_536_000}),  # type: ignore[dict-item]
    AGAIN,
    token=_tiktok,
    authorization=lambda asked: (
        ""
        if asked.get("client_key") == "desk-1"
        and "client_id" not in asked
        and asked["scope"] == "user.info.basic,video.list"
        and len(asked["code_challenge"]) == 64
        else "tiktok"
    ),
    expires_in=3600,
    refresh_expires_in=31_536_000,
    scopes=("user.info.basic", "video.list"),
    kept={"token.open_id": "o-1"},
    api="",
)

REDDIT = Manner(
    "reddit: Basic without a secret, a program that says its name",
    f"""{BASE}
[client]
client_id = "desk-1"
auth_method = "client_secret_basic"
[parameters.authorization]
duration = "permanent"
[quirks]
basic_encoding = "raw"
errors_with_http_200 = true
token_request_headers = {{ User-Agent = "linux:desk:1 (by /u/ana)" }}
""",
    GOOD,
    AGAIN,
    gone=Reply({"error": "invalid_grant"}),
    token=lambda seen, _form: (
        "" if basic(seen) == "desk-1:" and seen.header("user-agent") == "linux:desk:1 (by /u/ana)" else "who are you?"
    ),
    authorization=lambda asked: "" if asked.get("duration") == "permanent" else "duration",
    expires_in=3600,
)

NOTION = Manner(
    "notion: JSON, Basic, a version in a header, permissions that nobody asks for",
    """
api_base_urls = ["BASE/api"]
[parameters.authorization]
owner = "user"
[quirks]
basic_encoding = "raw"
token_request_body = "json"
token_request_headers = { Notion-Version = "2022-06-28" }
[answer]
keep = ["workspace_id"]
""",
    Reply({**BEARER, "access_token": "access-1", "refresh_token": "refresh-1", "workspace_id": "w-1"}),
    Reply({**BEARER, "access_token": "access-2", "refresh_token": "refresh-2", "workspace_id": "w-1"}),
    token=lambda seen, form: (
        ""
        if basic(seen) == f"desk-1:{SECRET}"
        and (seen.header("content-type"), seen.header("notion-version")) == ("application/json", "2022-06-28")
        and "client_id" not in form
        else "notion"
    ),
    authorization=lambda asked: "" if asked.get("owner") == "user" and "scope" not in asked else "owner",
    scopes=(),
    kept={"token.workspace_id": "w-1"},
)

YAHOO = Manner(
    "yahoo: the way back once more with each renewal",
    f"""{BASE}
[client]
client_id = "desk-1"
client_secret = "secret-of-the-client"
redirect_uri = "{REDIRECT}"
[parameters.refresh]
redirect_uri = "{{redirect_uri}}"
""",
    GOOD,
    AGAIN,
    token=lambda _seen, form: "" if form.get("redirect_uri") == REDIRECT else "redirect_uri",
    expires_in=3600,
    kept={"redirect_uri": REDIRECT},
)

MONDAY = Manner(
    "monday: no response_type, no challenge; nothing that is empty",
    f"""{BASE}
[parameters.authorization]
force_install_if_needed = "true"
[parameters.token]
team = "{{token.team}}"
expires_in = "172800"
[quirks]
omit_parameters = ["response_type"]
send_pkce = false
[answer]
keep = ["team"]
""",
    Reply({**GOOD.body, "team": 5}),  # type: ignore[dict-item]
    AGAIN,
    # The team is known once somebody has signed in; an empty one would be an error.
    token=lambda _seen, form: (
        "" if form.get("team") == (None if "code" in form else "5") and form["expires_in"] == "172800" else "team"
    ),
    authorization=lambda asked: (
        ""
        if "response_type" not in asked and "code_challenge" not in asked and asked["force_install_if_needed"]
        else "monday"
    ),
    expires_in=3600,
    kept={"token.team": "5"},
)

SLACK_BOT = Manner(
    "slack-bot: permissions of two kinds, each in a parameter of its own; no challenge beside a secret",
    """
api_base_urls = ["BASE/api"]
[scopes]
default = ["users:read"]
separator = ","
[parameters.authorization]
scope = "chat:write,im:read"
[quirks]
scope_parameter = "user_scope"
pkce_without_secret_only = true
""",
    Reply({**GOOD.body, "scope": "users:read"}),  # type: ignore[dict-item]
    AGAIN,
    authorization=lambda asked: (
        ""
        if (asked["scope"], asked["user_scope"]) == ("chat:write,im:read", "users:read")
        and "code_challenge" not in asked
        else "scopes"
    ),
    expires_in=3600,
    scopes=("users:read",),
)

REQUESTS = (TIKTOK, REDDIT, NOTION, YAHOO, MONDAY, SLACK_BOT)
