"""An answer that was pasted as a whole address: the part of it that a question asks for."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from oauth_desk.domain.profile_document import document_of
from oauth_desk.domain.profile_schema import ADDRESSES
from oauth_desk.domain.question import AnswerKind, Question
from oauth_desk.domain.service import Service
from oauth_desk.domain.template import GAP

_LONGEST: Final = 2000
_SCHEME: Final = "https://"
_INSIDE: Final = {
    AnswerKind.HOST: r"[^/?#@]+",
    AnswerKind.LABEL: r"[^./:?#@]+",
    AnswerKind.SEGMENT: r"[^/?#@]+",
}


def asked_part(service: Service, question: Question, text: str) -> str:
    """Return what ``text`` answers: of a whole address the part that is asked for, where that is beyond doubt."""
    wanted = text.strip()
    rest = re.sub("^https?://", "", wanted, flags=re.IGNORECASE)
    if question.choices or question.kind not in _INSIDE or not _may_be_address(wanted, rest):
        return wanted
    address = _SCHEME + rest
    patterns = (_pattern(template, question) for template in _templates(service, question.name))
    found = {match[1] for match in (pattern.match(address) for pattern in patterns) if match is not None}
    if len(found) == 1:
        return found.pop()
    return _authority(address, wanted) if question.kind is AnswerKind.HOST else wanted


def behind(service: Service, question: Question) -> str:
    """Return what follows the answer in every host it is part of, such as ``.zendesk.com``; empty where that varies."""
    units = (_unit(template, question.name) for template in _templates(service, question.name))
    ends = {unit.partition(f"{{{question.name}}}")[2] for unit in units if "/" not in unit.removeprefix(_SCHEME)}
    end = ends.pop() if len(ends) == 1 else ""
    return "" if GAP.search(end) else end


def _may_be_address(text: str, rest: str) -> bool:
    """Tell whether somebody gave an address: with its scheme, or the name of a host and nothing behind it."""
    return (
        len(text) <= _LONGEST and "@" not in text and (rest != text or ("." in text and not re.search("[/?#]", text)))
    )


def _templates(service: Service, name: str) -> Iterator[str]:
    """Yield the addresses of a service that the answer is part of."""
    document = document_of(service)
    for table, key in ADDRESSES:
        value = document.get(table, {}).get(key, ())
        for address in (value,) if isinstance(value, str) else value:
            if f"{{{name}}}" in address and address.startswith(_SCHEME):
                yield address


def _unit(template: str, name: str) -> str:
    """Return an address up to the end of the host, or of the step of the path, that the answer is part of."""
    gap = f"{{{name}}}"
    start = max(template.index(gap) + len(gap), len(_SCHEME))
    end = re.compile("[/?]").search(template, start)
    return template if end is None else template[: end.start()]


def _pattern(template: str, question: Question) -> re.Pattern[str]:
    unit, made, at = _unit(template, question.name), "", 0
    own = f"({_INSIDE[question.kind]})"
    for gap in GAP.finditer(unit):
        made += re.escape(unit[at : gap.start()])
        if gap[1] == question.name:
            made, own = made + own, r"\1"  # where it stands a second time, it is the same
        else:
            made += "[^/?#@:]*"
        at = gap.end()
    return re.compile(f"{made}{re.escape(unit[at:])}(?::[0-9]+)?(?=[/?#]|$)", re.IGNORECASE)


def _authority(address: str, typed: str) -> str:
    """Return the host of an address, with its port; what cannot be read stays as it was typed."""
    try:
        return urlsplit(address).netloc or typed
    except ValueError:
        return typed
