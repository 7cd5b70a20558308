"""A service and this program's registration with it: the parsed service profile."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from oauth_desk.domain.api_key import KeyUse
from oauth_desk.domain.grant import Assertion, Exchange, Grant
from oauth_desk.domain.manners import AnswerForm, ApiUse, CallbackForm, Renewal, Revocation, SecondStep
from oauth_desk.domain.place import Places
from oauth_desk.domain.question import Question
from oauth_desk.domain.secret import Secret

Pairs = tuple[tuple[str, str], ...]
"""A small ordered mapping that stays frozen and hashable."""

ANY_PORT_REDIRECT: Final = "http://127.0.0.1/callback"


class AuthMethod(StrEnum):
    """How the client proves itself to the token endpoint (RFC 7591 §2, OIDC Core §9, RFC 8705 §2)."""

    NONE = "none"
    BASIC = "client_secret_basic"
    POST = "client_secret_post"
    PRIVATE_KEY_JWT = "private_key_jwt"
    SECRET_JWT = "client_secret_jwt"
    TLS = "tls_client_auth"
    SELF_SIGNED_TLS = "self_signed_tls_client_auth"


CERTIFICATE_METHODS: Final = frozenset({AuthMethod.TLS, AuthMethod.SELF_SIGNED_TLS})
_SECRET_METHODS: Final = frozenset({AuthMethod.BASIC, AuthMethod.POST, AuthMethod.SECRET_JWT})


class Offer(StrEnum):
    """Whether an extension is used: never, where metadata offers it, or always."""

    OFF = "off"
    OFFERED = "offered"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the authorization server listens (RFC 8414 §2). None = not known.

    ``refresh`` is for services that renew elsewhere than they exchange the code (Figma).
    """

    authorization: str | None = None
    token: str | None = None
    refresh: str | None = None
    revocation: str | None = None
    introspection: str | None = None
    device_authorization: str | None = None
    userinfo: str | None = None
    registration: str | None = None
    pushed_authorization_request: str | None = None
    jwks_uri: str | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """This program's registration. ``redirect_uri`` without a port: any port.

    ``private_key`` is a JWK, taken from ``private_key_file`` at sign-in: the file may go then.
    """

    client_id: str | None = None
    client_secret: Secret | None = None
    auth_method: AuthMethod | None = None
    redirect_uri: str = ANY_PORT_REDIRECT
    registered_dynamically: bool = False
    secret_expires_at: float | None = None
    registration_token: Secret | None = None
    private_key: Secret | None = None
    private_key_file: str | None = None
    key_id: str | None = None


@dataclass(frozen=True, slots=True)
class AccountProbe:
    """A request that tells who signed in; label and subject are dotted JSON paths, ``labels`` further ones.

    Without ``url`` the paths lead into what is kept of the token answer. With ``auth``
    ``client`` the client asks, and ``parameters`` are its form.
    """

    url: str = ""
    label: str = ""
    subject: str = ""
    method: str = "GET"
    headers: Pairs = ()
    body: str | None = None
    labels: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    auth: str = "token"
    parameters: Pairs = ()


@dataclass(frozen=True, slots=True)
class Parameters:
    """Extra fixed parameters. ``token`` goes with code and renewal requests, ``refresh`` with renewals alone.

    ``another_account`` goes beside ``authorization``, and before it, where the person shall choose the account.
    """

    authorization: Pairs = ()
    token: Pairs = ()
    refresh: Pairs = ()
    another_account: Pairs = ()


@dataclass(frozen=True, slots=True)
class Security:
    """Extensions and trust. Paths are absolute once parsed.

    ``authorities`` and ``certificate`` are what the files held at sign-in, which may go
    then: PEM; ``certificate`` with its key, and when it ends.
    """

    dpop: Offer = Offer.OFFERED
    pushed: Offer = Offer.OFFERED
    resource: tuple[str, ...] = ()
    ca_file: str | None = None
    client_certificate: str | None = None
    client_key: str | None = None
    authorities: str | None = None
    certificate: Secret | None = None
    certificate_ends_at: float | None = None

    @property
    def has_certificate(self) -> bool:
        """Tell whether this program shows a certificate of its own (RFC 8705)."""
        return self.certificate is not None or self.client_certificate is not None


@dataclass(frozen=True, slots=True)
class Quirks:
    """How a service departs from the standards, as data; each is explained in the catalogue's README."""

    rejected_errors: tuple[str, ...] = ()
    denied_errors: tuple[str, ...] = ()
    basic_encoding: str = "form"
    scope_parameter: str = "scope"
    client_id_parameter: str = "client_id"
    omit_parameters: tuple[str, ...] = ()
    challenge_encoding: str = "base64url"
    send_pkce: bool = True
    pkce_without_secret_only: bool = False
    issuer_mismatch_allowed: bool = False
    token_request_headers: Pairs = ()
    errors_with_http_200: bool = False
    token_request_body: str = "form"
    refresh_idle_seconds: int | None = None
    refresh_absolute_seconds: int | None = None
    reasons: Pairs = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What discovery said beyond the endpoints (RFC 8414 §2); empty without discovery."""

    grant_types: tuple[str, ...] = ()
    auth_methods: tuple[str, ...] = ()
    challenge_methods: tuple[str, ...] | None = None
    scopes: tuple[str, ...] = ()
    iss_parameter_supported: bool = False
    signing_algorithms: tuple[str, ...] = ()
    client_documents: bool = False
    document: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """Everything known about a service. A connection keeps its own snapshot (NORMS C11).

    With ``key`` nobody signs in: its connections hold a key that a person copied. With another
    ``grant`` than the usual one nobody does either: the program asks by itself, again and again.
    ``origin`` is what the profile said that it was made from, so that a newer one is noticed.
    ``recommended``: an administrator put it among what is used here. ``vouched``: every
    host in it came with the program.
    ``told`` are the addresses that a document told and nobody typed (NORMS C82).
    ``api_templates`` are API addresses that a sign-in completes; ``api_base_urls`` are what came of them.
    As long as there are ``questions`` addresses have gaps, and nothing can be sent (``answered``).
    With ``places`` a person chooses, once signed in, which of them calls are for.
    """

    id: str
    name: str
    category: str = ""
    issuer: str | None = None
    endpoints: Endpoints = field(default_factory=Endpoints)
    api_base_urls: tuple[str, ...] = ()
    api_templates: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    developer_console_url: str | None = None
    docs_url: str | None = None
    color: str = ""
    summary: str = ""
    client: Client = field(default_factory=Client)
    client_secret_needed: bool = False
    instructions: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    scope_separator: str = " "
    scope_meaning: Pairs = ()
    account: AccountProbe | None = None
    parameters: Parameters = field(default_factory=Parameters)
    security: Security = field(default_factory=Security)
    quirks: Quirks = field(default_factory=Quirks)
    answer: AnswerForm = field(default_factory=AnswerForm)
    callback: CallbackForm = field(default_factory=CallbackForm)
    revocation: Revocation = field(default_factory=Revocation)
    api: ApiUse = field(default_factory=ApiUse)
    second_step: SecondStep = field(default_factory=SecondStep)
    renewal: Renewal = field(default_factory=Renewal)
    questions: tuple[Question, ...] = ()
    places: Places | None = None
    metadata: Metadata = field(default_factory=Metadata)
    key: KeyUse | None = None
    grant: Grant = Grant.AUTHORIZATION_CODE
    assertion: Assertion = field(default_factory=Assertion)
    exchange: Exchange = field(default_factory=Exchange)
    told: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    recommended: bool = field(default=False, compare=False)
    vouched: bool = field(default=False, compare=False)
    origin: Secret | None = None
    is_demo: bool = False

    @property
    def asks_by_itself(self) -> bool:
        """Tell whether the program is given access with nobody signing in."""
        return self.key is None and self.grant is not Grant.AUTHORIZATION_CODE

    @property
    def needs_client(self) -> bool:
        """Tell whether the person must bring a client id, or a secret, of their own."""
        if self.key is not None:
            return False
        if self.grant is Grant.JWT_BEARER:
            return self.lacks_proof
        if self.client.client_id is None:
            return self.asks_by_itself or self.endpoints.registration is None
        return self.lacks_proof or self.lacks_secret

    @property
    def sends_pkce(self) -> bool:
        """Tell whether sign-ins are bound to this program by a code challenge (RFC 7636)."""
        disturbed = self.quirks.pkce_without_secret_only and self.client.client_secret is not None
        return self.quirks.send_pkce and not disturbed

    @property
    def can_be_told(self) -> bool:
        """Tell whether there is a way to tell the service that a connection ends."""
        return self.revocation.url is not None or self.endpoints.revocation is not None

    @property
    def lacks_secret(self) -> bool:
        """Tell whether the service wants a client secret, and nothing better stands for it."""
        client = self.client
        better = client.private_key or client.private_key_file or client.auth_method in CERTIFICATE_METHODS
        return self.client_secret_needed and client.client_secret is None and not better

    @property
    def lacks_proof(self) -> bool:
        """Tell whether the program is to prove itself with something that nobody gave."""
        client, method = self.client, self.client.auth_method
        has_key = client.private_key is not None or client.private_key_file is not None
        if self.grant is Grant.JWT_BEARER:
            return self.assertion.private_key is None and self.assertion.private_key_file is None
        if self.grant is Grant.CLIENT_CREDENTIALS and method is None:
            # Who proves nothing is given nothing (RFC 6749 §4.4).
            return client.client_secret is None and not has_key and not self.security.has_certificate
        if self.grant is Grant.CLIENT_CREDENTIALS and method in _SECRET_METHODS:
            return client.client_secret is None
        if method is AuthMethod.PRIVATE_KEY_JWT:
            return not has_key
        return method in CERTIFICATE_METHODS and not self.security.has_certificate

    def meaning(self, scope: str) -> str:
        """Return what a permission allows in plain words; the scope itself if nobody wrote any."""
        return dict(self.scope_meaning).get(scope, scope)
