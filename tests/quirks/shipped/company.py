"""Shipped services of a company's own."""

from tests.quirks.shipped.entry import ANY_PORT, BY_HAND, FIXED, LOCALHOST, Wants, renewing, shipped

ANA = {"sub": "u-1", "email": "ana@example.com", "preferred_username": "ana@example.com"}
OPENID = "openid profile email offline_access"

COMPANY = (
    shipped(
        "okta",
        ("acme.okta.com/oauth2/v1/authorize", "acme.okta.com/oauth2/v1/token"),
        Wants(FIXED, OPENID, proof="basic", asks={"prompt": "consent"}),
        renewing(3600, scope=OPENID, id_token="ID_TOKEN"),
        who=ANA,
        asked={"host": "acme.okta.com"},
        api="acme.okta.com/api/v1",
        optional=True,
    ),
    shipped(
        "auth0",
        ("acme.eu.auth0.com/authorize", "acme.eu.auth0.com/oauth/token"),
        Wants(FIXED, OPENID, asks={"prompt": "consent", "audience": "https://api.acme.example"}),
        renewing(86_400, scope=OPENID, id_token="ID_TOKEN"),
        who=ANA,
        asked={"host": "acme.eu.auth0.com", "audience": "https://api.acme.example"},
        api="acme.eu.auth0.com/api/v2",
        optional=True,
    ),
    shipped(
        "keycloak",
        (
            "sso.acme.example/realms/acme/protocol/openid-connect/auth",
            "sso.acme.example/realms/acme/protocol/openid-connect/token",
        ),
        Wants(ANY_PORT, OPENID, proof="basic", asks={"prompt": "consent"}),
        # 0: the key for renewal does not end.
        renewing(300, scope=OPENID, id_token="ID_TOKEN", refresh_expires_in=0, session_state="s-1"),
        who=ANA,
        asked={"host": "sso.acme.example", "realm": "acme"},
        api="sso.acme.example/admin/realms/acme",
        optional=True,
    ),
    shipped(
        "servicenow",
        ("acme.service-now.com/oauth_auth.do", "acme.service-now.com/oauth_token.do"),
        Wants(FIXED, "useraccount"),
        renewing(1799, rotates=False, scope="useraccount"),
        who={"result": [{"sys_id": "u-1", "user_name": "ana", "email": "ana@example.com"}]},
        account=("ana", "u-1"),
        asked={"host": "acme.service-now.com"},
        api="acme.service-now.com/api/now",
        optional=True,
    ),
    shipped(
        "snowflake",
        (
            "myorg-myaccount.snowflakecomputing.com/oauth/authorize",
            "myorg-myaccount.snowflakecomputing.com/oauth/token-request",
        ),
        Wants(
            FIXED,
            "refresh_token",
            proof="basic",
            renews={"redirect_uri": FIXED},
            calls={"authorization": "Bearer TOKEN", "x-snowflake-authorization-token-type": "OAUTH"},
        ),
        renewing(600, rotates=False, username="ANA", scope="refresh_token", refresh_token_expires_in=7_775_999),
        refresh_expires_in=7_775_999,
        account=("ANA", "ANA"),
        kept={"token.username": "ANA", "redirect_uri": FIXED},
        asked={"host": "myorg-myaccount.snowflakecomputing.com"},
        api="myorg-myaccount.snowflakecomputing.com/api/v2",
        ends=BY_HAND,
    ),
    shipped(
        "databricks",
        (
            "dbc-a1b2345c-d6e7.cloud.databricks.com/oidc/v1/authorize",
            "dbc-a1b2345c-d6e7.cloud.databricks.com/oidc/v1/token",
        ),
        Wants(LOCALHOST, "all-apis offline_access", proof="basic", asks={"prompt": "consent"}),
        renewing(3600, scope="all-apis offline_access"),
        who={"userName": "ana@example.com", "id": "u-1"},
        asked={"host": "dbc-a1b2345c-d6e7.cloud.databricks.com"},
        api="dbc-a1b2345c-d6e7.cloud.databricks.com/api/2.0",
        ends=BY_HAND,
        optional=True,
    ),
)
