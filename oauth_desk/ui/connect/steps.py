"""Which steps a connection needs, and where the person stands among them."""

from enum import StrEnum

from oauth_desk.domain.answered import open_questions
from oauth_desk.domain.service import Service
from oauth_desk.services.foreign_hosts import foreign_hosts
from oauth_desk.ui.connect.detail import Detail
from oauth_desk.ui.connect.draft import missing_details


class Step(StrEnum):
    """The steps that are counted. What comes after them, done or failed, is not."""

    CHOOSE = "choose"
    DETAILS = "details"
    PERMISSIONS = "permissions"
    WAITING = "waiting"


def steps_for(service: Service | None, ready: Service | None = None, *, own_client: bool = False) -> tuple[Step, ...]:
    """Return the steps really shown; before a service is chosen, those that most services need.

    ``ready`` is the service with its details, as far as they are known. With
    ``own_client`` a client is asked for in any case.
    """
    if service is None:
        return tuple(Step)
    if service.is_demo:
        return (Step.WAITING,)
    if service.key is not None:
        return (Step.CHOOSE, Step.DETAILS, Step.WAITING)
    asked, known = missing_details(service, own_client=own_client), ready or service
    middle = [Step.DETAILS] if asked or open_questions(service) else []
    # Permissions that were typed one by one are not asked about again.
    if (known.scopes and Detail.SCOPES not in asked) or foreign_hosts(known):
        middle.append(Step.PERMISSIONS)
    return (Step.CHOOSE, *middle, Step.WAITING)


def place_words(step: Step, steps: tuple[Step, ...]) -> str:
    """Say ``Step 2 of 4``; nothing where there is only one."""
    return f"Step {steps.index(step) + 1} of {len(steps)}" if len(steps) > 1 else ""
