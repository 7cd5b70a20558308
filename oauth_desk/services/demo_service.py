"""The demo service as a service profile: what the catalogue would hold if its port were known beforehand."""

from typing import Final

from oauth_desk.domain.service import AccountProbe, AuthMethod, Client, Endpoints, Metadata, Service

DEMO_ID: Final = "demo"
DEMO_CLIENT_ID: Final = "oauth-desk-demo"
DEMO_COLOR: Final = "#0f766e"

DEMO_MEANINGS: Final = (
    ("openid", "Know which demo person you are"),
    ("profile", "See your name"),
    ("email", "See your e-mail address"),
    ("notes:read", "Read your notes"),
    ("notes:write", "Write, change and delete your notes"),
    ("offline_access", "Stay connected while you are away"),
)

DEMO_GRANT_TYPES: Final = (
    "authorization_code",
    "refresh_token",
    "urn:ietf:params:oauth:grant-type:device_code",
    "client_credentials",
)
DEMO_AUTH_METHODS: Final = ("none", "client_secret_basic", "client_secret_post")


def switches_url(issuer: str) -> str:
    """Return the page where the demo is told to misbehave."""
    return f"{issuer}/demo"


def service_profile(issuer: str) -> Service:
    """Return the demo service that listens at ``issuer``."""
    return Service(
        id=DEMO_ID,
        name="Demo service",
        category="Demo",
        issuer=issuer,
        endpoints=_endpoints(issuer),
        api_base_urls=(f"{issuer}/api",),
        docs_url=switches_url(issuer),
        color=DEMO_COLOR,
        summary="Runs on this computer. No account, nothing leaves it.",
        client=Client(client_id=DEMO_CLIENT_ID, auth_method=AuthMethod.NONE),
        scopes=tuple(scope for scope, _ in DEMO_MEANINGS),
        scope_meaning=DEMO_MEANINGS,
        account=AccountProbe(url=f"{issuer}/api/me", label="email", subject="sub"),
        metadata=Metadata(
            grant_types=DEMO_GRANT_TYPES,
            auth_methods=DEMO_AUTH_METHODS,
            challenge_methods=("S256",),
            scopes=tuple(scope for scope, _ in DEMO_MEANINGS),
            iss_parameter_supported=True,
            signing_algorithms=("RS256",),
        ),
        is_demo=True,
    )


def _endpoints(issuer: str) -> Endpoints:
    return Endpoints(
        authorization=f"{issuer}/authorize",
        token=f"{issuer}/token",
        revocation=f"{issuer}/revoke",
        introspection=f"{issuer}/introspect",
        device_authorization=f"{issuer}/device_authorization",
        userinfo=f"{issuer}/userinfo",
        registration=f"{issuer}/register",
        jwks_uri=f"{issuer}/jwks",
    )
