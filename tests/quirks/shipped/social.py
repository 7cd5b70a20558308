"""Shipped services for meeting others."""

from collections.abc import Mapping

from tests.adapters.web_server import Seen
from tests.quirks.manner import Reply
from tests.quirks.shipped.entry import (
    ANY_PORT,
    BY_HAND,
    FIXED,
    KEY,
    LOCALHOST,
    PASTED,
    Answers,
    Ends,
    Wants,
    renewing,
    shipped,
)
from tests.quirks.shipped.money import NOT_BELIEVED, PKCE_LEFT_OUT

REDDIT = Wants(
    FIXED,
    "identity",
    proof="raw",
    asks={"duration": "permanent"},
    headers={"user-agent": "desktop:oauth-desk:1"},
    calls={"authorization": "Bearer TOKEN", "user-agent": "desktop:desk-1:1"},
)


def exchanges(_seen: Seen, form: Mapping[str, str]) -> str:
    """Demand what turns an hour into two months."""
    told = {name: value for name, value in form.items() if not name.startswith("asked:")}
    wanted = {
        "grant_type": "fb_exchange_token",
        "fb_exchange_token": "short-1",
        "client_id": "desk-1",
        "client_secret": KEY,
    }
    return "" if told == wanted else f"{sorted(told)}"


SOCIAL = (
    shipped(
        "linkedin",
        ("www.linkedin.com/oauth/v2/authorization", "www.linkedin.com/oauth/v2/accessToken"),
        Wants(
            LOCALHOST,
            "openid profile email",
            pkce="",
            calls={"authorization": "Bearer TOKEN", "x-restli-protocol-version": "2.0.0"},
        ),
        Answers(
            {
                "access_token": "access-1",
                "expires_in": 5_184_000,
                "scope": "email,openid,profile",
                "id_token": "without a nonce",
            },
            None,
            5_184_000,
        ),
        scopes=("email", "openid", "profile"),
        who={"sub": "u-1", "email": "ana@example.com", "name": "Ana"},
        api="api.linkedin.com/v2",
        notes=(NOT_BELIEVED, PKCE_LEFT_OUT),
        denied="user_cancelled_authorize",
    ),
    shipped(
        "x",
        ("x.com/i/oauth2/authorize", "api.x.com/2/oauth2/token"),
        Wants(FIXED, "tweet.read users.read offline.access", proof="raw"),
        renewing(7200, scope="tweet.read users.read offline.access"),
        who={"data": {"id": "u-1", "name": "Ana", "username": "ana"}},
        account=("ana", "u-1"),
        api="api.x.com/2",
        gone=Reply(
            {"error": "invalid_request", "error_description": "Value passed for the token was invalid."},
            400,
        ),
        rejected_as="refused",
        optional=True,
    ),
    shipped(
        "facebook",
        ("www.facebook.com/v22.0/dialog/oauth", "graph.facebook.com/v22.0/oauth/access_token"),
        Wants(PASTED, "public_profile,email", separator=","),
        Answers({"access_token": "short-1", "token_type": "bearer", "expires_in": 5183}, None, 5_184_000),
        further=exchanges,
        step=Reply({"access_token": "access-1", "token_type": "bearer", "expires_in": 5_184_000}),
        who={"id": "7", "name": "Ana"},
        account=("Ana", "7"),
        api="graph.facebook.com/v22.0",
        ends=Ends("DELETE", headers={"authorization": "Bearer TOKEN"}, answer=Reply({"success": True})),
    ),
    shipped(
        "reddit",
        ("www.reddit.com/api/v1/authorize", "www.reddit.com/api/v1/access_token"),
        REDDIT,
        renewing(86_400, rotates=False, scope="identity"),
        public=Wants(
            FIXED,
            "identity",
            proof="empty",
            asks=REDDIT.asks,
            headers=REDDIT.headers,
            calls=REDDIT.calls,
        ),
        who={"id": "u-1", "name": "ana"},
        account=("ana", "u-1"),
        api="oauth.reddit.com",
        gone=Reply({"error": "invalid_grant"}),
        optional=True,
    ),
    shipped(
        "instagram",
        ("www.instagram.com/oauth/authorize", "api.instagram.com/oauth/access_token"),
        Wants(PASTED, "instagram_business_basic", separator=","),
        # The first of a list; neither a type nor a lifetime.
        Answers(
            {
                "data": [
                    {
                        "access_token": "access-1",
                        "user_id": "7",
                        "permissions": ["instagram_business_basic", "instagram_business_manage_comments"],
                    }
                ]
            },
            None,
            3600,
        ),
        scopes=("instagram_business_basic", "instagram_business_manage_comments"),
        who={"user_id": "7", "username": "ana", "id": "8"},
        account=("ana", "7"),
        api="graph.instagram.com",
        ends=BY_HAND,
    ),
    shipped(
        "tiktok",
        ("www.tiktok.com/v2/auth/authorize/", "open.tiktokapis.com/v2/oauth/token/"),
        Wants(ANY_PORT, "user.info.basic", client_id="client_key", pkce="hex", asks={"client_id": None}, separator=","),
        renewing(86_400, scope="user.info.basic", open_id="o-1", refresh_expires_in=31_536_000),
        refresh_expires_in=31_536_000,
        who={
            "data": {"user": {"open_id": "o-1", "display_name": "Ana"}},
            "error": {"code": "ok", "message": "", "log_id": "l-1"},
        },
        account=("Ana", "o-1"),
        kept={"token.open_id": "o-1"},
        api="open.tiktokapis.com/v2",
        gone=Reply({"error": "invalid_grant", "error_description": "Refresh token is invalid.", "log_id": "l-1"}),
    ),
)
