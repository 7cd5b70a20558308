"""What is said of a request that needs more permission than its connection has."""

from typing import TypedDict

from oauth_desk.domain.service import Service
from oauth_desk.services.step_up import is_the_same_again


class Told(TypedDict):
    """What a banner tells."""

    title: str
    detail: str
    tone: str
    action: str


def permission_words(service: Service | None, missing: tuple[str, ...], allowed: tuple[str, ...]) -> Told:
    """Return the words for permissions that are ``missing``, some of them ``allowed`` just before, in vain."""
    name = "The service" if service is None else service.name
    alone = service is not None and service.asks_by_itself
    meanings = ", ".join(scope if service is None else service.meaning(scope) for scope in missing)
    if not missing and not allowed:
        detail = "It does not say which one. Its documentation may, or whoever runs it."
        return Told(title=f"{name} wants more permission for this.", detail=detail, tone="attention", action="")
    if allowed and is_the_same_again(allowed, missing):
        how = "It was asked for" if alone else "You signed in for it"
        detail = f"{how} just now{f' ({meanings})' if meanings else ''}, and it is missing still. "
        detail += f"Perhaps {'this program' if alone else 'your account'} may not do this; whoever runs the service "
        detail += "can tell."
        return Told(title=f"{name} refuses this all the same.", detail=detail, tone="attention", action="")
    then = "Once it is given" if alone else "Once you have allowed it"
    detail = f"It asks for: {meanings}. {then}, this request is sent again by itself."
    action = "Ask for it" if alone else "Allow it…"
    return Told(title=f"{name} wants more permission for this.", detail=detail, tone="attention", action=action)
