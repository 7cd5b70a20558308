"""Shipped services for messages and meetings."""

from tests.quirks.manner import Reply
from tests.quirks.shipped.entry import ANY_PORT, BY_TOKEN, FIXED, Answers, Wants, renewing, shipped

KAKAO = {"token_type": "bearer", "expires_in": 21_599}

MESSAGES = (
    shipped(
        "discord",
        Wants(FIXED, "identify", proof="none"),
        renewing(604_800, scope="identify"),
        who={"id": "u-1", "username": "ana"},
        account=("ana", "u-1"),
        api="discord.com/api/v10",
    ),
    shipped(
        "zoom",
        Wants(ANY_PORT, proof="raw"),
        renewing(3599, scope="user:read:user meeting:read"),
        scopes=("user:read:user", "meeting:read"),
        who={"id": "u-1", "email": "ana@example.com"},
        api="api.zoom.us/v2",
    ),
    shipped(
        "line",
        Wants(FIXED, "profile"),
        renewing(2_592_000, scope="profile"),
        who={"userId": "u-1", "displayName": "Ana"},
        account=("Ana", "u-1"),
        api="api.line.me",
    ),
    shipped(
        "kakao",
        Wants(FIXED, "profile_nickname"),
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
    ),
)
