"""Shipped services for messages and meetings."""

from dataclasses import replace

from oauth_desk.domain.status import Cause
from tests.quirks.manner import Reply
from tests.quirks.shipped.entry import ANY_PORT, BY_TOKEN, FIXED, Answers, Wants, renewing, shipped

KAKAO = {"token_type": "bearer", "expires_in": 21_599}

SLACK = Wants(
    FIXED,
    "users:read",
    separator=",",
    scope_name="user_scope",
    pkce="",
    asks={"scope": None},
)
PKCE_LEFT_OUT = "PKCE was left out: the profile says that it disturbs this service."

MESSAGES = (
    shipped(
        "slack",
        ("slack.com/oauth/v2/authorize", "slack.com/api/oauth.v2.access"),
        SLACK,
        # The tokens are nested and of a type of their own; a renewal is answered plainly.
        Answers(
            {
                "ok": True,
                "team": {"id": "T1", "name": "Acme"},
                "enterprise": None,
                "incoming_webhook": {"url": "https://hooks.example/secret"},
                "authed_user": {
                    "id": "U1",
                    "scope": "users:read",
                    "access_token": "access-1",
                    "token_type": "user",
                    "refresh_token": "refresh-1",
                    "expires_in": 43_200,
                },
            },
            {"ok": True, "access_token": "access-2", "refresh_token": "refresh-2", "expires_in": 43_200},
            43_200,
        ),
        public=replace(SLACK, proof="none", pkce="base64url"),
        who={"ok": True, "user": "ana", "user_id": "U1", "team": "Acme"},
        probe=("POST", ""),
        account=("ana", "U1"),
        kept={"token.team.id": "T1", "token.team.name": "Acme", "token.authed_user.id": "U1"},
        api="slack.com/api",
        ends=replace(BY_TOKEN, answer=Reply({"ok": True, "revoked": True})),
        gone=Reply({"ok": False, "error": "account_inactive"}),
        cause=Cause.POLICY,
        notes=(PKCE_LEFT_OUT,),
        optional=True,
    ),
    shipped(
        "discord",
        ("discord.com/oauth2/authorize", "discord.com/api/oauth2/token"),
        Wants(FIXED, "identify", proof="none"),
        renewing(604_800, scope="identify"),
        who={"id": "u-1", "username": "ana"},
        account=("ana", "u-1"),
        api="discord.com/api/v10",
    ),
    shipped(
        "zoom",
        ("zoom.us/oauth/authorize", "zoom.us/oauth/token"),
        Wants(ANY_PORT, proof="raw"),
        renewing(3599, scope="user:read:user meeting:read", api_url="https://ABROAD"),
        scopes=("user:read:user", "meeting:read"),
        who={"id": "u-1", "email": "ana@example.com"},
        kept={"token.api_url": "https://ABROAD"},
        api="https://ABROAD/v2",
        optional=True,
    ),
    shipped(
        "line",
        ("access.line.me/oauth2/v2.1/authorize", "api.line.me/oauth2/v2.1/token"),
        Wants(FIXED, "profile"),
        renewing(2_592_000, scope="profile"),
        who={"userId": "u-1", "displayName": "Ana"},
        account=("Ana", "u-1"),
        api="api.line.me",
    ),
    shipped(
        "kakao",
        ("kauth.kakao.com/oauth/authorize", "kauth.kakao.com/oauth/token"),
        Wants(FIXED, "profile_nickname", separator=","),
        # A new key for renewal comes only in the last month of the old one.
        Answers(
            {
                **KAKAO,
                "access_token": "access-1",
                "refresh_token": "refresh-1",
                "refresh_token_expires_in": 5_183_999,
                "scope": "profile_nickname",
            },
            {**KAKAO, "access_token": "access-2"},
            21_599,
        ),
        refresh_expires_in=5_183_999,
        who={"id": 3, "kakao_account": {"profile": {"nickname": "Ana"}}, "properties": {"nickname": "Ana"}},
        account=("Ana", "3"),
        api="kapi.kakao.com",
        ends=BY_TOKEN,
        gone=Reply(
            {
                "error": "invalid_grant",
                "error_description": "expired_or_invalid_refresh_token",
                "error_code": "KOE322",
            },
            400,
        ),
        optional=True,
    ),
)
