"""Whether two connections are one account at one service."""

from collections.abc import Iterable

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.service import Service
from oauth_desk.services.sign_in_plan import SignInPlan


def same_account(one: Connection, other: Connection) -> bool:
    """Tell it by service, registration and subject, or by the label where a service gave no subject."""
    if one.id == other.id:
        return True
    if _place(one.service) != _place(other.service):
        return False
    if one.account.subject and other.account.subject:
        return one.account.subject == other.account.subject
    label = one.account.label.casefold()
    return bool(label) and label == other.account.label.casefold()


def same_sign_in(one: Connection, other: Connection) -> bool:
    """Tell whether both go back to one sign-in: then the higher generation is the newer state."""
    return one.id == other.id and one.signed_in_at == other.signed_in_at


def is_for_another_account(plan: SignInPlan, service: Service, connections: Iterable[Connection]) -> bool:
    """Tell whether the account that the browser knows is probably not the one that is meant."""
    if plan.reconnect is not None:
        return plan.replace_account
    return any(_lets_in_at_one_place(each.service, service) for each in connections)


def _lets_in_at_one_place(one: Service, other: Service) -> bool:
    place = _place(one)[0]
    return one.id == other.id or (place is not None and place == _place(other)[0])


def _place(service: Service) -> tuple[str | None, str | None]:
    return service.endpoints.token or service.issuer, service.client.client_id
