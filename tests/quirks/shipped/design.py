"""Shipped services for design and web pages."""

from tests.quirks.manner import Reply
from tests.quirks.shipped.entry import (
    BY_HAND,
    FIXED,
    LOCALHOST,
    PASTED,
    Answers,
    Ends,
    Wants,
    lasting,
    renewing,
    shipped,
)

DESIGN = (
    shipped(
        "figma",
        Wants(LOCALHOST, "current_user:read file_content:read", proof="basic"),
        # Neither answer says its type.
        Answers(
            {
                "access_token": "access-1",
                "refresh_token": "refresh-1",
                "expires_in": 7_776_000,
                "user_id": 7,
                "user_id_string": "7",
            },
            {"access_token": "access-2", "expires_in": 7_776_000},
            7_776_000,
        ),
        renewal=lambda seen, _form: "" if seen.target == "/api.figma.com/v1/oauth/refresh" else "elsewhere",
        who={"id": "u-1", "email": "ana@example.com", "handle": "Ana"},
        kept={"token.user_id": "7", "token.user_id_string": "7"},
        api="api.figma.com/v1",
        ends=BY_HAND,
    ),
    shipped(
        "miro",
        Wants(LOCALHOST, "boards:read"),
        renewing(3599, scope="boards:read", team_id="t-1", user_id="u-1"),
        who={"type": "oAuthToken", "team": {"id": "t-1"}, "user": {"id": "u-1", "name": "Ana"}},
        account=("Ana", "u-1"),
        kept={"token.team_id": "t-1", "token.user_id": "u-1"},
        api="api.miro.com/v2",
        ends=BY_HAND,
    ),
    shipped(
        "canva",
        Wants(FIXED, "profile:read", proof="basic"),
        renewing(14_400, scope="profile:read"),
        who={"profile": {"display_name": "Ana"}},
        account=("Ana", ""),
        api="api.canva.com/rest/v1",
    ),
    shipped(
        "adobe",
        Wants(
            PASTED,
            "openid,email,profile,offline_access",
            proof="basic",
            asks={"prompt": "consent"},
            calls={"authorization": "Bearer TOKEN", "x-api-key": "desk-1"},
        ),
        renewing(86_399, id_token="not believed: no issuer"),
        who={"sub": "u-1", "email": "ana@example.com"},
        api="ims-na1.adobelogin.com/ims",
        notes=("The ID token was not checked, and not believed: the profile names no issuer or no keys for it.",),
    ),
    shipped(
        "webflow",
        Wants(LOCALHOST, "authorized_user:read sites:read"),
        lasting(),
        who={"id": "u-1", "email": "ana@example.com"},
        api="api.webflow.com/v2",
        ends=Ends(form={"access_token": "TOKEN"}, client=True, answer=Reply({"didRevoke": True})),
    ),
    shipped(
        "wordpress",
        Wants(LOCALHOST, "global"),
        lasting(blog_id="0", blog_url=None, scope="global"),
        who={"ID": 7, "username": "ana", "email": "ana@example.com"},
        account=("ana", "7"),
        kept={"token.blog_id": "0"},
        api="public-api.wordpress.com/rest/v1.1",
        ends=BY_HAND,
    ),
)
