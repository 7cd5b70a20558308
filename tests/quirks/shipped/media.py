"""Shipped services for music and films."""

from tests.quirks.manner import Reply
from tests.quirks.shipped.entry import ANY_PORT, BY_HAND, FIXED, LOCALHOST, Ends, Wants, lasting, renewing, shipped

VIMEO = {"authorization": "Bearer TOKEN"}

MEDIA = (
    shipped(
        "spotify",
        ("accounts.spotify.com/authorize", "accounts.spotify.com/api/token"),
        Wants(ANY_PORT, "user-read-private user-read-email", proof="none"),
        renewing(3600, scope="user-read-private user-read-email"),
        who={"id": "u-1", "display_name": "Ana"},
        account=("Ana", "u-1"),
        api="api.spotify.com/v1",
        ends=BY_HAND,
    ),
    shipped(
        "twitch",
        ("id.twitch.tv/oauth2/authorize", "id.twitch.tv/oauth2/token"),
        Wants(LOCALHOST, "user:read:email", calls={"authorization": "Bearer TOKEN", "client-id": "desk-1"}),
        renewing(14_124, scope=["user:read:email"]),
        who={"data": [{"id": "44", "login": "ana", "display_name": "Ana"}]},
        account=("Ana", "44"),
        api="api.twitch.tv/helix",
        gone=Reply({"status": 400, "error": "Bad Request", "message": "Invalid refresh token"}, 400),
        rejected_as="refused",
    ),
    shipped(
        "vimeo",
        ("api.vimeo.com/oauth/authorize", "api.vimeo.com/oauth/access_token"),
        Wants(
            FIXED,
            "public private",
            proof="basic",
            calls={**VIMEO, "accept": "application/vnd.vimeo.*+json;version=3.4"},
        ),
        lasting(scope="public private", user={"uri": "/users/7", "name": "Ana"}),
        who={"uri": "/users/7", "name": "Ana"},
        account=("Ana", "/users/7"),
        kept={"token.user.uri": "/users/7", "token.user.name": "Ana"},
        api="api.vimeo.com",
        ends=Ends("DELETE", headers=VIMEO, answer=Reply(None, 204)),
    ),
)
