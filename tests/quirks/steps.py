"""Tokens that renew themselves, as no shipped service lets them."""

from tests.quirks.answers import BEARER
from tests.quirks.manner import Manner, Reply, form_of

LONG = {**BEARER, "access_token": "access-1", "expires_in": 5_184_000}

ITSELF = Manner(
    "itself: a second step by the token itself, which then renews itself",
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
        else "step"
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
STEPS = (ITSELF,)
