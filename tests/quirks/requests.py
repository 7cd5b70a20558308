"""Requests of a kind that no shipped service wants; each service refuses any other."""

from tests.quirks.answers import BASE, BEARER
from tests.quirks.manner import Manner, Reply

GOOD = Reply({**BEARER, "access_token": "access-1", "refresh_token": "refresh-1", "expires_in": 3600})
AGAIN = Reply({**BEARER, "access_token": "access-2", "refresh_token": "refresh-2", "expires_in": 3600})

KEPT = Manner(
    "kept: what the sign-in told goes along with renewals; nothing that is empty",
    f"""{BASE}
[parameters.token]
team = "{{token.team}}"
[answer]
keep = ["team"]
""",
    Reply({**GOOD.body, "team": 5}),  # type: ignore[dict-item]
    AGAIN,
    # The team is known once somebody has signed in; an empty one would be an error.
    token=lambda _seen, form: "" if form.get("team") == (None if "code" in form else "5") else "team",
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

REQUESTS = (KEPT, SLACK_BOT)
