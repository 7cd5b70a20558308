"""Services with a second step, and tokens that renew themselves or elsewhere."""

from tests.quirks.answers import BASE, BEARER
from tests.quirks.manner import SECRET, Manner, Reply, form_of
from tests.quirks.requests import AGAIN, GOOD

SHORT = Reply({**BEARER, "access_token": "short-1", "expires_in": 3600, "user_id": 17})
LONG = {**BEARER, "access_token": "access-1", "expires_in": 5_184_000}

FACEBOOK = Manner(
    "facebook: a token for an hour becomes one for two months, and nothing renews it",
    f"""{BASE.replace('["read"]', '["read", "post"]')}
[client]
client_id = "desk-1"
client_secret = "secret-of-the-client"
auth_method = "client_secret_post"
[answer]
keep = ["user_id"]
[second_step]
url = "BASE/exchange?v=22"
[second_step.parameters]
grant_type = "fb_exchange_token"
fb_exchange_token = "{{access_token}}"
""",
    SHORT,
    Reply({}),
    others={"/exchange": Reply(LONG)},
    call=lambda seen: (
        ""
        if not seen.target.startswith("/exchange")
        or (
            (seen.method, seen.target) == ("POST", "/exchange?v=22")
            and form_of(seen)
            == {
                "grant_type": "fb_exchange_token",
                "fb_exchange_token": "short-1",
                "client_id": "desk-1",
                "client_secret": SECRET,
            }
        )
        else "facebook"
    ),
    expires_in=5_184_000,
    scopes=("read", "post"),
    kept={"token.user_id": "17"},
    renews=False,
)
INSTAGRAM = Manner(
    "instagram-life: a second step by the token itself, which then renews itself",
    """
refresh_endpoint = "BASE/renew"
api_base_urls = ["BASE/api"]
[scopes]
default = ["read"]
separator = ","
[answer]
inside = "data[0]"
bearer_assumed = true
[second_step]
url = "BASE/exchange"
auth = "token"
[second_step.parameters]
grant_type = "ig_exchange_token"
[renewal]
by = "access_token"
method = "GET"
[renewal.parameters]
grant_type = "ig_refresh_token"
[quirks]
refresh_idle_seconds = 5184000
rejected_errors = ["190"]
""",
    Reply({"data": [{"access_token": "short-1", "permissions": "read"}]}),
    Reply({"access_token": "access-2", "expires_in": 5_184_000}),
    gone=Reply({"error": {"message": "expired", "type": "OAuthException", "code": 190}}, 400),
    others={"/exchange": Reply(LONG)},
    call=lambda seen: (
        ""
        if not seen.target.startswith("/exchange")
        or (seen.header("authorization") == "Bearer short-1" and form_of(seen) == {"grant_type": "ig_exchange_token"})
        else "instagram"
    ),
    renewal=lambda seen, _form: (
        ""
        if (seen.method, seen.target) == ("GET", "/renew?grant_type=ig_refresh_token")
        and seen.header("authorization") in ("Bearer access-1", "Bearer access-2")
        else "renewal"
    ),
    expires_in=5_184_000,
    refresh_expires_in=5_184_000,
)
FIGMA = Manner(
    "figma: renewals go elsewhere",
    f"""
refresh_endpoint = "BASE/renew"
{BASE}""",
    GOOD,
    AGAIN,
    renewal=lambda seen, _form: "" if seen.target == "/renew" else "figma",
    expires_in=3600,
)

STEPS = (FACEBOOK, INSTAGRAM, FIGMA)
