"""The saved form of a connection and of an activity entry: a schema of its own, with a version."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from oauth_desk.adapters.vault.envelope import unwrapped, wrapped
from oauth_desk.adapters.vault.forms import (
    NUMBER,
    PAIRS,
    SECRET,
    TEXT,
    WHOLE,
    YES_NO,
    BadForm,
    Codec,
    Schema,
    maybe,
    one_of,
    record_of,
    row_of,
)
from oauth_desk.adapters.vault.manner_forms import (
    ANSWER,
    API,
    CALLBACK,
    PARAMETERS,
    PLACE,
    PLACES,
    PROBE,
    QUESTION,
    QUIRKS,
    RENEWAL,
    REVOCATION,
    SECOND_STEP,
)
from oauth_desk.adapters.vault.token_form import TOKEN_MEMBERS
from oauth_desk.domain.api_key import KeyCare, KeyPlace, KeyUse
from oauth_desk.domain.browser_choice import BrowserChoice
from oauth_desk.domain.connection import Account, Connection, History, InFlight
from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.domain.grant import Assertion, Exchange, Grant, ScopePlace, Source, TokenKind
from oauth_desk.domain.service import (
    AuthMethod,
    Client,
    Endpoints,
    Metadata,
    Offer,
    Security,
    Service,
)
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.domain.tokens import Tokens

Value = TypeVar("Value")

_TEXTS: Final = row_of(TEXT)

BROWSER: Final = record_of(BrowserChoice, dict.fromkeys(("browser", "name", "profile", "label"), TEXT))

ENDPOINTS: Final = record_of(
    Endpoints,
    dict.fromkeys(
        (
            "authorization",
            "token",
            "refresh",
            "revocation",
            "introspection",
            "device_authorization",
            "userinfo",
            "registration",
            "pushed_authorization_request",
            "jwks_uri",
        ),
        maybe(TEXT),
    ),
)

CLIENT: Final = record_of(
    Client,
    {
        "client_id": maybe(TEXT),
        "client_secret": maybe(SECRET),
        "auth_method": maybe(one_of(AuthMethod)),
        "redirect_uri": TEXT,
        "registered_dynamically": YES_NO,
        "secret_expires_at": maybe(NUMBER),
        "registration_token": maybe(SECRET),
        "private_key": maybe(SECRET),
        "private_key_file": maybe(TEXT),
        "key_id": maybe(TEXT),
    },
)

SECURITY: Final = record_of(
    Security,
    {
        "dpop": one_of(Offer),
        "pushed": one_of(Offer),
        "resource": _TEXTS,
        "ca_file": maybe(TEXT),
        "client_certificate": maybe(TEXT),
        "client_key": maybe(TEXT),
        "authorities": maybe(TEXT),
        "certificate": maybe(SECRET),
        "certificate_ends_at": maybe(NUMBER),
    },
)

METADATA: Final = record_of(
    Metadata,
    {
        "grant_types": _TEXTS,
        "auth_methods": _TEXTS,
        "challenge_methods": maybe(_TEXTS),
        "scopes": _TEXTS,
        "iss_parameter_supported": YES_NO,
        "signing_algorithms": _TEXTS,
        "client_documents": YES_NO,
        "document": TEXT,
    },
)

KEY_USE: Final = record_of(
    KeyUse,
    {"place": one_of(KeyPlace), "name": TEXT, "prefix": TEXT, "user": TEXT, "replace_every_days": maybe(WHOLE)},
)

KEY_CARE: Final = record_of(KeyCare, {"replace_by": maybe(NUMBER), "before": maybe(SECRET)})

ASSERTION: Final = record_of(
    Assertion,
    {
        "issuer": maybe(TEXT),
        "subject": maybe(TEXT),
        "names_itself": YES_NO,
        "audience": maybe(TEXT),
        "algorithm": maybe(TEXT),
        "private_key_file": maybe(TEXT),
        "private_key": maybe(SECRET),
        "key_id": maybe(TEXT),
        "lifetime": WHOLE,
        "scope_in": one_of(ScopePlace),
        "claims": PAIRS,
    },
)

EXCHANGE: Final = record_of(
    Exchange,
    {
        "connection": maybe(TEXT),
        "subject_token_type": one_of(TokenKind),
        "requested_token_type": maybe(one_of(TokenKind)),
        "audience": _TEXTS,
    },
)

SERVICE: Final = record_of(
    Service,
    {
        "id": TEXT,
        "name": TEXT,
        "category": TEXT,
        "issuer": maybe(TEXT),
        "endpoints": ENDPOINTS,
        "api_base_urls": _TEXTS,
        "api_templates": _TEXTS,
        "allowed_hosts": _TEXTS,
        "developer_console_url": maybe(TEXT),
        "docs_url": maybe(TEXT),
        "color": TEXT,
        "summary": TEXT,
        "client": CLIENT,
        "client_secret_needed": YES_NO,
        "instructions": _TEXTS,
        "scopes": _TEXTS,
        "scope_separator": TEXT,
        "scope_meaning": PAIRS,
        "account": maybe(PROBE),
        "parameters": PARAMETERS,
        "security": SECURITY,
        "quirks": QUIRKS,
        "answer": ANSWER,
        "callback": CALLBACK,
        "revocation": REVOCATION,
        "api": API,
        "second_step": SECOND_STEP,
        "renewal": RENEWAL,
        "questions": row_of(QUESTION),
        "places": maybe(PLACES),
        "metadata": METADATA,
        "key": maybe(KEY_USE),
        "grant": one_of(Grant),
        "assertion": ASSERTION,
        "exchange": EXCHANGE,
        "told": _TEXTS,
        "locked": _TEXTS,
        "recommended": YES_NO,
        "vouched": YES_NO,
        "origin": maybe(SECRET),
        "is_demo": YES_NO,
    },
)

TOKENS: Final = record_of(Tokens, TOKEN_MEMBERS)

CONDITION: Final = record_of(
    Condition,
    {
        "status": one_of(Status),
        "cause": maybe(one_of(Cause)),
        "detail": TEXT,
        "failures": WHOLE,
        "next_try_at": maybe(NUMBER),
    },
)

HISTORY: Final = record_of(
    History,
    {
        "renewals_in_a_row": WHOLE,
        "last_renewed_at": maybe(NUMBER),
        "last_duration": maybe(NUMBER),
        "last_used_at": maybe(NUMBER),
        "clock_skew": maybe(NUMBER),
        "end_moves": maybe(YES_NO),
    },
)

STATE: Final = Schema(
    {
        "id": TEXT,
        "name": TEXT,
        "tokens": TOKENS,
        "created_at": NUMBER,
        "signed_in_at": NUMBER,
        "generation": WHOLE,
        "account": record_of(Account, {"label": TEXT, "subject": TEXT}),
        "scopes_asked": _TEXTS,
        "condition": CONDITION,
        "in_flight": maybe(record_of(InFlight, {"since": NUMBER, "replayed": YES_NO})),
        "unanswered_since": maybe(NUMBER),
        "history": HISTORY,
        "dpop_key": maybe(SECRET),
        "key_care": maybe(KEY_CARE),
        "source": maybe(record_of(Source, {"id": TEXT, "name": TEXT})),
        "copied_at": maybe(NUMBER),
        "notes": _TEXTS,
        "declined": TEXT,
        "browser": maybe(BROWSER),
        "place": maybe(PLACE),
    },
)
"""A connection without its service: the part that moves with every renewal."""

ENTRY: Final = record_of(
    ActivityEntry,
    {
        "at": NUMBER,
        "connection_id": TEXT,
        "name": TEXT,
        "kind": one_of(ActivityKind),
        "outcome": TEXT,
        "detail": TEXT,
        "duration": maybe(NUMBER),
    },
)


def pack(codec: Codec[Value], value: Value) -> bytes:
    """Return the bytes of an activity entry or a service, to be sealed."""
    return wrapped(codec.save(value))


def unpack(codec: Codec[Value], packed: bytes) -> Value:
    """Return what was packed; raise BadForm, NewerRecord."""
    return codec.load(unwrapped(packed))


def pack_connection(connection: Connection, snapshot: str) -> bytes:
    """Return the bytes of a connection whose service is saved as ``snapshot``."""
    return wrapped({**STATE.save(connection), "snapshot": snapshot})


def unpack_connection(packed: bytes, service_of: Callable[[str], Service]) -> tuple[Connection, str]:
    """Return a connection and the id of its service's snapshot; raise BadForm, NewerRecord."""
    saved = unwrapped(packed)
    attributes = STATE.load(saved)
    snapshot = TEXT.load(saved.get("snapshot"))
    service = service_of(snapshot)
    try:
        return Connection(service=service, **attributes), snapshot
    except TypeError:
        raise BadForm("a member is missing") from None


def converted(packed: bytes, change: Callable[[Any], Any]) -> bytes:
    """Return an older record in the form of this release; ``change`` gets its data. Raise BadForm, NewerRecord."""
    return wrapped(change(unwrapped(packed)))
