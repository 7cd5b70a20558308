"""What a service has to be asked about before a sign-in: the host of one customer, a region, test or not."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class AnswerKind(StrEnum):
    """What may be answered: a host's name, one part of it, a step of a path; a text goes into no address."""

    HOST = "host"
    LABEL = "label"
    SEGMENT = "segment"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. With ``choices`` (what is chosen, what is filled in) nothing else can be answered.

    ``default`` None has to be answered, unless it is ``optional``: then nothing is filled in.
    """

    name: str
    label: str
    example: str = ""
    default: str | None = None
    kind: AnswerKind = AnswerKind.HOST
    optional: bool = False
    choices: tuple[tuple[str, str], ...] = ()


class BadAnswer(ValueError):
    """An answer that cannot be, or is missing. The message is a plain clause about it."""

    def __init__(self, question: Question, message: str) -> None:
        super().__init__(message)
        self.question = question


_LABEL: Final = r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?"
_PATTERNS: Final = MappingProxyType(
    {
        AnswerKind.HOST: re.compile(rf"(?=.{{1,253}}(?::|$)){_LABEL}(?:\.{_LABEL})*(?::[0-9]{{1,5}})?"),
        AnswerKind.LABEL: re.compile(_LABEL),
        AnswerKind.SEGMENT: re.compile(r"(?!.*\.\.)[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,199}"),
        AnswerKind.TEXT: re.compile(r"[\x20-\x7e]{1,500}"),
    }
)
_WANTED: Final = MappingProxyType(
    {
        AnswerKind.HOST: "must be the name of a host: letters, digits, dots and hyphens",
        AnswerKind.LABEL: "must be made of letters, digits and hyphens",
        AnswerKind.SEGMENT: "must be made of letters, digits, dots and hyphens",
        AnswerKind.TEXT: "must be one line of plain characters",
    }
)


def filling(question: Question, answer: str | None) -> str:
    """Return what an answer puts into the addresses; raise BadAnswer. None takes the default."""
    text = (answer if answer is not None else question.default or "").strip()
    if question.choices:
        choices = {name.casefold(): filled_in for name, filled_in in question.choices}
        if text.casefold() not in choices:
            raise BadAnswer(question, f"must be one of {', '.join(dict(question.choices))}")
        return choices[text.casefold()]
    if not text:
        if question.optional:
            return ""
        raise BadAnswer(question, "is not answered")
    if question.kind in (AnswerKind.HOST, AnswerKind.LABEL):
        text = text.lower()
    if question.kind is AnswerKind.HOST:
        text = text.removeprefix("https://").removesuffix("/")  # people copy the whole address
    if not _PATTERNS[question.kind].fullmatch(text):
        raise BadAnswer(question, _WANTED[question.kind])
    return text


def unfit(questions: Iterable[Question], answers: Mapping[str, str]) -> tuple[Question, ...]:
    """Return the questions whose answer is missing, or cannot be."""
    return tuple(each for each in questions if not _fits(each, answers.get(each.name)))


def _fits(question: Question, answer: str | None) -> bool:
    try:
        filling(question, answer)
    except BadAnswer:
        return False
    return True
