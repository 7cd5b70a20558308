"""What the demo says of itself (RFC 8414; OIDC Discovery; RFC 9728) and how programs register (RFC 7591)."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from oauth_desk.demo.answers import json_answer
from oauth_desk.demo.context import Demo
from oauth_desk.demo.forms import json_of
from oauth_desk.demo.keys import ALGORITHM
from oauth_desk.services.demo_service import DEMO_AUTH_METHODS, DEMO_GRANT_TYPES, DEMO_MEANINGS, service_profile


class Metadata:
    """Discovery, keys and registration."""

    def __init__(self, demo: Demo) -> None:
        self._demo = demo

    def routes(self) -> list[Route]:
        """Return what this answers."""
        return [
            Route("/.well-known/oauth-authorization-server", self.server, methods=["GET"]),
            Route("/.well-known/openid-configuration", self.server, methods=["GET"]),
            Route("/.well-known/oauth-protected-resource", self.resource, methods=["GET"]),
            Route("/.well-known/oauth-protected-resource/api", self.resource, methods=["GET"]),
            Route("/jwks", self.jwks, methods=["GET"]),
            Route("/register", self.register, methods=["POST"]),
        ]

    async def server(self, _request: Request) -> Response:
        """Describe the authorization server (RFC 8414 §2)."""
        endpoints = service_profile(self._demo.issuer).endpoints
        return json_answer(
            {
                "issuer": self._demo.issuer,
                "authorization_endpoint": endpoints.authorization,
                "token_endpoint": endpoints.token,
                "revocation_endpoint": endpoints.revocation,
                "introspection_endpoint": endpoints.introspection,
                "device_authorization_endpoint": endpoints.device_authorization,
                "userinfo_endpoint": endpoints.userinfo,
                "registration_endpoint": endpoints.registration,
                "jwks_uri": endpoints.jwks_uri,
                "scopes_supported": [scope for scope, _ in DEMO_MEANINGS],
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "grant_types_supported": list(DEMO_GRANT_TYPES),
                "token_endpoint_auth_methods_supported": list(DEMO_AUTH_METHODS),
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": [ALGORITHM],
                "claims_supported": ["sub", "name", "preferred_username", "email", "email_verified"],
                "protected_resources": [f"{self._demo.issuer}/api"],
                "request_uri_parameter_supported": False,
                "service_documentation": f"{self._demo.issuer}/",
            }
        )

    async def resource(self, request: Request) -> Response:
        """Describe the API, or the whole address where that was asked (RFC 9728 §3.2)."""
        path = "/api" if request.url.path.endswith("/api") else ""
        return json_answer(
            {
                "resource": f"{self._demo.issuer}{path}",
                "authorization_servers": [self._demo.issuer],
                "scopes_supported": [scope for scope, _ in DEMO_MEANINGS],
                "bearer_methods_supported": ["header"],
                "resource_name": "Demo service",
            }
        )

    async def jwks(self, _request: Request) -> Response:
        """Return the public keys."""
        return json_answer(self._demo.keys.jwks())

    async def register(self, request: Request) -> Response:
        """Register a program; what is returned counts, whatever was asked (RFC 7591 §3.2.1)."""
        now = self._demo.now()
        client, secret = self._demo.clients.register(await json_of(request), now)
        await self._demo.save()
        payload: dict[str, object] = {
            "client_id": client.id,
            "client_id_issued_at": int(now),
            "client_name": client.name,
            "redirect_uris": list(client.redirect_uris),
            "grant_types": list(client.grant_types),
            "response_types": ["code"] if "authorization_code" in client.grant_types else [],
            "token_endpoint_auth_method": client.auth_method,
        }
        if secret is not None:
            payload |= {"client_secret": secret, "client_secret_expires_at": 0}
        return json_answer(payload, status=201)
