"""The body of an authorization server's answer (RFC 6749 §5.1, §5.2), as servers really send it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.protocol.answer_form import failed as failed_by_form
from oauth_desk.protocol.answer_form import means_success
from oauth_desk.protocol.client_auth import sent_forms
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.json_body import BadJson, JsonObject, parse_object
from oauth_desk.protocol.text import clean_description

_LONGEST_NAME: Final = 100
_FORM_ANSWER: Final = re.compile(r"(?:^|&)(?:access_token|error)=")
_PAGE: Final = re.compile(
    # No way back into what has matched: comments without end would otherwise be tried in every combination.
    r"\s*+(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_PAGE_TYPES: Final = ("text/html", "application/xhtml+xml")


class Unreadable(ValueError):
    """The body is no answer of an authorization server. Quotes nothing of it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An error answer. ``names`` holds every word or number that may be its code, the likeliest first."""

    names: tuple[str, ...]
    description: str = ""

    @property
    def name(self) -> str:
        """Return the likeliest error code; empty if there is none."""
        return self.names[0] if self.names else ""

    def among(self, wanted: Iterable[str]) -> str | None:
        """Return the error code that is one of ``wanted``."""
        known = frozenset(wanted)
        return next((name for name in self.names if name in known), None)


def read(response: Response) -> JsonObject:
    """Return the members of the answer; raise Unreadable.

    Judged by content, not by Content-Type: GitHub answers form-encoded, PHP
    servers call JSON text/html.
    """
    try:
        return parse_object(response.body)
    except BadJson as problem:
        form = _form(response.body)
        if form is None:
            raise Unreadable(f"The answer cannot be read ({problem}).") from None
        return form


def is_page(response: Response) -> bool:
    """Tell whether the body is meant for a browser, as a captive portal or a firewall sends it."""
    if not response.body.strip():
        return False
    head = response.body[:2000].decode("utf-8", "replace").lstrip("\ufeff")
    return response.media_type in _PAGE_TYPES or _PAGE.match(head) is not None


def unreadable_words(response: Response, problem: Unreadable) -> str:
    """Return what to say of an answer without members; empty where the HTTP status says it better."""
    if not is_page(response):
        return str(problem)
    return "" if response.status >= 500 else "The service sent a page instead of an answer."  # noqa: PLR2004


def failure_of(
    answer: JsonObject, service: Service | None = None, *, secrets: Iterable[Secret | None] = ()
) -> Failure | None:
    """Return the error an answer tells, whatever its HTTP status; None where it tells none (NORMS C59)."""
    hidden = (*secrets, *sent_forms(service)) if service is not None else tuple(secrets)
    fine = service is not None and means_success(answer, service.answer)
    error = None if fine else answer.get("error")
    names = _codes(error) if error is not None else []
    if service is not None and service.quirks.errors_with_http_200:
        names += _status_code(answer.get("status"))
    told = failed_by_form(answer, service.answer) if service is not None else None
    names = [*(told or []), *names]
    failed = error is not None or answer.get("ok") is False or bool(names)
    if not failed and "access_token" not in answer and "errors" in answer:
        names, failed = _codes(answer["errors"]), True
    if not failed:
        return None
    shown = [clean_description(name, secrets=hidden, longest=_LONGEST_NAME) for name in names if name]
    return Failure(tuple(dict.fromkeys(shown)), clean_description(_description(answer), secrets=hidden))


def _form(body: bytes) -> JsonObject | None:
    """Return a form-encoded answer; None where it is none, or names a member twice."""
    try:
        text = body.decode("ascii").strip()
        if not _FORM_ANSWER.search(text) or any(character in text for character in " <>\r\n\t"):
            return None
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError:
        return None
    answer: JsonObject = dict(pairs)
    return answer if len(answer) == len(pairs) else None


def _codes(error: object) -> list[str]:
    """Return what may be the code: the RFC's string, a number, or the members of an object (Facebook, old Fitbit)."""
    if isinstance(error, str):
        return [error]
    if isinstance(error, bool):
        return []
    if isinstance(error, int):
        return [str(error)] if abs(error) < 10**_LONGEST_NAME else []
    if isinstance(error, dict):
        keys = ("error", "type", "code", "errorType", "error_code", "status", "name")
        return [code for key in keys if isinstance(error.get(key), str | int) for code in _codes(error[key])]
    if isinstance(error, list):
        return [code for item in error[:5] if isinstance(item, str | dict) for code in _codes(item)]
    return []


def _status_code(status: object) -> list[str]:
    """Return Withings' number for an error inside a 200 answer; 0 and 200 mean success."""
    if isinstance(status, int) and not isinstance(status, bool) and status not in {0, 200}:
        return _codes(status)
    return []


def _description(answer: JsonObject) -> str:
    places: list[object] = [answer, answer.get("error")]
    errors = answer.get("errors")
    if isinstance(errors, list):
        places += errors[:1]
    for place in places:
        if isinstance(place, dict):
            for key in ("error_description", "message", "detail", "description"):
                text = place.get(key)
                if isinstance(text, str) and text:
                    return text
    return ""
