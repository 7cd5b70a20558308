"""Shipped services for an office."""

from dataclasses import replace

from oauth_desk.domain.status import Cause
from tests.quirks.manner import Reply
from tests.quirks.shipped.entry import (
    ANY_PORT,
    BY_HAND,
    BY_TOKEN,
    FIXED,
    LOCALHOST,
    PASTED,
    Ends,
    Wants,
    renewing,
    shipped,
)

ANA = {"sub": "u-1", "email": "ana@example.com"}
NO_PKCE = "PKCE was left out: the profile says that it disturbs this service."

OFFICE = (
    shipped(
        "google",
        ("accounts.google.com/o/oauth2/v2/auth", "oauth2.googleapis.com/token"),
        Wants(ANY_PORT, "openid email profile", asks={"access_type": "offline", "prompt": "consent"}),
        renewing(3599, rotates=False, id_token="ID_TOKEN"),
        who=ANA,
        api="www.googleapis.com",
        gone=Reply({"error": "invalid_grant", "error_description": "Token has been expired or revoked."}, 400),
    ),
    shipped(
        "microsoft",
        (
            "login.microsoftonline.com/common/oauth2/v2.0/authorize",
            "login.microsoftonline.com/common/oauth2/v2.0/token",
        ),
        Wants(
            "http://localhost:50000/callback",
            "offline_access User.Read",
            proof="none",
            asks={"response_mode": "query", "prompt": "select_account"},
        ),
        renewing(4711, scope="User.Read"),
        scopes=("User.Read",),
        who={"id": "u-1", "userPrincipalName": "ana@example.com", "mail": None},
        api="graph.microsoft.com/v1.0",
        ends=BY_HAND,
        gone=Reply(
            {
                "error": "invalid_grant",
                "error_description": "AADSTS700082: The refresh token has expired due to inactivity.",
                "error_codes": [700082],
            },
            400,
        ),
        cause=Cause.IDLE,
    ),
    shipped(
        "notion",
        ("api.notion.com/v1/oauth/authorize", "api.notion.com/v1/oauth/token"),
        Wants(
            LOCALHOST,
            proof="raw",
            asks={"owner": "user"},
            headers={"notion-version": "2022-06-28"},
            calls={"authorization": "Bearer TOKEN", "notion-version": "2022-06-28"},
            json=True,
        ),
        renewing(None, workspace_id="w-1", workspace_name="Acme"),
        who={"object": "user", "bot": {"owner": {"user": {"id": "u-1", "person": {"email": "ana@example.com"}}}}},
        kept={"token.workspace_id": "w-1", "token.workspace_name": "Acme"},
        api="api.notion.com/v1",
    ),
    shipped(
        "dropbox",
        ("www.dropbox.com/oauth2/authorize", "api.dropboxapi.com/oauth2/token"),
        Wants(FIXED, "account_info.read", proof="none", asks={"token_access_type": "offline"}),
        renewing(14_400, rotates=False, uid="1", account_id="u-1"),
        who={"account_id": "u-1", "email": "ana@example.com"},
        probe=("POST", ""),
        kept={"token.uid": "1", "token.account_id": "u-1"},
        api="api.dropboxapi.com/2",
        ends=replace(BY_TOKEN, answer=Reply("null")),
    ),
    shipped(
        "box",
        ("account.box.com/api/oauth2/authorize", "api.box.com/oauth2/token"),
        Wants(FIXED),
        renewing(4170, restricted_to=[]),
        who={"type": "user", "id": "u-1", "name": "Ana", "login": "ana@example.com"},
        api="api.box.com/2.0",
    ),
    shipped(
        "airtable",
        ("airtable.com/oauth2/v1/authorize", "airtable.com/oauth2/v1/token"),
        Wants(FIXED, "user.email:read schema.bases:read data.records:read", proof="raw"),
        renewing(3600, refresh_expires_in=5_184_000),
        refresh_expires_in=5_184_000,
        who={"id": "u-1", "email": "ana@example.com", "scopes": []},
        api="api.airtable.com/v0",
        ends=BY_HAND,
        optional=True,
    ),
    shipped(
        "calendly",
        ("auth.calendly.com/oauth/authorize", "auth.calendly.com/oauth/token"),
        Wants(PASTED, "users:read"),
        renewing(7200, owner="https://api.calendly.com/users/A", organization="https://api.calendly.com/o/B"),
        who={"resource": {"uri": "https://api.calendly.com/users/A", "email": "ana@example.com"}},
        account=("ana@example.com", "https://api.calendly.com/users/A"),
        kept={
            "token.owner": "https://api.calendly.com/users/A",
            "token.organization": "https://api.calendly.com/o/B",
        },
        api="api.calendly.com",
    ),
    shipped(
        "typeform",
        ("api.typeform.com/oauth/authorize", "api.typeform.com/oauth/token"),
        Wants(LOCALHOST, "offline accounts:read", pkce=""),
        renewing(604_800),
        who={"alias": "Ana", "email": "ana@example.com", "user_id": "u-1"},
        api="api.typeform.com",
        ends=BY_HAND,
        notes=(NO_PKCE,),
    ),
    shipped(
        "docusign",
        ("account-d.docusign.com/oauth/auth", "account-d.docusign.com/oauth/token"),
        Wants(LOCALHOST, "signature extended", proof="raw"),
        renewing(28_800),
        who={
            **ANA,
            "accounts": [
                {"account_id": "a-1", "account_name": "Acme", "base_uri": "https://ABROAD"},
                {"account_id": "a-2", "account_name": "North", "base_uri": "https://ABROAD"},
            ],
        },
        asked={"environment": "demo"},
        api="https://ABROAD/restapi/v2.1/accounts/a-2",
        ends=BY_HAND,
        optional=True,
    ),
    shipped(
        "yahoo",
        ("api.login.yahoo.com/oauth2/request_auth", "api.login.yahoo.com/oauth2/get_token"),
        Wants(PASTED, "openid email profile", proof="basic", renews={"redirect_uri": PASTED}),
        renewing(3600, rotates=False, xoauth_yahoo_guid="G1", id_token="ID_TOKEN"),
        who=ANA,
        kept={"token.xoauth_yahoo_guid": "G1", "redirect_uri": PASTED},
        api="fantasysports.yahooapis.com",
    ),
    shipped(
        "yandex",
        ("oauth.yandex.com/authorize", "oauth.yandex.com/token"),
        Wants(FIXED, "login:info login:email", proof="basic", calls={"authorization": "OAuth TOKEN"}),
        renewing(31_536_000),
        who={"id": "u-1", "login": "ana", "default_email": None},
        account=("ana", "u-1"),
        api="cloud-api.yandex.net/v1/disk",
        ends=Ends(form={"access_token": "TOKEN"}, client=True, answer=Reply({"status": "ok"})),
        gone=Reply({"error": "invalid_grant", "error_description": "expired_token"}, 400),
        optional=True,
    ),
)
