"""The tables ``[questions.NAME]`` of a profile: what may stand in them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from oauth_desk.domain import profile_values as values
from oauth_desk.domain.profile_values import Check
from oauth_desk.domain.question import AnswerKind, BadAnswer, Question, filling

Place = tuple[str, ...]

KEYS: Final[Mapping[str, Check]] = {
    "label": values.filled,
    "example": values.text,
    "default": values.text,
    "kind": values.one_of(*AnswerKind),
    "optional": values.switch,
}
CHOICES: Final = "choices"
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TAKEN: Final = frozenset({"client_id", "client_secret", "redirect_uri", "access_token", "refresh_token"})
_FILLED_IN: Final = re.compile(r"[A-Za-z0-9.-]*")


class QuestionProblem(Exception):
    """Something wrong at a place of a profile."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(place, message)
        self.place = place
        self.message = message


def checked_questions(table: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the questions with every value checked; raise QuestionProblem."""
    found = {}
    for name, members in table.items():
        place = ("questions", name)
        if not _NAME.fullmatch(name) or name in _TAKEN:
            raise QuestionProblem(place, f"{_shown(place)} must be a name of small letters, and none that is taken")
        if not isinstance(members, Mapping):
            raise QuestionProblem(place, f"{_shown(place)} must be a table")
        found[name] = dict(_members(place, members))
        if "label" not in found[name]:
            raise QuestionProblem(place, f'the key "questions.{name}.label" is missing')
        _check_default(place, question_of(name, found[name]))
    return found


def question_of(name: str, members: Mapping[str, Any]) -> Question:
    """Return a question from its checked table."""
    known = dict(members)
    if "kind" in known:
        known["kind"] = AnswerKind(known["kind"])
    if CHOICES in known:
        known[CHOICES] = tuple(known[CHOICES].items())
    return Question(name, **known)


def table_of(question: Question) -> dict[str, Any]:
    """Return the table that gives this question again."""
    table: dict[str, Any] = {"label": question.label, "kind": str(question.kind)}
    if question.example:
        table["example"] = question.example
    if question.default is not None:
        table["default"] = question.default
    if question.optional:
        table["optional"] = True
    if question.choices:
        table[CHOICES] = dict(question.choices)
    return table


def _members(place: Place, members: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in members.items():
        inner = (*place, key)
        if key == CHOICES:
            yield key, _choices(inner, value)
        elif key in KEYS:
            yield key, _value(inner, KEYS[key], value)
        else:
            raise QuestionProblem(inner, f"unknown key {_shown(inner)}")


def _choices(place: Place, value: object) -> dict[str, str]:
    if not isinstance(value, Mapping) or not value:
        raise QuestionProblem(place, f"{_shown(place)} must be a table of what is chosen and what is filled in")
    found = {}
    for name, filled_in in value.items():
        inner = (*place, name)
        _value(inner, values.visible, name)
        if not _FILLED_IN.fullmatch(str(_value(inner, values.text, filled_in))):
            raise QuestionProblem(inner, f"{_shown(inner)} must be made of letters, digits, dots and hyphens")
        found[str(name)] = str(filled_in)
    return found


def _check_default(place: Place, question: Question) -> None:
    if question.default is None:
        return
    try:
        filling(question, None)
    except BadAnswer as problem:
        raise QuestionProblem((*place, "default"), f"{_shown((*place, 'default'))} {problem}") from None


def _value(place: Place, check: Check, value: object) -> object:
    try:
        return check(value)
    except ValueError as error:
        raise QuestionProblem(place, f"{_shown(place)} {error}") from None


def _shown(place: Place) -> str:
    name = ".".join(place)
    return f'"{name}"' if name.isprintable() else ascii(name)
