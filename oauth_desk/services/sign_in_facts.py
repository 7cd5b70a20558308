"""Why each check of a sign-in passed, in the standards' words, for whoever watches one."""

from dataclasses import fields
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Tokens
from oauth_desk.protocol import pkce, scope
from oauth_desk.protocol.attempt import Attempt
from oauth_desk.services.trace import Tracer

if TYPE_CHECKING:
    from oauth_desk.protocol.id_token import IdClaims


def tell_service(tracer: Tracer, service: Service) -> None:
    """Tell with whom, and as which client."""
    if not tracer.on:
        return
    client, endpoints = service.client, service.endpoints
    named = [(field.name, getattr(endpoints, field.name)) for field in fields(endpoints)]
    discovered = "; its document names it exactly so (RFC 8414 §3.3)" if service.metadata.document else ""
    how = "registered just for this (RFC 7591)" if client.registered_dynamically else "given"
    tracer.passed(
        f"{service.name}: everything is known that a sign-in needs",
        f"issuer: {service.issuer}{discovered}" if service.issuer else "issuer: none named",
        *(f"{name}: {url}" for name, url in named if url),
        f"client_id: {client.client_id}, {how}; secret: {'yes' if client.client_secret else 'no'}",
    )


def tell_request(tracer: Tracer, attempt: Attempt, url: str) -> None:
    """Tell what the browser is sent with."""
    if not tracer.on:
        return
    parts = urlsplit(url)
    service, quirks = attempt.service, attempt.service.quirks
    pushed = "request_uri" in parse_qs(parts.query)
    tracer.noted(
        f"The browser goes to {parts.scheme}://{parts.netloc}{parts.path}",
        "the parameters were pushed before (RFC 9126); the address names them by request_uri" if pushed else "",
        "" if "response_type" in quirks.omit_parameters else "response_type=code (RFC 6749 §4.1.1)",
        f"{quirks.client_id_parameter}={service.client.client_id}",
        f"redirect_uri={attempt.redirect_uri} (RFC 8252 §7.3)",
        f"{quirks.scope_parameter}={scope.joined(attempt.scopes, service)}" if attempt.scopes else "no scope",
        f"state: new, {len(attempt.state.reveal())} characters",
        f"nonce: new, {len(attempt.nonce.reveal())} characters (OIDC Core §3.1.2.1)" if attempt.nonce else "",
        f"code_challenge_method={pkce.METHOD} (RFC 7636 §4.2), verifier of {len(attempt.verifier.reveal())} characters"
        if service.sends_pkce
        else "no code_challenge: the profile leaves PKCE out",
        "dpop_jkt: the code is bound to the key (RFC 9449 §10)" if attempt.dpop_key else "",
        *(f"resource={resource} (RFC 8707 §2)" for resource in service.security.resource),
    )


def tell_callback(tracer: Tracer, attempt: Attempt) -> None:
    """Tell why the answer in the callback was taken."""
    if not tracer.on:
        return
    issuer, announced = attempt.service.issuer, attempt.service.metadata.iss_parameter_supported
    iss = (
        f"iss: equal to {issuer} (RFC 9207 §2.4)"
        if announced
        else "iss: not announced, so not demanded (RFC 9207 §2.4)"
    )
    tracer.passed(
        "The browser came back with an answer to this sign-in",
        "state: equal to the one sent (RFC 6749 §10.12)",
        iss,
        "hmac: made with the client secret, of all that came" if attempt.service.callback.signed else "",
        "error: none; code: one, taken once (RFC 6749 §4.1.2)",
    )


def tell_tokens(tracer: Tracer, tokens: Tokens, asked: tuple[str, ...]) -> None:
    """Tell why the token answer was taken."""
    if not tracer.on:
        return
    lifetime = tokens.lifetime
    tracer.passed(
        "The token answer is complete",
        f"access_token: {'present' if tokens.access_token else 'missing'}; token_type: {tokens.token_type}",
        "expires_in: not given, so renewed when it is refused"
        if lifetime is None
        else f"expires_in: {lifetime:.0f} s, counted from before the request was sent",
        f"refresh_token: {'given' if tokens.refresh_token else 'not given: signing in again will be needed'}",
        f"scope: {' '.join(tokens.scopes) or 'none named'}{_narrower(tokens, asked)}",
    )


def tell_identity(tracer: Tracer, claims: "IdClaims", *, nonce_sent: bool) -> None:
    """Tell why the ID token is believed (OIDC Core §3.1.3.7)."""
    if not tracer.on:
        return
    found = claims.claims
    tracer.passed(
        "The ID token holds",
        "signature: verified with a key of the issuer's jwks_uri, by an algorithm that its metadata allows",
        f"iss: {claims.issuer}, as discovered",
        "aud: this client" + ("; azp: this client" if "azp" in found else ""),
        "exp, iat: within 120 s of this computer's clock",
        "nonce: equal to the one sent" if nonce_sent else "nonce: none was sent",
        "at_hash: fits the access token" if "at_hash" in found else "at_hash: not given",
        "sub: present",
    )


def _narrower(tokens: Tokens, asked: tuple[str, ...]) -> str:
    missing = [name for name in asked if tokens.scopes and name not in tokens.scopes]
    return f" (not given: {' '.join(missing)})" if missing else ""
