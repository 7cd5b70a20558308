"""Services whose token answers have a form of their own."""

from datetime import UTC, datetime

from tests.fakes.clock import FakeClock
from tests.quirks.manner import Manner, Reply

NOW = FakeClock().now()


def rfc3339(seconds: float) -> str:
    """Return the moment so long after the sign-in."""
    return datetime.fromtimestamp(NOW + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


BASE = """
api_base_urls = ["BASE/api"]
[scopes]
default = ["read"]
"""
BEARER = {"token_type": "Bearer"}

SLACK = Manner(
    "slack: nested, a type of its own, an ok flag with status 200",
    """
api_base_urls = ["BASE/api"]
[scopes]
default = ["chat:write", "users:read"]
separator = ","
[answer]
inside = "authed_user"
bearer_assumed = true
ok = "ok"
error = "error"
keep = ["team.id", "authed_user.id", "incoming_webhook"]
[quirks]
scope_parameter = "user_scope"
rejected_errors = ["token_revoked"]
""",
    Reply(
        {
            "ok": True,
            "team": {"id": "T1"},
            "incoming_webhook": {"url": "https://hooks.example/secret"},
            "authed_user": {
                "id": "U1",
                "scope": "chat:write,users:read",
                "access_token": "access-1",
                "token_type": "user",
                "refresh_token": "refresh-1",
                "expires_in": 43200,
            },
        }
    ),
    # A renewal is answered plainly.
    Reply({"ok": True, "access_token": "access-2", "refresh_token": "refresh-2", "expires_in": 43200}),
    gone=Reply({"ok": False, "error": "token_revoked"}),
    expires_in=43200,
    scopes=("chat:write", "users:read"),
    kept={"token.team.id": "T1", "token.authed_user.id": "U1"},
)

WITHINGS = Manner(
    "withings: everything inside a body, a number for the outcome",
    f"""{BASE}
[parameters.token]
action = "requesttoken"
[answer]
inside = "body"
bearer_assumed = true
ok = "status"
ok_value = "0"
keep = ["body.userid"]
[quirks]
rejected_errors = ["601"]
""",
    Reply(
        {
            "status": 0,
            "body": {
                "userid": 363,
                "access_token": "access-1",
                "refresh_token": "refresh-1",
                "expires_in": 10800,
                "scope": "read",
            },
        }
    ),
    Reply({"status": 0, "body": {"access_token": "access-2", "refresh_token": "refresh-2", "expires_in": 10800}}),
    gone=Reply({"status": 601, "body": {}, "error": "601"}),
    token=lambda seen, form: "" if form.get("action") == "requesttoken" else "action",
    expires_in=10800,
    kept={"token.body.userid": "363"},
)

INSTAGRAM = Manner(
    "instagram: the first of a list, neither type nor lifetime, permissions as a list",
    f"""{BASE}
[answer]
inside = "data[0]"
scope = "permissions"
bearer_assumed = true
lifetime = 3600
""",
    Reply({"data": [{"access_token": "access-1", "refresh_token": "refresh-1", "permissions": ["read", "post"]}]}),
    Reply({"data": [{"access_token": "access-2", "permissions": ["read", "post"]}]}),
    expires_in=3600,
    scopes=("read", "post"),
)

SQUARE = Manner(
    "square: JSON requests, moments instead of lifetimes, no permissions told",
    f"""{BASE}
[answer]
keep = ["merchant_id"]
[quirks]
token_request_body = "json"
""",
    Reply(
        {
            **BEARER,
            "access_token": "access-1",
            "expires_at": rfc3339(2_592_000),
            "refresh_token": "refresh-1",
            "refresh_token_expires_at": rfc3339(7_776_000),
            "merchant_id": "M1",
        }
    ),
    Reply({**BEARER, "access_token": "access-2", "expires_at": rfc3339(2_592_000)}),
    token=lambda seen, _form: "" if seen.header("content-type") == "application/json" else "not JSON",
    expires_in=2_592_000,
    refresh_expires_in=7_776_000,
    kept={"token.merchant_id": "M1"},
)

STRAVA = Manner(
    "strava: a moment in seconds, under another name",
    f"""{BASE}
[answer]
expires_at = "ends.at"
keep = ["athlete.id"]
""",
    Reply(
        {
            **BEARER,
            "access_token": "access-1",
            "refresh_token": "refresh-1",
            "ends": {"at": int(NOW) + 21_600},
            "athlete": {"id": 7},
        }
    ),
    Reply({**BEARER, "access_token": "access-2", "refresh_token": "refresh-2", "ends": {"at": int(NOW) + 21_600}}),
    expires_in=21_600,
    kept={"token.athlete.id": "7"},
)

SALESFORCE = Manner(
    "salesforce: only when it was issued, in milliseconds; the API's host in the answer",
    """
api_base_urls = ["{token.instance_url}/services/data"]
allowed_hosts = ["HOST"]
[scopes]
default = ["read"]
[answer]
issued_at = "issued_at"
lifetime = 7200
keep = ["instance_url"]
""",
    Reply(
        {
            **BEARER,
            "access_token": "access-1",
            "refresh_token": "refresh-1",
            "issued_at": str(int(NOW - 600) * 1000),
            "instance_url": "BASE",
            "scope": "read",
        }
    ),
    Reply({**BEARER, "access_token": "access-2", "issued_at": str(int(NOW) * 1000), "instance_url": "BASE"}),
    expires_in=6600,
    kept={"token.instance_url": "BASE"},
    api="BASE/services/data",
)

MAILCHIMP = Manner(
    "mailchimp: 0 means never, permissions are null, nothing renews",
    f"""{BASE}
[answer]
zero_means_never = true
""",
    Reply({**BEARER, "access_token": "access-1", "expires_in": 0, "scope": None}),
    Reply({}),
    renews=False,
)

QUICKBOOKS = Manner(
    "quickbooks: how long a renewal key lives, under a name of its own; numbers as texts",
    f"""{BASE}
[answer]
refresh_expires_in = "x.refresh"
""",
    Reply(
        {
            **BEARER,
            "access_token": "access-1",
            "refresh_token": "refresh-1",
            "expires_in": "3600",
            "x": {"refresh": "8640000"},
        }
    ),
    Reply({**BEARER, "access_token": "access-2", "refresh_token": "refresh-2", "expires_in": "3600"}),
    expires_in=3600,
    refresh_expires_in=8_640_000,
)

RENAMED = Manner(
    "another: every member under a name of its own, an error deep inside with status 200",
    f"""{BASE}
[answer]
access_token = "result.token"
refresh_token = "result.again_token"
expires_in = "result.seconds"
scope = "result.rights"
bearer_assumed = true
error = "result.problem.kind"
[quirks]
rejected_errors = ["session_over"]
""",
    Reply({"result": {"token": "access-1", "again_token": "refresh-1", "seconds": 60, "rights": "read, write"}}),
    Reply({"result": {"token": "access-2", "again_token": "refresh-2", "seconds": 60}}),
    gone=Reply({"result": {"problem": {"kind": "session_over"}}}),
    expires_in=60,
    scopes=("read", "write"),
)

ANSWERS = (SLACK, WITHINGS, INSTAGRAM, SQUARE, STRAVA, SALESFORCE, MAILCHIMP, QUICKBOOKS, RENAMED)
