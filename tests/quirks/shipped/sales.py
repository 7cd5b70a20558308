"""Shipped services for selling."""

import hashlib
import hmac
from collections.abc import Mapping

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
from tests.quirks.shipped.tasks import NO_PKCE

SALESFORCE = {"token_type": "Bearer", "issued_at": "1799999400000", "instance_url": "BASE", "scope": "api openid"}
SHOP = {"scope": "read_products", "expires_in": 3600, "refresh_token_expires_in": 7_776_000}
ZOHO = {"token_type": "Bearer", "expires_in": 3600, "api_domain": "https://ABROAD"}
BELIEVED_NOTHING = "openid was asked for, but no ID token came."


def shopify_signature(answer: Mapping[str, str]) -> Mapping[str, str]:
    """Sign as the shop does."""
    message = "&".join(f"{name}={answer[name]}" for name in sorted(answer)).encode()
    return {"hmac": hmac.new(KEY.encode(), message, hashlib.sha256).hexdigest()}


SALES = (
    shipped(
        "salesforce",
        ("login.salesforce.com/services/oauth2/authorize", "login.salesforce.com/services/oauth2/token"),
        Wants(LOCALHOST, "api refresh_token openid"),
        # Ten minutes old when it is handed out; a life of two hours is supposed.
        Answers(
            {**SALESFORCE, "access_token": "access-1", "refresh_token": "refresh-1", "id": "BASE/id/1"},
            {**SALESFORCE, "access_token": "access-2", "id": "BASE/id/1"},
            6600,
        ),
        scopes=("api", "openid"),
        who={"user_id": "u-1", "preferred_username": "ana@example.com"},
        kept={"token.instance_url": "BASE", "token.id": "BASE/id/1"},
        api="services/data",
        notes=(BELIEVED_NOTHING,),
        gone=Reply({"error": "invalid_grant", "error_description": "expired access/refresh token"}, 400),
        optional=True,
    ),
    shipped(
        "hubspot",
        ("app.hubspot.com/oauth/authorize", "api.hubapi.com/oauth/2026-03/token"),
        Wants(LOCALHOST, "oauth"),
        renewing(1800, rotates=False, hub_id=62),
        who={"portalId": 62, "accountType": "STANDARD"},
        account=("62", "62"),
        kept={"token.hub_id": "62"},
        api="api.hubapi.com",
    ),
    shipped(
        "zoho",
        ("accounts.zoho.com/oauth/v2/auth", "accounts.zoho.com/oauth/v2/token"),
        Wants(
            FIXED,
            "AaaServer.profile.READ",
            asks={"access_type": "offline", "prompt": "consent"},
            calls={"authorization": "Zoho-oauthtoken TOKEN"},
            separator=",",
        ),
        Answers(
            {**ZOHO, "access_token": "access-1", "refresh_token": "refresh-1"},
            {**ZOHO, "access_token": "access-2"},
            3600,
        ),
        callback={"location": "eu", "accounts-server": "https://ABROAD"},
        who={"Email": "ana@example.com", "ZUID": 7},
        account=("ana@example.com", "7"),
        kept={"callback.location": "eu", "token.api_domain": "https://ABROAD"},
        api="https://ABROAD",
        gone=Reply({"error": "invalid_code"}),
    ),
    shipped(
        "pipedrive",
        ("oauth.pipedrive.com/oauth/authorize", "oauth.pipedrive.com/oauth/token"),
        Wants(LOCALHOST, proof="basic", pkce=""),
        renewing(3599, scope="base,deals:read", api_domain="BASE"),
        scopes=("base", "deals:read"),
        who={"success": True, "data": {"id": 7, "name": "Ana", "email": "ana@example.com"}},
        account=("ana@example.com", "7"),
        kept={"token.api_domain": "BASE"},
        api="api/v2",
        notes=(NO_PKCE,),
        denied="user_denied",
    ),
    shipped(
        "mailchimp",
        ("login.mailchimp.com/oauth2/authorize", "login.mailchimp.com/oauth2/token"),
        Wants(FIXED, calls={"authorization": "OAuth TOKEN"}),
        Answers({"access_token": "access-1", "expires_in": 0, "scope": None}),
        who={
            "dc": "us6",
            "accountname": "Acme",
            "api_endpoint": "https://ABROAD",
            "login": {"email": "ana@example.com", "login_id": 9},
        },
        account=("ana@example.com", "9"),
        kept={"account.dc": "us6", "account.accountname": "Acme", "account.api_endpoint": "https://ABROAD"},
        api="https://ABROAD/3.0",
        ends=BY_HAND,
    ),
    shipped(
        "intercom",
        ("app.eu.intercom.com/oauth", "api.eu.intercom.io/auth/eagle/token"),
        Wants(PASTED),
        Answers({"token": "also-the-token", "access_token": "access-1"}),
        who={"type": "admin", "id": "u-1", "email": "ana@example.com"},
        asked={"region": "Europe"},
        api="api.eu.intercom.io",
        ends=BY_HAND,
    ),
    shipped(
        "zendesk",
        ("acme.zendesk.com/oauth/authorizations/new", "acme.zendesk.com/oauth/tokens"),
        Wants(LOCALHOST, "read", sends={"expires_in": "172800"}),
        renewing(172_800, scope="read", refresh_token_expires_in=7_776_000),
        refresh_expires_in=7_776_000,
        who={"user": {"id": 7, "name": "Ana", "email": "ana@example.com"}},
        account=("ana@example.com", "7"),
        asked={"subdomain": "acme"},
        api="acme.zendesk.com/api/v2",
        ends=Ends("DELETE", headers={"authorization": "Bearer TOKEN"}, answer=Reply(None, 204)),
        optional=True,
    ),
    shipped(
        "shopify",
        ("acme.myshopify.com/admin/oauth/authorize", "acme.myshopify.com/admin/oauth/access_token"),
        Wants(
            LOCALHOST,
            "read_products",
            sends={"expiring": "1"},
            calls={"x-shopify-access-token": "TOKEN", "authorization": None},
            separator=",",
        ),
        # No type of token is told.
        Answers(
            {**SHOP, "access_token": "access-1", "refresh_token": "refresh-1"},
            {**SHOP, "access_token": "access-2", "refresh_token": "refresh-2"},
            3600,
        ),
        refresh_expires_in=7_776_000,
        callback={"shop": "acme.myshopify.com", "host": "YWRtaW4vc3RvcmU", "timestamp": "1800000000"},
        signature=shopify_signature,
        who={"shop": {"id": 5, "name": "Acme"}},
        account=("Acme", "5"),
        kept={"callback.shop": "acme.myshopify.com", "callback.host": "YWRtaW4vc3RvcmU"},
        asked={"shop": "acme"},
        api="acme.myshopify.com/admin/api/2025-10",
        ends=BY_HAND,
    ),
    shipped(
        "eventbrite",
        ("www.eventbrite.com/oauth/authorize", "www.eventbrite.com/oauth/token"),
        Wants(FIXED),
        lasting(),
        who={"id": "u-1", "name": "Ana", "emails": [{"email": "ana@example.com", "primary": True}]},
        api="www.eventbriteapi.com/v3",
        ends=BY_HAND,
    ),
)
