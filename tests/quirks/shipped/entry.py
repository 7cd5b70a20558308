"""One line of the table of shipped services: what a service demands, what it answers, what comes of it."""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote_plus

from oauth_desk.domain.secret import Secret
from oauth_desk.services.overrides import Overrides
from tests.adapters.web_server import Seen
from tests.quirks.manner import Body, Demand, Manner, Reply, form_of
from tests.quirks.shipped.profile import moved

KEY = "secret+of/the=client"
"""The client's secret: in a Basic header it looks another way once it is encoded."""

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"

ANY_PORT = "http://127.0.0.1:50000/callback"
FIXED = "http://127.0.0.1:27182/callback"
LOCALHOST = "http://localhost:27182/callback"
PASTED = "https://localhost/callback"

Texts = Mapping[str, str | None]
"""What has to be there; None: what must not."""


@dataclass(frozen=True)
class Wants:
    """What a service demands of requests; every other request is refused.

    ``proof`` is where id and secret stand: ``post``, ``basic``, ``raw`` (Basic without form
    encoding), ``empty`` (Basic without a secret) or ``none``. ``pkce`` is how the challenge is
    written, empty where there must be none. ``asks`` is what the browser is sent with, ``sends``
    what stands in each token request, ``renews`` in renewals besides. ``calls`` are headers of
    calls to the API.
    """

    redirect: str = FIXED
    scope: str | None = None
    separator: str = " "
    scope_name: str = "scope"
    proof: str = "post"
    pkce: str = "base64url"
    client_id: str = "client_id"
    asks: Texts = field(default_factory=dict)
    sends: Texts = field(default_factory=dict)
    renews: Texts = field(default_factory=dict)
    headers: Texts = field(default_factory=dict)
    calls: Texts = field(default_factory=lambda: {"authorization": "Bearer TOKEN"})
    json: bool = False

    def browser(self, asked: Mapping[str, str]) -> str:
        """Judge what the browser was sent with."""
        wanted: Texts = {
            "response_type": "code",
            self.client_id: "desk-1",
            "redirect_uri": self.redirect,
            self.scope_name: self.scope,
            "code_challenge_method": "S256" if self.pkce else None,
            **self.asks,
        }
        return _missing(asked, wanted)

    def token(self, seen: Seen, form: Mapping[str, str]) -> str:
        """Judge a token request."""
        kind = "application/json" if self.json else "application/x-www-form-urlencoded"
        wrong = _missing(headers_of(seen), {"content-type": kind, "accept": "application/json", **self.headers})
        wrong = wrong or self.client(seen, form)
        if "device_code" in form:
            return wrong or _missing(form, {"grant_type": DEVICE_GRANT, "device_code": "device-1"})
        return wrong or (self._code(form) if "code" in form else self._again(form))

    def device(self, seen: Seen, form: Mapping[str, str]) -> str:
        """Judge the request that begins a sign-in on another device."""
        return self.client(seen, form) or _missing(form, {self.scope_name: self.scope})

    def client(self, seen: Seen, form: Mapping[str, str]) -> str:
        """Judge how the client proves itself."""
        shown = seen.header("authorization")
        written = {"basic": quote_plus(KEY), "raw": KEY, "empty": ""}.get(self.proof)
        if written is not None:
            good = "Basic " + base64.b64encode(f"desk-1:{written}".encode()).decode()
            return "" if shown == good and "client_secret" not in form else "the proof is not in the header"
        secret = KEY if self.proof == "post" else None
        return "a header" if shown else _missing(form, {self.client_id: "desk-1", "client_secret": secret})

    def call(self, seen: Seen) -> str:
        """Judge a call to the API."""
        told = {name: re.sub(r"access-[12]$", "TOKEN", value) for name, value in headers_of(seen).items()}
        return _missing(told, self.calls)

    def question(self, method: str, body: str) -> Demand:
        """Return what judges the question who signed in."""

        def judged(seen: Seen, _form: Mapping[str, str]) -> str:
            good = seen.method == method and seen.body.decode() == body
            return self.call(seen) if good else f"{seen.method} {seen.body.decode()}"

        return judged

    def _code(self, form: Mapping[str, str]) -> str:
        wanted: Texts = {"grant_type": "authorization_code", "code": "C1", "redirect_uri": self.redirect}
        return _missing(form, {**wanted, **self.sends}) or self._verifier(form)

    def _again(self, form: Mapping[str, str]) -> str:
        said = {**form, "refresh_token": re.sub(r"^refresh-[12]$", "KEY", form.get("refresh_token", ""))}
        return _missing(said, {"grant_type": "refresh_token", "refresh_token": "KEY", **self.sends, **self.renews})

    def _verifier(self, form: Mapping[str, str]) -> str:
        if not self.pkce:
            return "a verifier" if "code_verifier" in form else ""
        digest = hashlib.sha256(form.get("code_verifier", "").encode())
        plain = base64.urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()
        made = digest.hexdigest() if self.pkce == "hex" else plain
        return "" if form["asked:code_challenge"] == made else "the verifier does not fit"


@dataclass(frozen=True)
class Ends:
    """How a connection ends at a service: one request, or RFC 7009's two; no ``method``: by no request at all.

    ``form`` is the whole body, without the client's own proof; ``client`` says that this proof goes along.
    """

    method: str = "POST"
    form: Texts | None = None
    headers: Texts = field(default_factory=dict)
    client: bool = False
    kind: str = "application/x-www-form-urlencoded"
    answer: Reply = field(default_factory=Reply)
    requests: int = 1

    def demand(self, wants: Wants) -> Demand:
        """Return what judges such a request."""

        def judged(seen: Seen, _form: Mapping[str, str]) -> str:
            form = form_of(seen) if seen.body else {}
            form.pop("token_type_hint", None)
            told = {name: re.sub(r"(access|refresh)-[12]$", "TOKEN", value) for name, value in form.items()}
            own = {wants.client_id: "desk-1", "client_secret": KEY}
            wrong = wants.client(seen, form) if self.client else ""
            if self.client:
                told = {name: value for name, value in told.items() if own.get(name) != value}
            shown = {name: re.sub(r"access-[12]$", "TOKEN", value) for name, value in headers_of(seen).items()}
            wrong = wrong or _missing(shown, self.headers)
            if wrong or seen.method != self.method or told != dict(self.form or {}):
                return wrong or f"{seen.method} with {sorted(told)}"
            return "" if not seen.body or seen.header("content-type") == self.kind else "another kind of body"

        return judged


RFC = Ends(form={"token": "TOKEN"}, client=True, requests=2)
BY_TOKEN = Ends(headers={"authorization": "Bearer TOKEN"})
BY_HAND = Ends(method="")


@dataclass(frozen=True)
class Answers:
    """The token answers: of the code, and of a renewal where there is one; how long the access is said to live."""

    first: Body
    again: Body = None
    lifetime: float | None = None


def renewing(lifetime: float | None = 3600, *, rotates: bool = True, **more: object) -> Answers:
    """Return RFC 6749's answers; ``more`` stands in both. Without ``rotates`` the key for renewal stays."""
    told = {"token_type": "Bearer", **({} if lifetime is None else {"expires_in": lifetime}), **more}
    again = {"access_token": "access-2", **({"refresh_token": "refresh-2"} if rotates else {}), **told}
    return Answers({"access_token": "access-1", "refresh_token": "refresh-1", **told}, again, lifetime)


def lasting(**more: object) -> Answers:
    """Return the answer of a service that does not renew and tells no end."""
    return Answers({"access_token": "access-1", "token_type": "bearer", **more})


@dataclass(frozen=True)
class Shipped(Manner):
    """A shipped service in the hands of a server that behaves like it.

    ``optional``: the client may have no secret, and ``public`` is what is demanded then,
    if anything else. ``denied`` is the word for a person's no.
    """

    wants: Wants = field(default_factory=Wants)
    public: Wants | None = None
    optional: bool = False
    denied: str = "access_denied"

    def without_secret(self) -> "Shipped":
        """Return the same for a client that has none, of which something else may be demanded."""
        wants = self.public or replace(self.wants, proof="none")
        given = replace(self.given, client_secret=None)
        return replace(self, wants=wants, token=wants.token, authorization=wants.browser, given=given)


def shipped(
    name: str,
    at: tuple[str, str],
    wants: Wants,
    answers: Answers,
    *,
    api: str,
    who: Body = None,
    account: tuple[str, str] | None = ("ana@example.com", "u-1"),
    probe: tuple[str, str] = ("GET", ""),
    ends: Ends = RFC,
    asked: Mapping[str, str] | None = None,
    **ways: object,
) -> Shipped:
    """Return the line of the service with this file, whose sign-in page and token endpoint are ``at``.

    ``asked`` are the answers to its questions, ``probe`` is how it is asked who signed in.
    """
    secret = None if wants.proof == "none" else Secret(KEY)
    scopes = tuple(re.split(r"[ ,]", wants.scope)) if wants.scope else ()
    told = {
        "token": wants.token,
        "call": wants.call,
        "device": wants.device,
        "asking": wants.question(*probe),
        "notes": (),
        "at": (f"BASE/{at[0]}", f"BASE/{at[1]}"),
        "authorization": wants.browser,
        "revocation": ends.demand(wants),
        "revoked": ends.answer,
        "tells": "yes" if ends.method else "unsupported",
        "endings": (ends.requests if answers.again is not None else 1) if ends.method else 0,
        "expires_in": answers.lifetime,
        "scopes": scopes,
        "renews": answers.again is not None,
        "given": Overrides(client_id="desk-1", client_secret=secret, answers=tuple((asked or {}).items())),
        **ways,
    }
    return Shipped(
        name,
        moved(name),
        Reply(answers.first),
        Reply(answers.again if answers.again is not None else {}),
        who=None if who is None else Reply(who),
        account=account,
        api=api if api.startswith(("https:", "BASE")) or not api else f"BASE/{api}",
        wants=wants,
        **told,  # type: ignore[arg-type]
    )


def headers_of(seen: Seen) -> dict[str, str]:
    """Return the headers by their small names."""
    return {name.lower(): value for name, value in seen.headers}


def _missing(told: Mapping[str, str], wanted: Texts) -> str:
    wrong = [name for name, value in wanted.items() if told.get(name) != value]
    return f"{wrong[0]} is {told.get(wrong[0])!r} instead of {wanted[wrong[0]]!r}" if wrong else ""
