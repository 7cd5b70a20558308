"""What happens to a token after it was issued: revocation (RFC 7009), introspection (RFC 7662)."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from oauth_desk.demo.answers import json_answer
from oauth_desk.demo.client_auth import authenticate
from oauth_desk.demo.context import Demo
from oauth_desk.demo.forms import form_of
from oauth_desk.demo.grants import Permission
from oauth_desk.demo.tickets import user_of


class Inspection:
    """Both endpoints speak to a program about its own tokens only."""

    def __init__(self, demo: Demo) -> None:
        self._demo = demo

    def routes(self) -> list[Route]:
        """Return what this answers."""
        return [
            Route("/revoke", self.revoke, methods=["POST"]),
            Route("/introspect", self.introspect, methods=["POST"]),
        ]

    async def revoke(self, request: Request) -> Response:
        """Revoke; an unknown token is a success too (RFC 7009 §2.2)."""
        form = await form_of(request)
        client = authenticate(request, form, self._demo.clients)
        self._demo.grants.revoke(form.needed("token"), client.id)
        await self._demo.save()
        return Response(status_code=200, headers={"Cache-Control": "no-store"})

    async def introspect(self, request: Request) -> Response:
        """Tell what a token is worth."""
        form = await form_of(request)
        client = authenticate(request, form, self._demo.clients)
        return json_answer(self._standing(form.needed("token"), client.id))

    def _standing(self, token: str, client_id: str) -> dict[str, object]:
        access = self._demo.grants.access(token, self._demo.now())
        if access is not None and access.permission.client_id == client_id:
            times = {"iat": int(access.issued_at), "exp": int(access.expires_at)}
            return {**self._described(access.permission), **times, "token_type": "Bearer"}
        standing = self._demo.grants.standing(token)
        if standing is None or standing.family.revoked or standing.spent_at is not None:
            return {"active": False}
        permission = standing.family.permission
        return self._described(permission) if permission.client_id == client_id else {"active": False}

    def _described(self, permission: Permission) -> dict[str, object]:
        user = user_of(permission.subject)
        return {
            "active": True,
            "iss": self._demo.issuer,
            "sub": permission.subject,
            "username": permission.subject if user is None else user.name,
            "client_id": permission.client_id,
            "scope": " ".join(permission.scopes),
        }
