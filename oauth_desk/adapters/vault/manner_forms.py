"""The saved form of how a service departs from the standards' ways."""

from typing import Final

from oauth_desk.adapters.vault.forms import PAIRS, TEXT, WHOLE, YES_NO, maybe, one_of, record_of, row_of
from oauth_desk.domain.manners import AnswerForm, ApiUse, CallbackForm, Renewal, Revocation, RevocationProof, SecondStep
from oauth_desk.domain.place import Place, Places
from oauth_desk.domain.question import AnswerKind, Question
from oauth_desk.domain.service import AccountProbe, Parameters, Quirks

_TEXTS: Final = row_of(TEXT)

ANSWER: Final = record_of(
    AnswerForm,
    {
        "inside": TEXT,
        "access_token": TEXT,
        "refresh_token": TEXT,
        "scope": TEXT,
        "expires_in": TEXT,
        "expires_at": TEXT,
        "issued_at": TEXT,
        "refresh_expires_in": TEXT,
        "refresh_expires_at": TEXT,
        "lifetime": maybe(WHOLE),
        "zero_means_never": YES_NO,
        "bearer_assumed": YES_NO,
        "ok": TEXT,
        "ok_value": TEXT,
        "error": TEXT,
        "keep": _TEXTS,
    },
)

CALLBACK: Final = record_of(CallbackForm, {"keep": _TEXTS, "scope": TEXT, "token_host": TEXT, "signed": TEXT})

REVOCATION: Final = record_of(
    Revocation,
    {
        "url": maybe(TEXT),
        "method": TEXT,
        "auth": one_of(RevocationProof),
        "scheme": TEXT,
        "body": TEXT,
        "parameters": PAIRS,
        "page": maybe(TEXT),
    },
)

API: Final = record_of(ApiUse, {"scheme": TEXT, "header": TEXT, "headers": PAIRS})

SECOND_STEP: Final = record_of(SecondStep, {"url": maybe(TEXT), "auth": TEXT, "parameters": PAIRS})

RENEWAL: Final = record_of(Renewal, {"by": TEXT, "method": TEXT, "parameters": PAIRS})

QUESTION: Final = record_of(
    Question,
    {
        "name": TEXT,
        "label": TEXT,
        "example": TEXT,
        "default": maybe(TEXT),
        "kind": one_of(AnswerKind),
        "optional": YES_NO,
        "choices": PAIRS,
    },
)

PLACES: Final = record_of(
    Places,
    {"label": TEXT, "url": TEXT, "items": TEXT, "value": TEXT, "name": TEXT, "keep": _TEXTS, "headers": PAIRS},
)

PLACE: Final = record_of(Place, {"id": TEXT, "name": TEXT, "beside": PAIRS})

PROBE: Final = record_of(
    AccountProbe,
    {
        "url": TEXT,
        "label": TEXT,
        "subject": TEXT,
        "method": TEXT,
        "headers": PAIRS,
        "body": maybe(TEXT),
        "labels": _TEXTS,
        "keep": _TEXTS,
        "auth": TEXT,
        "parameters": PAIRS,
    },
)

PARAMETERS: Final = record_of(
    Parameters, {"authorization": PAIRS, "token": PAIRS, "refresh": PAIRS, "another_account": PAIRS}
)

QUIRKS: Final = record_of(
    Quirks,
    {
        "rejected_errors": _TEXTS,
        "denied_errors": _TEXTS,
        "basic_encoding": TEXT,
        "scope_parameter": TEXT,
        "client_id_parameter": TEXT,
        "omit_parameters": _TEXTS,
        "challenge_encoding": TEXT,
        "send_pkce": YES_NO,
        "pkce_without_secret_only": YES_NO,
        "issuer_mismatch_allowed": YES_NO,
        "token_request_headers": PAIRS,
        "errors_with_http_200": YES_NO,
        "token_request_body": TEXT,
        "refresh_idle_seconds": maybe(WHOLE),
        "refresh_absolute_seconds": maybe(WHOLE),
        "reasons": PAIRS,
    },
)
