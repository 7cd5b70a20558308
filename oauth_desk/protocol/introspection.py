"""Token introspection (RFC 7662 §2.1, §2.2, §4; NORMS C96): on demand, at the connection's own server."""

from dataclasses import dataclass, field
from typing import Final

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.protocol.answer import failure_of
from oauth_desk.protocol.back_channel import form_request
from oauth_desk.protocol.client_auth import sent_forms
from oauth_desk.protocol.http import Request, Response
from oauth_desk.protocol.json_body import BadJson, JsonObject, parse_object

_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Introspection:
    """What the server says of a token. Only ``active`` is believed; ``claims`` are for showing."""

    active: bool
    claims: JsonObject = field(default_factory=dict)


class IntrospectionError(Exception):
    """The server did not say. The message is a plain sentence without secrets."""


def introspection_request(service: Service, token: Secret, hint: str = "access_token") -> Request | None:
    """Return the request that asks about a token; None where the service has no endpoint for it."""
    if service.endpoints.introspection is None:
        return None
    form = [("token", token.reveal()), ("token_type_hint", hint)]
    return form_request(service, service.endpoints.introspection, form)


def judge_introspection(response: Response, *, service: Service, token: Secret) -> Introspection:
    """Return what the server says; raise IntrospectionError. An inactive token has no claims (RFC 7662 §2.2).

    The token and the client's secret are masked where the server repeats them.
    """
    try:
        answer = parse_object(response.body)
    except BadJson:
        raise IntrospectionError(f"The answer, with status {response.status}, cannot be read.") from None
    failure = failure_of(answer, secrets=(token, *sent_forms(service)))
    if failure is not None or response.status != _OK:
        said = " ".join(part for part in (failure.name, failure.description) if part) if failure is not None else ""
        raise IntrospectionError(f"The service answered with status {response.status}. {said}".strip())
    active = answer.get("active")
    if not isinstance(active, bool):
        raise IntrospectionError("The answer does not say whether the token is active.")
    claims = {name: value for name, value in answer.items() if name != "active"}
    return Introspection(active, claims if active else {})
