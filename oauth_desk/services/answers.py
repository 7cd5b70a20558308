"""Answers to what a service has to be asked about before a sign-in."""

from collections.abc import Iterable

from oauth_desk.domain.answered import LOCK, answered
from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.question import BadAnswer
from oauth_desk.domain.service import Service
from oauth_desk.services.pasted_answer import asked_part


def with_answers(service: Service, given: Iterable[tuple[str, str]] = ()) -> Service:
    """Return the service with its addresses complete, by defaults where nothing is given; raise DeskError.

    A whole address may be given where a part of it is asked for: people copy what the browser shows.
    """
    answers = dict(given)
    asked = {question.name: question for question in service.questions}
    for name, text in answers.items():
        if name not in asked:
            raise _no_such_question(service, name)
        if LOCK + name in service.locked:
            raise locked_field(service, LOCK + name)
        answers[name] = asked_part(service, asked[name], text)
    try:
        return answered(service, answers)
    except BadAnswer as error:
        raise _bad_answer(service, error) from None


def _no_such_question(service: Service, name: str) -> DeskError:
    names = ", ".join(question.name for question in service.questions)
    return DeskError(
        "usage",
        f"{service.name} asks nothing that is called “{name}”.",
        kind=Kind.USAGE,
        advice=f"It asks for: {names}." if names else "Leave it out.",
    )


def _bad_answer(service: Service, error: BadAnswer) -> DeskError:
    question = error.question
    example = f", such as {question.example}" if question.example else ""
    return DeskError(
        "answer_needed",
        f"{service.name} has to know: {question.label}{example}.",
        kind=Kind.USAGE,
        detail=f"“{question.name}” {error}.",
        advice="Give it and try again.",
        terminal_advice=f"Add --tenant {question.name}={question.example or '…'}.",
        remedy=Remedy.FIX_SETTINGS,
    )


def locked_field(service: Service, path: str) -> DeskError:
    """Return the error for a value that an administrator has decided about."""
    return DeskError(
        "locked_field",
        f"The profile of {service.name} does not let “{path}” be changed.",
        kind=Kind.USAGE,
        detail="Whoever administers this computer has locked it.",
        advice="Leave it out.",
    )
