"""An OpenID provider that is honest by itself and departs from it as a case says; it watches how it is asked, too."""

import asyncio
import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from typing import Any, Final, TypeVar
from urllib.parse import parse_qs, parse_qsl, quote, urlsplit

from oauth_desk.protocol.http import Request
from tests.adapters.web_server import Seen, plain
from tests.conformance import jwt
from tests.conformance.play import Play, changed

CLIENT_ID: Final = "desk"
SUBJECT: Final = "ana-1"
EMAIL: Final = "ana@example.com"
DEVICE_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"
_GRANTS: Final = {"authorization_code": "token", "refresh_token": "renewal", DEVICE_GRANT: "poll"}
_WELL_KNOWN: Final = ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")
_SECRETS: Final = (
    "code",
    "code_verifier",
    "refresh_token",
    "token",
    "device_code",
    "client_assertion",
    "state",
    "nonce",
)
_FOUND: Final = 302

Filled = TypeVar("Filled")


class Provider:
    """One provider. ``secrets`` are what nobody but the program may hear; ``complaints`` what it did wrong."""

    def __init__(self, play: Play, now: Callable[[], float]) -> None:
        self.play = play
        self.now = now
        self.url = self.elsewhere = ""
        self.seen: list[tuple[str, Seen]] = []
        self.secrets: set[str] = {"CANARY"}
        self.complaints: list[str] = []
        self.asked: dict[str, str] = {}
        self.client_id = CLIENT_ID
        self.polls_before_yes = 1
        self._codes: dict[str, dict[str, str]] = {}
        self._refresh_tokens: set[str] = set()
        self._pushed: dict[str, dict[str, str]] = {}
        self._honest: dict[str, Callable[[Seen], tuple[int, dict[str, Any]]]] = {
            "metadata": lambda _: (200, self.metadata()),
            "jwks": lambda _: (200, {"keys": self.play.keys()}),
            "token": self._token,
            "renewal": self._renewal,
            "poll": self._poll,
            "userinfo": self._userinfo,
            "api": lambda _: (200, {"hello": "you"}),
            "register": self._register,
            "device": self._device,
            "par": self._par,
            "revoke": lambda _: (200, {}),
            "introspect": lambda _: (200, {"active": True, "sub": SUBJECT}),
        }

    # --- serving ---------------------------------------------------------------

    async def script(self, seen: Seen, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        name = self.name_of(seen)
        self.seen.append((name, seen))
        answer = self.play.answers.get(name)
        if answer is None:
            await self.honestly(seen, writer)
        else:
            self.note_secrets(seen)
            await answer(self, seen, writer)

    def name_of(self, seen: Seen) -> str:
        """Name what is asked: the last step of the path, or the kind of grant."""
        path = urlsplit(seen.target).path
        if path.endswith(_WELL_KNOWN) or path.startswith(_WELL_KNOWN):
            return "metadata"
        if path.startswith("/.well-known/oauth-protected-resource"):
            return "resource"
        name = path.strip("/").partition("/")[0]
        return _GRANTS.get(form_of(seen).get("grant_type", ""), "token") if name == "token" else name

    def is_hostile(self, request: Request) -> bool:
        """Tell whether what a request asks for is not answered honestly."""
        target = urlsplit(request.url).path
        return self.name_of(Seen(request.method, target, [], request.body or b"", 0)) in self.play.answers

    async def honestly(self, seen: Seen, writer: asyncio.StreamWriter, *headers: tuple[str, str]) -> None:
        """Answer as an honest provider does, but for the members that the play changes."""
        name = self.name_of(seen)
        if name == "authorize":
            writer.write(plain(_FOUND, b"", ("Location", self._callback(seen))))
            return
        status, members = self._honest[name](seen) if name in self._honest else (404, {"error": "not_found"})
        writer.write(
            plain(status, json.dumps(members).encode(), ("Content-Type", "application/json"), *self.filled(headers))
        )

    def times(self, name: str) -> int:
        """Return how often something was asked."""
        return sum(each == name for each, _ in self.seen)

    def last(self, name: str) -> Seen:
        """Return the last request of a kind."""
        return next(seen for each, seen in reversed(self.seen) if each == name)

    def filled(self, value: Filled) -> Filled:
        """Put the two addresses in."""
        match value:
            case str():
                return value.replace("{here}", self.url).replace("{elsewhere}", self.elsewhere)  # type: ignore[return-value]
            case bytes():
                filled = value.replace(b"{here}", self.url.encode())
                return filled.replace(b"{elsewhere}", self.elsewhere.encode())  # type: ignore[return-value]
            case list() | tuple():
                return type(value)(self.filled(each) for each in value)  # type: ignore[call-arg, return-value]
            case dict():
                return {name: self.filled(each) for name, each in value.items()}  # type: ignore[return-value]
        return value

    def note_secrets(self, seen: Seen) -> None:
        """Remember what the program sent and nobody else may see."""
        form, proof = form_of(seen), (seen.header("Authorization") or "").partition(" ")[2]
        self.secrets |= {form[name] for name in _SECRETS if name in form} | ({proof} if proof else set())

    # --- what is told -----------------------------------------------------------

    def metadata(self) -> dict[str, Any]:
        """Return the document about this provider."""
        honest = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "registration_endpoint": f"{self.url}/register",
            "revocation_endpoint": f"{self.url}/revoke",
            "introspection_endpoint": f"{self.url}/introspect",
            "device_authorization_endpoint": f"{self.url}/device",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
        }
        return changed(honest, self.play.metadata, self.filled)

    def new_secret(self, kind: str) -> str:
        """Return something that must not get about."""
        made = f"{kind}+{secrets.token_urlsafe(12)}/=="
        self.secrets |= {made, quote(made, safe="")}
        return made

    def issued(self, asked: dict[str, str], seen: Seen, *, renewed: bool = False) -> dict[str, Any]:
        """Return a token answer; the tokens are bound where the program shows a key."""
        access, refresh = self.new_secret("access"), self.new_secret("refresh")
        self._refresh_tokens.add(refresh)
        honest = {
            "access_token": access,
            "token_type": "Bearer" if seen.header("DPoP") is None else "DPoP",
            "expires_in": 3600,
            "refresh_token": refresh,
            "scope": asked.get("scope", "openid"),
            "id_token": self._id_token(asked, access, renewed=renewed),
        }
        return changed(honest, self.play.renewed if renewed else self.play.tokens, self.filled)

    def claims(self, asked: dict[str, str], access: str) -> dict[str, Any]:
        """Return what an ID token says."""
        now = int(self.now())
        honest: dict[str, Any] = {
            "iss": self.url,
            "sub": SUBJECT,
            "aud": self.client_id,
            "iat": now,
            "exp": now + 3600,
            "at_hash": jwt.half_hash(access),
        }
        return honest | ({"nonce": asked["nonce"]} if "nonce" in asked else {})

    def _id_token(self, asked: dict[str, str], access: str, *, renewed: bool) -> object:
        changes = self.play.renewed_claims if renewed else self.play.claims
        claims = changed(self.claims(asked, access), changes, self.filled)
        if self.play.id_token is not None and not renewed:
            return self.play.id_token(self, claims)
        header = {"alg": "RS256", "kid": "usual", "typ": "JWT"}
        made = jwt.compact(changed(header, self.play.header, self.filled), claims, self.play.sign)
        self.secrets.add(made)
        return made

    # --- the endpoints ------------------------------------------------------------

    def _callback(self, seen: Seen) -> str:
        asked = dict(parse_qsl(urlsplit(seen.target).query))
        if "request_uri" in asked:
            asked = self._pushed.get(asked["request_uri"], {})
        self._look_at(asked)
        self.asked, code = asked, self.new_secret("code")
        foreign = self.new_secret("code")
        self._codes |= {code: asked, foreign: {**asked, "code_challenge": "another", "nonce": "another"}}
        values = {"here": self.url, "elsewhere": self.elsewhere, "code": code, "foreign": foreign}
        values["state"] = asked["state"]
        query = self.play.callback
        for name, value in values.items():
            query = query.replace(f"{{{name}}}", quote(value, safe=""))
        return f"{asked['redirect_uri']}?{query}"

    def _look_at(self, asked: dict[str, str]) -> None:
        """Complain of a request that a strict provider would refuse."""
        wanted = {
            "response_type": asked.get("response_type") == "code",
            "client_id": asked.get("client_id") == self.client_id,
            "redirect_uri": asked.get("redirect_uri", "").startswith("http://127.0.0.1:"),
            "scope": "openid" in asked.get("scope", "").split(),
            "state": len(asked.get("state", "")) >= 22,
            "nonce": len(asked.get("nonce", "")) >= 22,
            "code_challenge_method": asked.get("code_challenge_method") == "S256",
        }
        self.complaints += [f"authorization request: {name}" for name, good in wanted.items() if not good]

    def _token(self, seen: Seen) -> tuple[int, dict[str, Any]]:
        form = form_of(seen)
        self.note_secrets(seen)
        asked = self._codes.pop(form.get("code", ""), None)
        if asked is None:
            return 400, {"error": "invalid_grant", "error_description": "The code is not known."}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        same = (asked["redirect_uri"], asked["code_challenge"]) == (form.get("redirect_uri"), challenge)
        if not same and not self.play.careless:
            return 400, {"error": "invalid_grant", "error_description": "The code is of another sign-in."}
        return 200, self.issued(asked, seen)

    def _renewal(self, seen: Seen) -> tuple[int, dict[str, Any]]:
        if form_of(seen).get("refresh_token") not in self._refresh_tokens:
            return 400, {"error": "invalid_grant"}
        return 200, self.issued({"scope": self.asked.get("scope", "openid")}, seen, renewed=True)

    def _poll(self, seen: Seen) -> tuple[int, dict[str, Any]]:
        if self.times("poll") <= self.polls_before_yes:
            return 400, {"error": "authorization_pending"}
        return 200, self.issued({"scope": "openid"}, seen)

    def _userinfo(self, seen: Seen) -> tuple[int, dict[str, Any]]:
        token = (seen.header("Authorization") or "").partition(" ")[2]
        if token not in self.secrets:
            return 401, {"error": "invalid_token"}
        return 200, changed({"sub": SUBJECT, "email": EMAIL}, self.play.userinfo, self.filled)

    def _register(self, seen: Seen) -> tuple[int, dict[str, Any]]:
        honest = {**json.loads(seen.body), "client_id": "made-for-you"}
        members = changed(honest, self.play.registration, self.filled)
        self.client_id = str(members.get("client_id"))
        return 201, members

    def _device(self, seen: Seen) -> tuple[int, dict[str, Any]]:
        honest = {
            "device_code": self.new_secret("device"),
            "user_code": "ABCD-EFGH",
            "verification_uri": f"{self.url}/verify",
            "expires_in": 1800,
            "interval": 5,
        }
        return 200, changed(honest, self.play.device, self.filled)

    def _par(self, seen: Seen) -> tuple[int, dict[str, Any]]:
        members = changed({"request_uri": "urn:pushed:1", "expires_in": 60}, self.play.pushed, self.filled)
        self._pushed[str(members.get("request_uri"))] = form_of(seen)
        return 201, members


def form_of(seen: Seen) -> dict[str, str]:
    """Return the parameters of a form."""
    return {name: values[0] for name, values in parse_qs(seen.body.decode("latin-1")).items()}
