"""Shipped services for code and what runs it."""

import base64
from urllib.parse import quote_plus

from tests.quirks.manner import Reply
from tests.quirks.shipped.entry import (
    ANY_PORT,
    BY_HAND,
    FIXED,
    KEY,
    LOCALHOST,
    Ends,
    Wants,
    renewing,
    shipped,
)

ANA = {"id": "u-1", "email": "ana@example.com"}
BASIC = "Basic " + base64.b64encode(f"desk-1:{quote_plus(KEY)}".encode()).decode()
HEROKU = "application/vnd.heroku+json; version=3"
PAGERDUTY = "application/vnd.pagerduty+json;version=2"

CODE = (
    shipped(
        "github",
        ("github.com/login/oauth/authorize", "github.com/login/oauth/access_token"),
        Wants(
            ANY_PORT,
            "read:user user:email offline_access",
            asks={"prompt": "select_account"},
        ),
        renewing(28_800, scope="read:user,user:email", refresh_token_expires_in=15_897_600),
        refresh_expires_in=15_897_600,
        scopes=("read:user", "user:email"),
        who={"login": "ana", "id": 7},
        account=("ana", "7"),
        api="api.github.com",
        ends=Ends(
            "DELETE",
            form={"access_token": "TOKEN"},
            headers={"authorization": BASIC},
            kind="application/json",
            answer=Reply(None, 204),
        ),
        gone=Reply({"error": "bad_refresh_token", "error_description": "The refresh token passed is incorrect"}),
    ),
    shipped(
        "gitlab",
        ("gitlab.com/oauth/authorize", "gitlab.com/oauth/token"),
        Wants(ANY_PORT, "read_user", proof="none"),
        renewing(7200, scope="read_user", created_at=1_800_000_000),
        who={"username": "ana", "id": 7},
        account=("ana", "7"),
        api="gitlab.com/api/v4",
    ),
    shipped(
        "bitbucket",
        ("bitbucket.org/site/oauth2/authorize", "bitbucket.org/site/oauth2/access_token"),
        Wants(FIXED, "account", proof="raw"),
        renewing(7200, scopes="account email", state="s"),
        scopes=("account", "email"),
        who={"uuid": "{u-1}", "display_name": "Ana"},
        account=("Ana", "{u-1}"),
        api="api.bitbucket.org/2.0",
        ends=BY_HAND,
    ),
    shipped(
        "digitalocean",
        ("cloud.digitalocean.com/v1/oauth/authorize", "cloud.digitalocean.com/v1/oauth/token"),
        Wants(FIXED, "read"),
        renewing(2_592_000, scope="read", info={"name": "Ana", "email": "ana@example.com", "uuid": "u-1"}),
        who={"account": {"email": "ana@example.com", "uuid": "u-1"}},
        kept={"token.info.email": "ana@example.com", "token.info.uuid": "u-1"},
        api="api.digitalocean.com/v2",
    ),
    shipped(
        "heroku",
        ("id.heroku.com/oauth/authorize", "id.heroku.com/oauth/token"),
        Wants(LOCALHOST, "identity", calls={"authorization": "Bearer TOKEN", "accept": HEROKU}),
        renewing(28_799, rotates=False, user_id="u-1", session_nonce=None),
        who=ANA,
        kept={"token.user_id": "u-1"},
        api="api.heroku.com",
        ends=BY_HAND,
    ),
    shipped(
        "vercel",
        ("vercel.com/oauth/authorize", "api.vercel.com/login/oauth/token"),
        Wants(LOCALHOST, "openid email profile offline_access", asks={"prompt": "consent"}),
        renewing(3600, id_token="ID_TOKEN"),
        who={"sub": "u-1", "email": "ana@example.com"},
        api="api.vercel.com",
        optional=True,
    ),
    shipped(
        "sentry",
        ("sentry.io/oauth/authorize/", "sentry.io/oauth/token/"),
        Wants(LOCALHOST, "org:read"),
        renewing(
            2_591_999,
            scope="org:read",
            expires_at="2027-02-14T08:00:00.054320Z",
            user={"id": "u-1", "name": "Ana", "email": "ana@example.com"},
        ),
        kept={"token.user.id": "u-1", "token.user.name": "Ana", "token.user.email": "ana@example.com"},
        api="sentry.io/api/0",
        ends=BY_HAND,
    ),
    shipped(
        "pagerduty",
        ("identity.pagerduty.com/oauth/authorize", "identity.pagerduty.com/oauth/token"),
        Wants(LOCALHOST, "users.read", calls={"authorization": "Bearer TOKEN", "accept": PAGERDUTY}),
        renewing(86_400),
        who={"user": ANA},
        asked={"region": "Europe"},
        api="api.eu.pagerduty.com",
        optional=True,
    ),
    shipped(
        "huggingface",
        ("huggingface.co/oauth/authorize", "huggingface.co/oauth/token"),
        Wants(LOCALHOST, "openid profile", proof="basic"),
        renewing(28_800, scope="openid profile", id_token="ID_TOKEN"),
        who={"sub": "u-1", "preferred_username": "ana"},
        account=("ana", "u-1"),
        api="huggingface.co/api",
        ends=BY_HAND,
        optional=True,
    ),
)
