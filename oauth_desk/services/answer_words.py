"""Questions of a service as a person meets them: what is wrong with an answer, and what follows from the good ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from oauth_desk.domain.answered import answered, open_questions
from oauth_desk.domain.question import AnswerKind, BadAnswer, Question, filling, unfit
from oauth_desk.domain.service import Service
from oauth_desk.domain.template import GAP, gaps
from oauth_desk.services.pasted_answer import asked_part, behind

UNKNOWN: Final = "…"
"""Stands in a text for what is not answered yet."""

_WANTED: Final = {
    AnswerKind.HOST: "This is not the address of a site",
    AnswerKind.LABEL: "Only letters, digits and hyphens are wanted here",
    AnswerKind.SEGMENT: "Only letters, digits, dots and hyphens are wanted here",
    AnswerKind.TEXT: "This has to be one line of plain characters",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a service tells about itself, as far as the answers go. ``page`` None: there is none, or not yet."""

    instructions: tuple[str, ...]
    page: str | None


def given(service: Service, typed: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that were typed; an empty field leaves the default, unless nothing is an answer as well."""
    return {
        each.name: asked_part(service, each, typed[each.name])
        for each in open_questions(service)
        if each.name in typed and (typed[each.name].strip() or (each.optional and not each.choices))
    }


def problems(service: Service, typed: Mapping[str, str]) -> dict[str, str]:
    """Say what is wrong with each answer, in a sentence, by the name of its question; empty where all is well."""
    answers = given(service, typed)
    wrong = unfit(open_questions(service), answers)
    if wrong:
        return {each.name: _sentence(service, each, answers.get(each.name, "")) for each in wrong}
    try:
        answered(service, answers)
    except BadAnswer as error:
        return {error.question.name: "No address can be made of this. Look at it once more."}
    return {}


def told(service: Service, typed: Mapping[str, str]) -> Told:
    """Return what the service says with the answers in it, while they are being typed."""
    answers, known = given(service, typed), {}
    for each in service.questions:
        try:
            known[each.name] = filling(each, answers.get(each.name))
        except BadAnswer:
            known[each.name] = UNKNOWN
    page = service.developer_console_url
    if page is not None and any(known.get(name) == UNKNOWN for name in gaps(page)):
        page = None
    lines = tuple(_filled(line, known) for line in service.instructions)
    return Told(lines, None if page is None else _filled(page, known))


def _filled(text: str, known: Mapping[str, str]) -> str:
    return GAP.sub(lambda gap: known.get(gap[1], gap[0]), text)


def _sentence(service: Service, question: Question, answer: str) -> str:
    if question.choices:
        return "Choose one of these."
    example = f", for example {question.example}" if question.example else ""
    if not answer:
        return f"This is still missing{example}."
    end = behind(service, question)
    if question.kind is AnswerKind.LABEL and end and "." in answer:
        return f"Only what stands before “{end}” in its address is wanted{example}."
    return f"{_WANTED[question.kind]}{example}."
