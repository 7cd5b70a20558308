"""The ID token of a renewal beside that of the sign-in (OIDC Core §12.2; NORMS C67).

Both came from the token endpoint itself; the comparison only ever refuses, so
that no signature is needed for it.
"""

from dataclasses import replace
from typing import Final

from oauth_desk.domain.tokens import Tokens
from oauth_desk.protocol.json_body import JsonObject
from oauth_desk.protocol.jwt_text import unverified_claims

_LEEWAY: Final = 120


class AnotherPerson(ValueError):
    """A renewal answered for another account, client or issuer."""


def checked(new: Tokens, old: Tokens) -> Tokens:
    """Return the new tokens; raise AnotherPerson where their ID token contradicts the old one.

    A changed ``auth_time`` or an ``iat`` that runs backwards costs the new ID token
    alone: django-oauth-toolkit puts the last login of any session there.
    """
    if new.id_token is None or old.id_token is None or new.id_token == old.id_token:
        return new
    told, known = _payload(new), _payload(old)
    if known is None:
        return new
    if told is None:
        return replace(new, id_token=old.id_token)
    if told.get("iss") != known.get("iss") or told.get("sub") != known.get("sub"):
        raise AnotherPerson("The renewal answered for another account.")
    if not _audience(known) <= _audience(told) or _is_anothers(told, known):
        raise AnotherPerson("The renewal answered for another program.")
    if _is_stale(told, known):
        return replace(new, id_token=old.id_token)
    return new


def _payload(tokens: Tokens) -> JsonObject | None:
    claims = unverified_claims(tokens.id_token) if tokens.id_token is not None else None
    return None if claims is None else claims["payload"]


def _audience(payload: JsonObject) -> set[str]:
    audience = payload.get("aud")
    members = audience if isinstance(audience, list) else [audience]
    return {member for member in members if isinstance(member, str)}


def _is_anothers(told: JsonObject, known: JsonObject) -> bool:
    """Tell whether ``azp`` names another client than the token of the sign-in was given to.

    One that appears and names the same client is let pass: the standard forbids it, and nobody is harmed.
    """
    party, given = told.get("azp"), known.get("azp")
    if party is None or given is not None:
        return party not in (None, given)
    return not isinstance(party, str) or party not in _audience(known)


def _is_stale(told: JsonObject, known: JsonObject) -> bool:
    new_iat, old_iat = told.get("iat"), known.get("iat")
    backwards = isinstance(new_iat, int | float) and isinstance(old_iat, int | float) and new_iat < old_iat - _LEEWAY
    new_login, old_login = told.get("auth_time"), known.get("auth_time")
    return backwards or (new_login is not None and old_login is not None and new_login != old_login)
