"""A vault with every field filled: what the stored vaults in ``vaults/`` hold."""

from collections.abc import Sequence
from dataclasses import replace

from oauth_desk.domain.api_key import KeyCare, KeyPlace, KeyUse
from oauth_desk.domain.browser_choice import BrowserChoice
from oauth_desk.domain.connection import Account, Connection, History, InFlight
from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.domain.grant import Assertion, Exchange, Grant, ScopePlace, Source, TokenKind
from oauth_desk.domain.manners import AnswerForm, ApiUse, CallbackForm, Renewal, Revocation, RevocationProof, SecondStep
from oauth_desk.domain.place import Place, Places
from oauth_desk.domain.question import AnswerKind, Question
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import (
    AccountProbe,
    AuthMethod,
    Client,
    Endpoints,
    Metadata,
    Offer,
    Parameters,
    Quirks,
    Security,
    Service,
)
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.domain.tokens import Tokens

NEWER_CAUSES = frozenset(
    {Cause.CERTIFICATE, Cause.CLOCK, Cause.SOURCE, Cause.ASSERTION, Cause.SUBJECT, Cause.SOURCE_GONE}
)
"""What format 1 did not know."""

CAUSES_OF_3 = frozenset({Cause.REVOKED, Cause.PASSWORD, Cause.POLICY, Cause.REUSED})
"""What format 2 did not know."""

NOW = 1_800_000_000.0
PAIRS = (("prompt", "consent"), ("q", 'a "quoted" ü'))

SERVICE = Service(
    id="acme",
    name="Acme ☂",
    category="Sales",
    issuer="https://login.acme.example",
    endpoints=Endpoints(
        authorization="https://login.acme.example/authorize",
        token="https://login.acme.example/token",
        refresh="https://login.acme.example/refresh",
        revocation="https://login.acme.example/revoke",
        introspection="https://login.acme.example/introspect",
        device_authorization="https://login.acme.example/device",
        userinfo="https://api.acme.example/userinfo",
        registration="https://login.acme.example/register",
        pushed_authorization_request="https://login.acme.example/par",
        jwks_uri="https://login.acme.example/jwks",
    ),
    api_base_urls=("https://api.acme.example/v2", "https://files.acme.example"),
    api_templates=("https://api.acme.example/v2", "{token.files}"),
    allowed_hosts=("*.acme.example", "cdn.example"),
    developer_console_url="https://developers.acme.example",
    docs_url="https://docs.acme.example",
    color="#1f6feb",
    summary="Customers and offers.",
    client=Client(
        client_id="desk-123",
        client_secret=Secret("client-secret"),
        auth_method=AuthMethod.POST,
        redirect_uri="http://127.0.0.1:8123/cb",
        registered_dynamically=True,
        secret_expires_at=NOW + 1e6,
        registration_token=Secret("registration-token"),
        private_key=Secret('{"kty":"EC"}'),
        private_key_file="/desk.key",
        key_id="k1",
    ),
    client_secret_needed=True,
    instructions=("Open the page.", "Copy the id."),
    scopes=("read", "offline_access"),
    scope_separator=",",
    scope_meaning=(("read", "See your contacts"),),
    account=AccountProbe(
        "https://api.acme.example/me",
        "email",
        "data.id",
        "POST",
        (("X-Version", "2"),),
        '{"query": "me"}',
        ("name",),
        ("api",),
        "client",
        (("token", "{access_token}"),),
    ),
    parameters=Parameters(PAIRS, (("audience", "desk"),), (("fresh", "yes"),), (("prompt", "select_account"),)),
    security=Security(
        dpop=Offer.REQUIRED,
        pushed=Offer.OFF,
        resource=("https://api.acme.example",),
        ca_file="/ca.pem",
        client_certificate="/client.pem",
        client_key="/client.key",
        authorities="-----BEGIN CERTIFICATE-----",
        certificate=Secret("-----BEGIN PRIVATE KEY-----"),
        certificate_ends_at=NOW + 1e7,
    ),
    quirks=Quirks(
        rejected_errors=("bad_refresh_token",),
        denied_errors=("user_cancelled",),
        basic_encoding="raw",
        scope_parameter="user_scope",
        client_id_parameter="client_key",
        omit_parameters=("response_type",),
        challenge_encoding="hex",
        pkce_without_secret_only=True,
        send_pkce=False,
        issuer_mismatch_allowed=True,
        token_request_headers=(("X-Acme", "desk"),),
        errors_with_http_200=True,
        token_request_body="json",
        refresh_idle_seconds=86_400,
        refresh_absolute_seconds=864_000,
        reasons=(("E42", "password"),),
    ),
    answer=AnswerForm(
        inside="body",
        access_token="token",
        refresh_token="again",
        scope="rights",
        expires_in="seconds",
        expires_at="end",
        issued_at="begin",
        refresh_expires_in="again_seconds",
        refresh_expires_at="again_end",
        lifetime=7200,
        zero_means_never=True,
        bearer_assumed=True,
        ok="status",
        ok_value="0",
        error="problem.kind",
        keep=("files",),
    ),
    callback=CallbackForm(("realm",), "granted", "server", "hmac"),
    revocation=Revocation(
        "https://login.acme.example/end",
        "DELETE",
        RevocationProof.SECRET,
        "Client",
        "json",
        (("token", "{access_token}"),),
        "https://acme.example/apps",
    ),
    api=ApiUse("OAuth", "X-Token", (("Client-Id", "{client_id}"),)),
    second_step=SecondStep("https://login.acme.example/more", "token", (("t", "{access_token}"),)),
    renewal=Renewal("access_token", "GET", (("grant_type", "self"),)),
    questions=(Question("host", "Server", "git.example", "a.example", AnswerKind.LABEL, optional=True, choices=PAIRS),),
    places=Places(
        "Site", "https://api.acme.example/sites", "data", "id", "url", ("base",), (("X-All", "{client_id}"),)
    ),
    metadata=Metadata(
        grant_types=("authorization_code",),
        auth_methods=("none",),
        challenge_methods=("S256",),
        scopes=("read",),
        iss_parameter_supported=True,
        signing_algorithms=("ES256",),
        document='{"issuer":"https://login.acme.example"}',
    ),
    key=KeyUse(KeyPlace.HEADER, "X-Key", "Key ", "ana", 90),
    grant=Grant.JWT_BEARER,
    assertion=Assertion(
        issuer="desk@acme.example",
        subject="ana@acme.example",
        names_itself=False,
        audience="https://login.acme.example/token",
        algorithm="RS256",
        private_key_file="/robot.json",
        private_key=Secret('{"kty":"RSA"}'),
        key_id="key-1",
        lifetime=600,
        scope_in=ScopePlace.ASSERTION,
        claims=(("tenant", "1"),),
    ),
    exchange=Exchange("Work", TokenKind.ID_TOKEN, TokenKind.JWT, ("orders",)),
    locked=("client.client_id",),
    origin=Secret('{"client.client_id": "desk"}'),
    is_demo=True,
)

CONNECTION = Connection(
    id="c-full",
    name="Acme – Ana",
    service=SERVICE,
    tokens=Tokens(
        access_token=Secret("access-7"),
        obtained_at=NOW + 0.25,
        expires_at=NOW + 3600.25,
        refresh_token=Secret("refresh-7"),
        refresh_expires_at=NOW + 86_400,
        refresh_obtained_at=NOW + 0.25,
        token_type="DPoP",
        scopes=("read", "write"),
        id_token=Secret("eyJ.e30.sig"),
        kept=(("token.files", "https://files.acme.example"),),
        scopes_assumed=True,
    ),
    created_at=NOW - 1000,
    signed_in_at=NOW - 900,
    generation=7,
    account=Account("ana@example.com", "4711"),
    scopes_asked=("read", "write", "offline_access"),
    condition=Condition(Status.RETRYING, Cause.SERVER_ERROR, "HTTP status 502", 3, NOW + 40),
    in_flight=InFlight(NOW + 1, replayed=True),
    unanswered_since=NOW - 5,
    history=History(6, NOW + 0.25, 0.125, NOW - 2, -1.5, end_moves=True),
    dpop_key=Secret("private-key"),
    key_care=KeyCare(NOW + 86_400, Secret("key-6")),
    source=Source("c-bare", "Bare"),
    copied_at=NOW - 50,
    notes=("The service gave no ID token.", "half a pair: \ud800"),
    declined="0123456789abcdef",
    browser=BrowserChoice("firefox-snap", "Firefox (Snap)", "work ☂", "Work ☂"),
    place=Place("4f-1", "acme.example", (("place.base", "https://eu.acme.example"),)),
)

BARE = Connection(
    id="c-bare",
    name="Bare",
    service=Service("bare", "Bare"),
    tokens=Tokens(None, NOW),
    created_at=NOW,
    signed_in_at=NOW,
)


def connections() -> list[Connection]:
    """Return what the vault holds: every field filled, every field at its default, and every status and cause."""
    return [CONNECTION, BARE, *_varied(list(Cause))]


def connections_of_3() -> list[Connection]:
    """Return what a vault of set 3 holds: no place, no browser, nor whether a grant was told."""
    tokens = replace(CONNECTION.tokens, scopes_assumed=False)
    full = replace(CONNECTION, service=replace(SERVICE, places=None), tokens=tokens, place=None, browser=None)
    return [full, *connections()[1:]]


def connections_of_2() -> list[Connection]:
    """Return what a vault of set 2 holds: it knew no ways of a service's own, no profile of then, and fewer reasons."""
    quirks = replace(
        SERVICE.quirks,
        client_id_parameter="client_id",
        omit_parameters=(),
        challenge_encoding="base64url",
        pkce_without_secret_only=False,
        reasons=(),
    )
    service = replace(
        SERVICE,
        api_templates=(),
        answer=AnswerForm(),
        callback=CallbackForm(),
        revocation=Revocation(),
        api=ApiUse(),
        second_step=SecondStep(),
        renewal=Renewal(),
        account=replace(SERVICE.account, labels=(), keep=(), auth="token", parameters=()) if SERVICE.account else None,
        questions=(),
        places=None,
        quirks=quirks,
        parameters=replace(SERVICE.parameters, another_account=()),
        origin=None,
    )
    full = replace(
        CONNECTION,
        service=service,
        tokens=replace(CONNECTION.tokens, kept=(), scopes_assumed=False),
        history=replace(CONNECTION.history, end_moves=None),
        copied_at=None,
        declined="",
        browser=None,
        place=None,
    )
    return [full, BARE, *_varied([cause for cause in Cause if cause not in CAUSES_OF_3])]


def connections_of_1() -> list[Connection]:
    """Return what a vault of format 1 holds: it knew no copied keys, no keys of the program's own, no robots."""
    before = connections_of_2()[0]
    service = replace(
        before.service,
        client=replace(SERVICE.client, private_key=None, private_key_file=None, key_id=None),
        security=replace(
            SERVICE.security, client_key=None, authorities=None, certificate=None, certificate_ends_at=None
        ),
        key=None,
        grant=Grant.AUTHORIZATION_CODE,
        assertion=Assertion(),
        exchange=Exchange(),
    )
    full = replace(before, service=service, key_care=None, source=None)
    return [full, BARE, *_varied([cause for cause in Cause if cause not in NEWER_CAUSES | CAUSES_OF_3])]


def _varied(causes: list[Cause]) -> list[Connection]:
    conditions = [Condition(status) for status in Status] + [Condition(Status.RETRYING, cause) for cause in causes]
    return [
        replace(BARE, id=f"c-{number}", name=f"Varied {number:02}", condition=condition)
        for number, condition in enumerate(conditions)
    ]


def entries(kinds: Sequence[ActivityKind] = tuple(ActivityKind)) -> list[ActivityEntry]:
    """Return the log, oldest first: one entry of every kind."""
    return [
        ActivityEntry(NOW + number, "c-full", "Acme – Ana", kind, "renewed", "The service gave a new renewal key.", 0.5)
        for number, kind in enumerate(kinds)
    ]
