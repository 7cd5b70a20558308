"""Another connection's token, exchanged for one of this connection's own (RFC 8693)."""

from collections.abc import Sequence
from typing import Any, Final

from oauth_desk.domain.grant import TokenKind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.protocol import scope
from oauth_desk.protocol.client_auth import Form
from oauth_desk.protocol.json_body import JsonObject
from oauth_desk.protocol.text import clean_description

GRANT_TYPE: Final = "urn:ietf:params:oauth:grant-type:token-exchange"
_USABLE: Final = (TokenKind.ACCESS_TOKEN, TokenKind.JWT)  # no set: an answer may hold what has no hash
_NOT_FOR_CALLS: Final = "n_a"


class WrongKind(ValueError):
    """The service issued something that calls cannot be made with. The message is a plain sentence."""


def form_of(service: Service, scopes: Sequence[str], subject: Secret) -> Form:
    """Return the form of §2.1; ``resource`` goes with every request of the kind and is added elsewhere."""
    wanted = service.exchange
    form: Form = [
        ("grant_type", GRANT_TYPE),
        ("subject_token", subject.reveal()),
        ("subject_token_type", wanted.subject_token_type),
    ]
    if wanted.requested_token_type is not None:
        form.append(("requested_token_type", wanted.requested_token_type))
    form += [("audience", audience) for audience in wanted.audience]
    if scopes:
        form.append((service.quirks.scope_parameter, scope.joined(scopes, service)))
    return form


def judged(answer: JsonObject, service: Service) -> JsonObject:
    """Return the answer as that of any other grant; raise WrongKind (§2.2.1).

    ``issued_token_type`` is required, and left out by many: then it is what was asked for.
    A JWT that is not called an access token (``N_A``) is used as one where a JWT was asked for.
    """
    wanted = service.exchange.requested_token_type
    issued: Any = answer.get("issued_token_type")
    if issued is not None and (issued not in _USABLE or (wanted is not None and issued != wanted)):
        raise WrongKind(f"The service gave something else than what was asked for: {_named(issued)}.")
    if str(answer.get("token_type")).lower() != _NOT_FOR_CALLS:
        return answer
    if wanted is not TokenKind.JWT:
        raise WrongKind("The service gave a token that is not for calls (token_type N_A).")
    return {**answer, "token_type": "Bearer"}


def _named(issued: object) -> str:
    return clean_description(str(issued), longest=80) if isinstance(issued, str) else "no name of a kind"
