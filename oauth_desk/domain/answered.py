"""A service with its questions answered: addresses without gaps, checked once more."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from oauth_desk.domain.profile_document import document_of, service_of
from oauth_desk.domain.profile_schema import FREE_TABLES, QUESTIONED, TABLES
from oauth_desk.domain.question import BadAnswer, Question, filling
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.template import GAP, gaps

LOCK: Final = "questions."
"""``questions.NAME`` in ``policy.locked``: nobody is asked, and the default holds."""

ANSWERS: Final = "answers"
"""What was answered, beside the keys that a connection remembers of its profile: a newer profile is filled in alike."""


def open_questions(service: Service) -> tuple[Question, ...]:
    """Return what a person is to be asked: all that is not locked."""
    return tuple(each for each in service.questions if LOCK + each.name not in service.locked)


def answered(service: Service, answers: Mapping[str, str]) -> Service:
    """Return the service with its gaps filled, by defaults where nothing is answered; raise BadAnswer."""
    if not service.questions:
        return service
    known = {each.name: filling(each, answers.get(each.name)) for each in service.questions}
    document = document_of(service)
    del document["questions"]
    for table, key in QUESTIONED:
        members: dict[str, Any] = document.get(table, {})
        if key in members:
            members[key] = _filled(members[key], known)
            _check(service, table, key, members[key])
    origin = None if service.origin is None else _answered_origin(service.origin, known, answers)
    # A choice fills in what came with the file; anything else is a person's own word.
    chosen = all(each.choices for each in service.questions)
    return replace(service_of(document, None), origin=origin, vouched=service.vouched and chosen)


def _answered_origin(origin: Secret, known: Mapping[str, str], answers: Mapping[str, str]) -> Secret:
    """Return what the profile said with the same answers in it: they are no difference from the profile."""
    said = {key: value for key, value in json.loads(origin.reveal()).items() if not key.startswith(LOCK)}
    for path in (".".join(place) for place in QUESTIONED):
        if path in said:
            said[path] = _filled(said[path], known)
            if not said[path]:
                del said[path]
    return Secret(json.dumps({**said, ANSWERS: dict(answers)}, sort_keys=True))


def _filled(value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        # A parameter that an optional answer would fill goes as a whole.
        return {name: _filled(text, known) for name, text in value.items() if _has_all(text, known)}
    if isinstance(value, tuple | list):
        return type(value)(_filled(text, known) for text in value)
    return GAP.sub(lambda gap: known.get(gap[1], gap[0]), value)


def _has_all(text: str, known: Mapping[str, str]) -> bool:
    return all(known.get(name, name) for name in gaps(text))


def _check(service: Service, table: str, key: str, value: Any) -> None:
    """Look at what came of the answers as at what a profile says; raise BadAnswer about the first question."""
    if f"{table}.{key}" in FREE_TABLES:
        return
    try:
        TABLES[table][key](list(value) if isinstance(value, tuple) else value)
    except ValueError as error:
        raise BadAnswer(service.questions[0], f"makes “{table}.{key}” an address that {error}") from None
