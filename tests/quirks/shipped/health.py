"""Shipped services for health."""

from tests.fakes.clock import FakeClock
from tests.quirks.manner import Reply
from tests.quirks.shipped.entry import (
    ANY_PORT,
    BY_HAND,
    LOCALHOST,
    PASTED,
    Answers,
    Ends,
    Wants,
    renewing,
    shipped,
)

ENDS_AT = int(FakeClock().now()) + 21_600
STRAVA = {"token_type": "Bearer", "expires_at": ENDS_AT}

HEALTH = (
    shipped(
        "strava",
        ("www.strava.com/oauth/authorize", "www.strava.com/api/v3/oauth/token"),
        Wants(ANY_PORT, "read", asks={"approval_prompt": "auto"}, separator=","),
        Answers(
            {
                **STRAVA,
                "access_token": "access-1",
                "refresh_token": "refresh-1",
                "athlete": {"id": 7, "username": None},
            },
            {**STRAVA, "access_token": "access-2", "refresh_token": "refresh-2"},
            21_600,
        ),
        who={"id": 7, "username": None, "firstname": "Ana"},
        account=("Ana", "7"),
        callback={"scope": "read,activity:read"},
        scopes=("read", "activity:read"),
        kept={"token.athlete.id": "7"},
        api="www.strava.com/api/v3",
        ends=Ends(form={"access_token": "TOKEN"}, headers={"authorization": "Bearer TOKEN"}),
        # The same word as for a wrong client: no reason to give up at once.
        gone=Reply(
            {"message": "Bad Request", "errors": [{"resource": "RefreshToken", "field": "token", "code": "invalid"}]},
            400,
        ),
        rejected_as="refused",
    ),
    shipped(
        "fitbit",
        ("accounts.google.com/o/oauth2/v2/auth", "oauth2.googleapis.com/token"),
        Wants(
            ANY_PORT,
            "email https://www.googleapis.com/auth/googlehealth.profile.readonly",
            asks={"access_type": "offline", "prompt": "consent"},
        ),
        renewing(3599, rotates=False),
        who={"sub": "u-1", "email": "ana@example.com"},
        api="health.googleapis.com",
    ),
    shipped(
        "oura",
        ("cloud.ouraring.com/oauth/authorize", "api.ouraring.com/oauth/token"),
        Wants(LOCALHOST, "email personal"),
        renewing(86_400),
        who={"id": "u-1", "age": 31, "email": "ana@example.com"},
        callback={"scope": "email"},
        scopes=("email",),
        api="api.ouraring.com/v2",
        ends=BY_HAND,
    ),
    shipped(
        "withings",
        ("account.withings.com/oauth2_user/authorize2", "wbsapi.withings.net/v2/oauth2"),
        Wants(PASTED, "user.metrics", sends={"action": "requesttoken"}, separator=","),
        Answers(
            {
                "status": 0,
                "body": {
                    "userid": "363",
                    "access_token": "access-1",
                    "refresh_token": "refresh-1",
                    "expires_in": 10_800,
                    "scope": "user.metrics",
                    "csrf_token": "c",
                },
            },
            {
                "status": 0,
                "body": {
                    "userid": "363",
                    "access_token": "access-2",
                    "refresh_token": "refresh-2",
                    "expires_in": 10_800,
                    "scope": "user.metrics",
                },
            },
            10_800,
        ),
        account=("363", "363"),
        kept={"token.body.userid": "363"},
        api="wbsapi.withings.net",
        ends=BY_HAND,
        gone=Reply({"status": 401, "body": {}, "error": "XRequestID: Not provided invalid_token: invalid"}),
    ),
)
