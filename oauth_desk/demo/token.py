"""The token endpoint (RFC 6749 §3.2; RFC 8628 §3.4) and its switches."""

from dataclasses import dataclass, replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from oauth_desk.demo.answers import LostAnswer, json_answer, refusal_answer
from oauth_desk.demo.authorize import is_renewable, known_scopes
from oauth_desk.demo.client_auth import authenticate
from oauth_desk.demo.clients import RegisteredClient, digest_of
from oauth_desk.demo.context import Demo
from oauth_desk.demo.forms import Form, form_of
from oauth_desk.demo.grants import Issued, Permission
from oauth_desk.demo.refusal import Refusal, Reused
from oauth_desk.demo.request_log import GRANT_WORDS, TokenRequest, fingerprint

DEVICE_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a grant yielded. ``nonce`` goes into the first ID token alone."""

    issued: Issued
    nonce: str | None = None
    lost: bool = False


class TokenEndpoint:
    """Exchanges codes, renews, and writes each request into the log."""

    def __init__(self, demo: Demo) -> None:
        self._demo = demo

    def routes(self) -> list[Route]:
        """Return what this answers."""
        return [Route("/token", self.exchange, methods=["POST"])]

    async def exchange(self, request: Request) -> Response:
        """Answer one token request. What changed is saved before the answer leaves."""
        entry = TokenRequest(self._demo.now(), "", "", "")
        try:
            form = await form_of(request)
            entry = self._described(entry, form)
            self._refuse_if_busy()
            client = authenticate(request, form, self._demo.clients)
            outcome = self._grant(form, client, entry.at)
        except Refusal as refusal:
            reused = isinstance(refusal, Reused)
            self._demo.log.add(replace(entry, outcome=refusal.error, reuse_detected=reused))
            await self._demo.save()
            return refusal_answer(refusal)
        self._demo.log.add(self._granted(entry, outcome))
        await self._demo.save()
        return LostAnswer() if outcome.lost else json_answer(self._payload(outcome, entry.at))

    def _refuse_if_busy(self) -> None:
        if self._demo.switches.take_too_many():
            wait = (("Retry-After", str(self._demo.switches.retry_after)),)
            raise Refusal("temporarily_unavailable", "The demo was told to be busy.", status=429, headers=wait)

    def _described(self, entry: TokenRequest, form: Form) -> TokenRequest:
        """Note what the request is about, before anything changes. Unknown words are not copied."""
        grant_type = form.one("grant_type")
        client = self._demo.clients.get(form.one("client_id"))
        entry = replace(
            entry,
            grant_type=grant_type if grant_type in GRANT_WORDS else "other",
            client_id="" if client is None else client.id,
        )
        token = form.one("refresh_token")
        if token is None:
            return entry
        standing = self._demo.grants.standing(token)
        entry = replace(entry, presented=fingerprint(digest_of(token)))
        if standing is None:
            return entry
        return replace(entry, family=standing.family.id, generation=standing.generation)

    def _granted(self, entry: TokenRequest, outcome: Outcome) -> TokenRequest:
        issued = outcome.issued
        return replace(
            entry,
            outcome="granted",
            client_id=issued.permission.client_id,
            family=issued.family,
            issued="" if issued.refresh_token is None else fingerprint(digest_of(issued.refresh_token)),
            answer_lost=outcome.lost,
        )

    def _grant(self, form: Form, client: RegisteredClient, now: float) -> Outcome:
        grant_type = form.needed("grant_type")
        if grant_type not in GRANT_WORDS:
            raise Refusal("unsupported_grant_type", "This grant type is not offered.")
        if grant_type not in client.grant_types:
            raise Refusal("unauthorized_client", "This program did not register for this grant type.")
        if grant_type == "authorization_code":
            return self._redeem(form, client, now)
        if grant_type == "refresh_token":
            return self._renew(form, client, now)
        if grant_type == DEVICE_GRANT:
            permission = self._demo.devices.poll(form.needed("device_code"), client.id, now)
            return Outcome(self._demo.grants.start(permission, renewable=is_renewable(client, permission), now=now))
        scopes = tuple(scope for scope in known_scopes(form) if scope.startswith("notes:"))
        permission = Permission(client.id, client.id, scopes, now)
        return Outcome(self._demo.grants.start(permission, renewable=False, now=now))

    def _redeem(self, form: Form, client: RegisteredClient, now: float) -> Outcome:
        issued = self._demo.grants.redeem(
            form.needed("code"),
            client_id=client.id,
            redirect_uri=form.one("redirect_uri"),
            verifier=form.needed("code_verifier"),
            now=now,
        )
        return Outcome(issued, nonce=issued.permission.nonce)

    def _renew(self, form: Form, client: RegisteredClient, now: float) -> Outcome:
        token = form.needed("refresh_token")
        standing = self._demo.grants.standing(token)
        if self._demo.switches.take_rejection():
            if standing is not None and standing.family.permission.client_id == client.id:
                self._demo.grants.end(standing.family.id)
            raise Refusal("invalid_grant", "The demo was told to reject this renewal.")
        issued = self._demo.grants.renew(
            token, client_id=client.id, scopes=form.words("scope"), now=now, grace=self._demo.switches.grace
        )
        return Outcome(issued, lost=self._demo.switches.take_loss())

    def _payload(self, outcome: Outcome, now: float) -> dict[str, object]:
        issued = outcome.issued
        payload: dict[str, object] = {
            "access_token": issued.access_token,
            "token_type": "Bearer",
            "expires_in": int(issued.lifetime),
            "scope": " ".join(issued.permission.scopes),
        }
        if issued.refresh_token is not None:
            payload["refresh_token"] = issued.refresh_token
        if "openid" in issued.permission.scopes:
            payload["id_token"] = self._demo.keys.id_token(issued, now, nonce=outcome.nonce)
        return payload
