"""What the details page says of the grants where nobody signs in: what is asked with, in the words of the standards."""

from typing import Final

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.service import Service
from oauth_desk.protocol import bearer_assertion, token_exchange
from oauth_desk.protocol.bearer_assertion import audience_of, subject_of
from oauth_desk.services.wording import duration
from oauth_desk.ui.connections.fact import Fact

_TYPES: Final = {
    Grant.CLIENT_CREDENTIALS: "client_credentials",
    Grant.JWT_BEARER: bearer_assertion.GRANT_TYPE,
    Grant.TOKEN_EXCHANGE: token_exchange.GRANT_TYPE,
}


def signs_in(service: Service) -> bool:
    """Tell whether a person signs in: only then there is an address to come back to."""
    return service.key is None and not service.asks_by_itself


def grant_facts(connection: Connection) -> tuple[Fact, ...]:
    """Return the grant by its exact name, and what goes with it; nothing where a person signs in."""
    service = connection.service
    if not service.asks_by_itself:
        return ()
    named = Fact("Grant type", _TYPES[service.grant], copyable=True)
    if service.grant is Grant.JWT_BEARER:
        return (named, *_assertion(service))
    return (named, *_exchange(connection)) if service.grant is Grant.TOKEN_EXCHANGE else (named,)


def _assertion(service: Service) -> tuple[Fact, ...]:
    said = service.assertion
    return (
        Fact("Issuer (iss)", said.issuer or service.client.client_id or "", copyable=True),
        Fact("Subject (sub)", subject_of(service) or "none: nobody’s behalf", copyable=True),
        Fact("Audience (aud)", audience_of(service) or "", copyable=True),
        Fact("Signed with", said.algorithm or "what the key is for"),
        Fact("Signing key", "kept in the vault" if said.private_key is not None else said.private_key_file or ""),
        Fact("Its name (kid)", said.signing_key_id or "", copyable=True),
        Fact("Lives", f"{duration(said.lifetime)}, and is sent once"),
        Fact("Scope goes in", f"the {said.scope_in}"),
        *(Fact(f"Claim {name}", value) for name, value in said.claims),
    )


def _exchange(connection: Connection) -> tuple[Fact, ...]:
    wanted, source = connection.service.exchange, connection.source
    requested = wanted.requested_token_type
    return (
        Fact("Subject token of", "" if source is None else f"{source.name}   {source.id}"),
        Fact("Subject token type", str(wanted.subject_token_type), copyable=True),
        Fact("Requested token type", "not sent" if requested is None else str(requested)),
        *(Fact("Audience", audience, copyable=True) for audience in wanted.audience),
        *(Fact("Resource", resource, copyable=True) for resource in connection.service.security.resource),
    )
