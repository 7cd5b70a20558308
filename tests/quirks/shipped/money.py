"""Shipped services for money."""

from datetime import UTC, datetime

from tests.adapters.web_server import Seen
from tests.fakes.clock import FakeClock
from tests.quirks.manner import Reply
from tests.quirks.shipped.entry import (
    BY_HAND,
    FIXED,
    KEY,
    LOCALHOST,
    PASTED,
    Answers,
    Ends,
    Wants,
    lasting,
    renewing,
    shipped,
)

PKCE_LEFT_OUT = "PKCE was left out: the profile says that it disturbs this service."
NO_ID_TOKEN = "openid was asked for, but no ID token came."
NOT_BELIEVED = "The ID token was not checked, and not believed: the profile names no issuer or no keys for it."


def rfc3339(seconds: float) -> str:
    """Return the moment so long after the sign-in."""
    return datetime.fromtimestamp(FakeClock().now() + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


SQUARE = {"token_type": "bearer", "expires_at": rfc3339(2_592_000), "merchant_id": "M1"}


def _of_organisation(seen: Seen) -> str:
    """Judge a call to Xero: those to the API say for which organisation they are."""
    wanted = "t-B" if "/api.xro/" in seen.target else seen.header("xero-tenant-id")
    good = (seen.header("authorization") or "").startswith("Bearer access-")
    return "" if good and seen.header("xero-tenant-id") == wanted else "no organisation"


MONEY = (
    shipped(
        "stripe",
        ("connect.stripe.com/oauth/authorize", "connect.stripe.com/oauth/token"),
        Wants(PASTED, "read_write"),
        lasting(
            scope="read_write",
            stripe_user_id="acct_1",
            stripe_publishable_key="pk_1",
            livemode=False,
            refresh_token=None,
        ),
        who={"id": "acct_1", "email": "ana@example.com", "settings": {"dashboard": {"display_name": "Acme"}}},
        account=("Acme", "acct_1"),
        kept={
            "token.stripe_user_id": "acct_1",
            "token.stripe_publishable_key": "pk_1",
            "token.livemode": "false",
        },
        api="api.stripe.com/v1",
        ends=Ends(
            form={"client_id": "desk-1", "stripe_user_id": "acct_1"},
            headers={"authorization": f"Bearer {KEY}"},
            answer=Reply({"stripe_user_id": "acct_1"}),
        ),
    ),
    shipped(
        "paypal",
        ("www.sandbox.paypal.com/signin/authorize", "api-m.sandbox.paypal.com/v1/oauth2/token"),
        Wants(FIXED, "openid email profile", proof="raw"),
        renewing(28_800, rotates=False, scope="openid email profile", nonce="n"),
        who={"user_id": "u-1", "name": "Ana", "emails": [{"value": "ana@example.com", "primary": True}]},
        asked={"environment": "Sandbox"},
        api="api-m.sandbox.paypal.com",
        ends=BY_HAND,
        notes=(NO_ID_TOKEN,),
    ),
    shipped(
        "square",
        ("connect.squareupsandbox.com/oauth2/authorize", "connect.squareupsandbox.com/oauth2/token"),
        Wants(PASTED, "MERCHANT_PROFILE_READ", pkce="", asks={"session": "false"}, json=True),
        Answers(
            {**SQUARE, "access_token": "access-1", "refresh_token": "refresh-1"},
            {**SQUARE, "access_token": "access-2", "refresh_token": "refresh-1"},
            2_592_000,
        ),
        public=Wants(PASTED, "MERCHANT_PROFILE_READ", proof="none", asks={"session": "false"}, json=True),
        who={"merchant": {"id": "M1", "business_name": "Acme"}},
        account=("Acme", "M1"),
        kept={"token.merchant_id": "M1"},
        asked={"environment": "Sandbox"},
        api="connect.squareupsandbox.com/v2",
        ends=Ends(
            form={"client_id": "desk-1", "access_token": "TOKEN"},
            headers={"authorization": f"Client {KEY}"},
            kind="application/json",
            answer=Reply({"success": True}),
        ),
        notes=(PKCE_LEFT_OUT,),
        optional=True,
    ),
    shipped(
        "quickbooks",
        ("appcenter.intuit.com/connect/oauth2", "oauth.platform.intuit.com/oauth2/v1/tokens/bearer"),
        Wants(PASTED, "com.intuit.quickbooks.accounting openid email", proof="basic"),
        renewing(3600, x_refresh_token_expires_in=8_726_400, id_token="without a nonce"),
        refresh_expires_in=8_726_400,
        callback={"realmId": "4620816365"},
        who={"sub": "u-1", "email": "ana@example.com", "emailVerified": True},
        kept={"callback.realmId": "4620816365"},
        asked={"environment": "Sandbox"},
        api="sandbox-quickbooks.api.intuit.com/v3/company/4620816365",
        notes=(NOT_BELIEVED,),
    ),
    shipped(
        "xero",
        ("login.xero.com/identity/connect/authorize", "identity.xero.com/connect/token"),
        Wants(
            LOCALHOST,
            "openid profile email offline_access accounting.contacts.read",
            proof="basic",
            asks={"prompt": "consent"},
        ),
        renewing(1800, id_token="ID_TOKEN"),
        who={"sub": "u-1", "email": "ana@example.com"},
        others={
            "/api.xero.com/connections": Reply([{"tenantId": f"t-{name}", "tenantName": name} for name in ("A", "B")])
        },
        call=_of_organisation,
        api="api.xero.com/api.xro/2.0",
        optional=True,
    ),
    shipped(
        "freshbooks",
        ("auth.freshbooks.com/oauth/authorize", "api.freshbooks.com/auth/oauth/token"),
        Wants(PASTED, "user:profile:read"),
        # Handed out as it was made, half an hour ago.
        Answers(
            {
                "access_token": "access-1",
                "refresh_token": "refresh-1",
                "token_type": "Bearer",
                "expires_in": 43_200,
                "created_at": int(FakeClock().now()) - 1800,
                "scope": "user:profile:read",
                "direct_buy_tokens": {},
            },
            {
                "access_token": "access-2",
                "refresh_token": "refresh-2",
                "token_type": "Bearer",
                "expires_in": 43_200,
                "created_at": int(FakeClock().now()),
                "scope": "user:profile:read",
            },
            41_400,
        ),
        who={
            "response": {
                "id": 7,
                "email": "ana@example.com",
                "first_name": "Ana",
                "business_memberships": [{"id": 1, "role": "owner", "business": {"account_id": "xZ1", "name": "Acme"}}],
            }
        },
        account=("ana@example.com", "7"),
        api="api.freshbooks.com",
    ),
)
