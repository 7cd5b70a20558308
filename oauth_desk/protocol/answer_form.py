"""A token answer of a service's own form, brought into that of RFC 6749 §5.1 as the profile says."""

from typing import Final

from oauth_desk.domain.manners import AnswerForm
from oauth_desk.protocol.json_body import JsonObject
from oauth_desk.protocol.json_path import at
from oauth_desk.protocol.kept import plain

_MEMBERS: Final = (
    ("access_token", "access_token"),
    ("refresh_token", "refresh_token"),
    ("scope", "scope"),
    ("expires_in", "expires_in"),
    ("expires_at", "expires_at"),
    ("refresh_expires_in", "refresh_token_expires_in"),
    ("refresh_expires_at", "refresh_token_expires_at"),
)
"""The path's field, and the member that its value becomes."""


def standard(answer: JsonObject, form: AnswerForm) -> JsonObject:
    """Return the answer with its tokens at the standard's places; what a path does not find stays where it is."""
    told = dict(_holder(answer, form))
    for field, member in _MEMBERS:
        path = getattr(form, field)
        found = at(told, path) if path else None
        if found is not None:
            told[member] = found
    if form.zero_means_never and told.get("expires_in") in (0, "0"):
        del told["expires_in"]
    if form.bearer_assumed and "access_token" in told:
        told["token_type"] = "Bearer"
    return told


def failed(answer: JsonObject, form: AnswerForm) -> list[str] | None:
    """Return what may be the error's code where the profile's paths tell of one; None where they tell of none.

    A flag that is missing says nothing: other errors of the same service may come without it.
    """
    error = at(answer, form.error) if form.error else None
    names = [text] if (text := plain(error)) and error is not False else []
    if names:
        return names
    told = plain(at(answer, form.ok)) if form.ok else ""
    if not told or told == form.ok_value:
        return None
    return [told]


def means_success(answer: JsonObject, form: AnswerForm) -> bool:
    """Tell whether the member ``error`` itself says that all is well, as in every good answer of TikTok's API."""
    return form.ok.partition(".")[0] == "error" and plain(at(answer, form.ok)) == form.ok_value


def _holder(answer: JsonObject, form: AnswerForm) -> JsonObject:
    """Return the object with the tokens: a renewal is often answered plainly, where a sign-in's answer is nested."""
    inner = at(answer, form.inside) if form.inside else None
    if isinstance(inner, dict) and at(inner, form.access_token or "access_token") is not None:
        return inner
    return answer
