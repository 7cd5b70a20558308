"""The authorization endpoint and the two pages behind it (RFC 6749 §4.1; RFC 7636; RFC 9207; RFC 8707)."""

import re
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from oauth_desk.demo.clients import RegisteredClient
from oauth_desk.demo.context import Demo
from oauth_desk.demo.forms import Form, form_of, query_of
from oauth_desk.demo.grants import Permission
from oauth_desk.demo.pages import consent_page, message_page, sign_in_page
from oauth_desk.demo.refusal import Refusal
from oauth_desk.demo.tickets import Asked, Ticket, user_named
from oauth_desk.services.demo_service import DEMO_MEANINGS

_CHALLENGE: Final = re.compile(r"[A-Za-z0-9\-_]{43}")
_SCOPES: Final = frozenset(scope for scope, _ in DEMO_MEANINGS)


class Authorize:
    """Sign-in and consent. The way is held by a ticket; no cookie is set."""

    def __init__(self, demo: Demo) -> None:
        self._demo = demo

    def routes(self) -> list[Route]:
        """Return what this answers."""
        return [
            Route("/authorize", self.begin, methods=["GET", "POST"]),
            Route("/sign-in", self.sign_in, methods=["POST"]),
            Route("/consent", self.consent, methods=["POST"]),
        ]

    async def begin(self, request: Request) -> Response:
        """Check the request; an answer goes to the redirect URI only once that is known to be the program's."""
        form = query_of(request) if request.method in ("GET", "HEAD") else await form_of(request)
        client = self._demo.clients.get(form.needed("client_id"))
        if client is None:
            raise Refusal("invalid_request", "This program is not known here.")
        redirect_uri = form.needed("redirect_uri")
        if not client.may_answer_to(redirect_uri):
            raise Refusal("invalid_request", "This program did not register the address its answer should go to.")
        try:
            asked = self._judge(form, client, redirect_uri)
        except Refusal as refusal:
            return self._redirect(redirect_uri, _state_of(form), error=refusal.error, why=refusal.description)
        return sign_in_page(self._demo.tickets.issue(asked, self._demo.now()))

    def _judge(self, form: Form, client: RegisteredClient, redirect_uri: str) -> Asked:
        if form.one("response_type") != "code":
            raise Refusal("unsupported_response_type", "Only response_type=code is offered.")
        if form.one("response_mode") not in (None, "query"):
            raise Refusal("invalid_request", "Only response_mode=query is offered.")
        if form.one("request") or form.one("request_uri"):
            raise Refusal("request_not_supported", "Request objects are not offered.")
        if "authorization_code" not in client.grant_types:
            raise Refusal("unauthorized_client", "This program did not register for sign-in.")
        challenge = form.one("code_challenge") or ""
        if form.one("code_challenge_method") != "S256" or _CHALLENGE.fullmatch(challenge) is None:
            raise Refusal("invalid_request", "PKCE with S256 is needed.")
        if "none" in (form.words("prompt") or ()):
            raise Refusal("login_required", "The demo always asks.")
        return Asked(
            client_id=client.id,
            client_name=client.name,
            scopes=known_scopes(form),
            redirect_uri=redirect_uri,
            state=form.one("state"),
            challenge=challenge,
            nonce=form.one("nonce"),
            audience=self._audience(form),
            login_hint=form.one("login_hint") or "",
        )

    def _audience(self, form: Form) -> tuple[str, ...]:
        """Accept this demo's own addresses as resources (RFC 8707 §2)."""
        own = (self._demo.issuer, f"{self._demo.issuer}/api")
        asked = form.several("resource")
        if not set(asked) <= set(own):
            raise Refusal("invalid_target", "The demo only knows its own API.")
        return tuple(dict.fromkeys(asked))

    async def sign_in(self, request: Request) -> Response:
        """Note who it is and ask for consent."""
        form = await form_of(request)
        ticket = self._ticket(form)
        user = user_named(form.one("user"))
        if user is None:
            raise Refusal("invalid_request", "There is no such person.")
        return consent_page(self._demo.tickets.sign_in(ticket, user, self._demo.now()))

    async def consent(self, request: Request) -> Response:
        """Take the person's decision; a ticket is used once."""
        form = await form_of(request)
        ticket = self._ticket(form)
        decision = form.one("decision")
        if ticket.user is None or decision not in ("allow", "deny"):
            raise Refusal("invalid_request", "Choose Allow or Deny.")
        scopes = tuple(scope for scope in ticket.asked.scopes if scope in form.several("scope"))
        if decision == "allow" and ticket.asked.scopes and not scopes:
            return consent_page(ticket, problem="Allow at least one, or choose Deny.")
        self._demo.tickets.close(ticket)
        permission = None
        if decision == "allow":
            permission = Permission(
                client_id=ticket.asked.client_id,
                subject=ticket.user.subject,
                scopes=scopes,
                auth_time=ticket.signed_in_at,
                audience=ticket.asked.audience,
                nonce=ticket.asked.nonce,
            )
        return self._tell_device(ticket, permission) if ticket.asked.user_code else self._answer(ticket, permission)

    def _ticket(self, form: Form) -> Ticket:
        ticket = self._demo.tickets.get(form.one("ticket"), self._demo.now())
        if ticket is None:
            raise Refusal("invalid_request", "This page is used up. Go back to your program and begin again.")
        return ticket

    def _answer(self, ticket: Ticket, permission: Permission | None) -> Response:
        asked = ticket.asked
        client = self._demo.clients.get(asked.client_id)
        if permission is None or client is None:
            return self._redirect(asked.redirect_uri, asked.state, error="access_denied", why="The person said no.")
        code = self._demo.grants.issue_code(
            permission,
            redirect_uri=asked.redirect_uri,
            challenge=asked.challenge,
            renewable=is_renewable(client, permission),
            now=self._demo.now(),
        )
        return self._redirect(asked.redirect_uri, asked.state, code=code)

    def _tell_device(self, ticket: Ticket, permission: Permission | None) -> Response:
        code = self._demo.devices.find(ticket.asked.user_code, self._demo.now())
        if code is None:
            raise Refusal("invalid_request", "The code ran out. Begin again in your program.")
        code.permission, code.denied = permission, permission is None
        if permission is None:
            return message_page("Not connected", "You said no. You can close this page.")
        return message_page("Connected", "Your program goes on by itself. You can close this page.")

    def _redirect(
        self, redirect_uri: str, state: str | None, *, code: str = "", error: str = "", why: str = ""
    ) -> Response:
        """Send the browser back, with ``iss`` in good and bad answers alike (RFC 9207 §2)."""
        answer = {
            "code": code,
            "error": error,
            "error_description": why,
            "state": state or "",
            "iss": self._demo.issuer,
        }
        query = urlencode({key: value for key, value in answer.items() if value})
        joint = "&" if "?" in redirect_uri else "?"
        headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        return RedirectResponse(f"{redirect_uri}{joint}{query}", 303, headers)


def known_scopes(form: Form) -> tuple[str, ...]:
    """Return the permissions asked for; refuse unknown ones."""
    scopes = form.words("scope") or ()
    if not set(scopes) <= _SCOPES:
        raise Refusal("invalid_scope", "One of the permissions does not exist here.")
    return scopes


def is_renewable(client: RegisteredClient, permission: Permission) -> bool:
    """Tell whether a refresh token goes with it (OIDC Core §11)."""
    return "offline_access" in permission.scopes and "refresh_token" in client.grant_types


def _state_of(form: Form) -> str | None:
    """Return the state for an error answer, if there is just one."""
    states = form.several("state")
    return states[0] if len(states) == 1 else None
