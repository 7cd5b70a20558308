"""Which steps a connection needs, and where the person stands among them."""

from enum import StrEnum

from oauth_desk.domain.service import Service
from oauth_desk.ui.connect.draft import missing_details


class Step(StrEnum):
    """The steps that are counted. What comes after them, done or failed, is not."""

    CHOOSE = "choose"
    DETAILS = "details"
    PERMISSIONS = "permissions"
    WAITING = "waiting"


def steps_for(service: Service | None) -> tuple[Step, ...]:
    """Return the steps really shown; before a service is chosen, those that most services need."""
    if service is None:
        return tuple(Step)
    if service.is_demo:
        return (Step.WAITING,)
    middle = []
    if missing_details(service):
        middle.append(Step.DETAILS)
    if service.scopes:
        middle.append(Step.PERMISSIONS)
    return (Step.CHOOSE, *middle, Step.WAITING)


def step_after(step: Step, service: Service) -> Step:
    """Return the step that follows ``step``."""
    steps = steps_for(service)
    return steps[steps.index(step) + 1]


def step_before(step: Step, service: Service) -> Step | None:
    """Return the step to go back to; None leaves the wizard."""
    steps = steps_for(service)
    place = steps.index(step)
    return steps[place - 1] if place else None


def place_words(step: Step, service: Service | None) -> str:
    """Say ``Step 2 of 4``; nothing where there is only one."""
    steps = steps_for(service)
    return f"Step {steps.index(step) + 1} of {len(steps)}" if len(steps) > 1 else ""
