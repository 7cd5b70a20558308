"""Access for a signed assertion (RFC 7523 §2.1, §3; RFC 7521 §4.1)."""

from collections.abc import Sequence
from typing import Any, Final

from oauth_desk.domain.grant import ScopePlace
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Instant
from oauth_desk.protocol import scope
from oauth_desk.protocol.client_auth import Form, UnusableClient

GRANT_TYPE: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def audience_of(service: Service) -> str | None:
    """Return for whom an assertion is; None where nothing tells."""
    return service.assertion.audience or service.issuer or service.endpoints.token


def subject_of(service: Service) -> str | None:
    """Return on whose behalf an assertion is made; None for nobody's."""
    said = service.assertion
    itself = said.issuer or service.client.client_id
    return said.subject or (itself if said.names_itself else None)


def claims_of(service: Service, scopes: Sequence[str], *, now: Instant, jti: str) -> dict[str, Any]:
    """Return what the assertion says; raise UnusableClient where it cannot be told who asks, or whom."""
    said = service.assertion
    issuer = said.issuer or service.client.client_id
    audience = audience_of(service)
    if issuer is None or audience is None:
        what = "who makes the statement" if issuer is None else "for whom the statement is"
        raise UnusableClient(f"The profile does not say {what}: “assertion.{'issuer' if not issuer else 'audience'}”.")
    subject = subject_of(service)
    issued = int(now)
    claims: dict[str, Any] = {**dict(said.claims), "iss": issuer, "aud": audience}
    if subject is not None:
        claims["sub"] = subject
    if scopes and said.scope_in is ScopePlace.ASSERTION:
        claims["scope"] = scope.joined(scopes, service)
    return {**claims, "jti": jti, "iat": issued, "exp": issued + said.lifetime}


def form_of(service: Service, scopes: Sequence[str], *, now: Instant, jti: str) -> Form:
    """Return the form with an assertion that is sent once; raise UnusableClient. Slow: joserfc is loaded."""
    from oauth_desk.protocol.signature import signed_by_key, usual_algorithm  # noqa: PLC0415 - few services need it

    said = service.assertion
    if said.private_key is None:
        raise UnusableClient("The program is to sign with a private key here, and none was given.")
    claims = claims_of(service, scopes, now=now, jti=jti)
    try:
        algorithm = said.algorithm or usual_algorithm(said.private_key)
        text = signed_by_key(claims, said.private_key, algorithm)
    except (ValueError, KeyError):
        raise UnusableClient("The private key does not fit the way to sign that the profile names.") from None
    form: Form = [("grant_type", GRANT_TYPE), ("assertion", text)]
    if scopes and said.scope_in is ScopePlace.FORM:
        form.append((service.quirks.scope_parameter, scope.joined(scopes, service)))
    return form
