"""A successful token answer (RFC 6749 §5.1, App. A; RFC 9449 §5; NORMS C45–C51)."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from oauth_desk.domain.manners import AnswerForm
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Offer, Service
from oauth_desk.domain.tokens import Instant, Tokens
from oauth_desk.protocol import scope
from oauth_desk.protocol.answer_form import standard
from oauth_desk.protocol.json_body import JsonObject
from oauth_desk.protocol.json_path import at
from oauth_desk.protocol.kept import joined
from oauth_desk.protocol.kept import kept as kept_of

TEN_YEARS: Final = 10 * 366 * 86_400
_BOUND: Final = 10**15
_MILLISECONDS: Final = 10**11
"""A time since 1970 that is greater is not in seconds (Salesforce)."""
_TOKEN: Final = re.compile(r"[\x20-\x7e]+")
_DIGITS: Final = re.compile(r"[0-9]{1,20}")
_TYPES: Final = {"bearer": "Bearer", "dpop": "DPoP"}
_REFRESH_LIFETIMES: Final = ("refresh_token_expires_in", "refresh_expires_in", "x_refresh_token_expires_in")


class BadTokens(ValueError):
    """The answer holds no tokens that can be used. Quotes no value of it."""


def read_tokens(
    answer: JsonObject,
    *,
    sent_at: Instant,
    asked: Sequence[str],
    service: Service | None = None,
    old: Tokens | None = None,
    key_shown: bool = True,
) -> Tokens:
    """Return the tokens of an answer without an error; raise BadTokens.

    Lifetimes count from ``sent_at``, before the request went out. ``old`` are the
    tokens that were renewed: what the answer leaves out is carried over. Without
    ``key_shown`` no token can be bound to a key: nobody could use it (RFC 9449 §5).
    """
    form = service.answer if service is not None else AnswerForm()
    whole, answer = answer, standard(answer, form)
    access = _token(answer, "access_token")
    if access is None:
        raise BadTokens("The answer holds no access token.")
    token_type = _token_type(answer.get("token_type"), service)
    if token_type == "DPoP" and not key_shown:
        raise BadTokens("The answer's token is bound to a key (DPoP), and none was shown.")
    refresh = _token(answer, "refresh_token")
    told_scope = answer["scope"] if answer.get("scope") is not None else answer.get("scopes")
    tokens = Tokens(
        access_token=access,
        obtained_at=sent_at,
        expires_at=_expiry(answer, sent_at, form),
        refresh_token=refresh,
        refresh_expires_at=_refresh_expiry(answer, sent_at),
        refresh_obtained_at=sent_at if refresh is not None else None,
        token_type=token_type,
        scopes=scope.granted(told_scope, asked, service),
        id_token=_id_token(answer),
        kept=kept_of("token", whole, form.keep),
        scopes_assumed=bool(asked) and not isinstance(told_scope, str | list),
    )
    if service is not None and service.renewal.is_by_itself:
        # One token is both, and ends once: all that asks for a renewal key finds it.
        tokens = replace(
            tokens, refresh_token=access, refresh_obtained_at=sent_at, refresh_expires_at=tokens.expires_at
        )
    return tokens if old is None else _carried_over(tokens, old)


def lifetime(told: object) -> float | None:
    """Return ``expires_in`` in seconds: never below 0; None where it is unknown, nonsense or over ten years."""
    seconds = _number(told)
    return None if seconds is None or seconds > TEN_YEARS else max(seconds, 0.0)


def _number(told: object) -> float | None:
    """Return a number or a string of digits; None for anything else, NaN and infinity included."""
    if isinstance(told, str) and _DIGITS.fullmatch(told):
        told = int(told)
    if isinstance(told, bool) or not isinstance(told, int | float):
        return None
    if isinstance(told, int):
        return float(max(-_BOUND, min(told, _BOUND)))  # a longer integer has no float
    return told if math.isfinite(told) else None


def _token(answer: JsonObject, name: str) -> Secret | None:
    """Return a token; null counts as absent, any other thing but visible ASCII is refused (NORMS C46)."""
    value = answer.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise BadTokens(f"The answer's {name} is empty or holds characters that are not allowed.")
    return Secret(value)


def _id_token(answer: JsonObject) -> Secret | None:
    value = answer.get("id_token")
    return Secret(value) if isinstance(value, str) and _TOKEN.fullmatch(value) else None


def _token_type(told: object, service: Service | None) -> str:
    if not isinstance(told, str):
        raise BadTokens("The answer does not say which type its token has.")
    token_type = _TYPES.get(told.lower())
    if token_type is None:
        raise BadTokens("The answer's token is of a type that is not supported.")
    if service is not None and service.security.dpop is Offer.REQUIRED and token_type != "DPoP":
        raise BadTokens("The connection demands a sender-bound token (DPoP), and the answer's is not.")
    return token_type


def _expiry(answer: JsonObject, sent_at: Instant, form: AnswerForm) -> Instant | None:
    """Return when the access token ends; ``expires_at`` serves where ``expires_in`` is absent (Square, Strava)."""
    if answer.get("expires_in") is not None:
        seconds = lifetime(answer["expires_in"])
        return None if seconds is None else _begun(answer, sent_at, form, seconds) + seconds
    told = _end(answer.get("expires_at"), sent_at)
    if told is None and form.lifetime is not None:
        return _begun(answer, sent_at, form, form.lifetime) + form.lifetime
    return told


def _end(told: object, sent_at: Instant) -> Instant | None:
    """Return a moment that is told as such, never before ``sent_at``; None where it is none or over ten years off."""
    moment = _moment(told)
    if moment is None or not 0 < moment <= sent_at + TEN_YEARS:
        return None
    return max(moment, sent_at)


def _begun(answer: JsonObject, sent_at: Instant, form: AnswerForm, seconds: float) -> Instant:
    """Return when a life of ``seconds`` began: before the request, where the service hands out what it gave earlier.

    A time that takes more than half of that life away tells of a clock that is wrong.
    """
    issued = _moment(at(answer, form.issued_at)) if form.issued_at else None
    if issued is None:
        return sent_at
    if issued > _MILLISECONDS:
        issued /= 1000
    return issued if sent_at - seconds / 2 < issued < sent_at else sent_at


def _moment(told: object) -> Instant | None:
    """Return Unix seconds or an RFC 3339 time with its zone; None for anything else."""
    if isinstance(told, str) and not _DIGITS.fullmatch(told):
        try:
            time = datetime.fromisoformat(told)
            return time.timestamp() if time.tzinfo is not None else None
        except (ValueError, OverflowError):
            return None
    return _number(told)


def _refresh_expiry(answer: JsonObject, sent_at: Instant) -> Instant | None:
    """Return when the refresh token ends; Keycloak's 0 means never. Square tells the moment itself."""
    told = next((answer[name] for name in _REFRESH_LIFETIMES if answer.get(name) is not None), None)
    if told is None:
        return _end(answer.get("refresh_token_expires_at"), sent_at)
    seconds = lifetime(told)
    return sent_at + seconds if seconds else None


def _carried_over(new: Tokens, old: Tokens) -> Tokens:
    """Keep the refresh token, its dates and the ID token where a renewal's answer has none (RFC 6749 §6)."""
    kept = new.refresh_token is None
    same = kept or new.refresh_token == old.refresh_token
    return Tokens(
        access_token=new.access_token,
        obtained_at=new.obtained_at,
        expires_at=new.expires_at,
        refresh_token=old.refresh_token if kept else new.refresh_token,
        refresh_expires_at=new.refresh_expires_at or (old.refresh_expires_at if same else None),
        refresh_obtained_at=old.refresh_obtained_at if same else new.refresh_obtained_at,
        token_type=new.token_type,
        scopes=new.scopes,
        id_token=new.id_token or old.id_token,
        kept=joined(old.kept, new.kept),
        scopes_assumed=new.scopes_assumed and old.scopes_assumed,
    )
