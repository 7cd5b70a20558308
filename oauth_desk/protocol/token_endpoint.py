"""The token endpoint (RFC 6749 §4.1.3, §5, §6; RFC 8707 §2.2; NORMS C09, C15, C35–C36, C45–C59, C67)."""

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.status import Cause
from oauth_desk.domain.tokens import Instant, Kept, Tokens
from oauth_desk.domain.verdict import Misconfigured, Refused, Rejected, Renewed, Transient, Verdict
from oauth_desk.protocol import resource_indicator, scope
from oauth_desk.protocol.answer import Failure, Unreadable, failure_of, is_page, read, unreadable_words
from oauth_desk.protocol.attempt import Attempt
from oauth_desk.protocol.back_channel import form_request, plain_form
from oauth_desk.protocol.client_auth import Form, UnusableClient
from oauth_desk.protocol.http import Possession, Request, Response
from oauth_desk.protocol.json_body import JsonObject
from oauth_desk.protocol.own_parameters import filled
from oauth_desk.protocol.renewed_identity import AnotherPerson, checked
from oauth_desk.protocol.retry_after import retry_after
from oauth_desk.protocol.text import clean_description
from oauth_desk.protocol.token_answer import BadTokens, read_tokens

__all__ = ["TokenError", "clean_description", "code_request", "judge_code", "judge_refresh", "refresh_request"]
__all__ += ["grant_request", "initial_tokens", "judge_passing", "retry_after"]

OK: Final = 200
NETWORK_LOGIN: Final = 511
BUSY: Final = frozenset({408, 429, 503})

MISCONFIGURED: Final = MappingProxyType(
    {
        "invalid_client": Cause.CLIENT,
        "unauthorized_client": Cause.CLIENT,
        "unsupported_grant_type": Cause.GRANT_TYPE,
        "invalid_scope": Cause.PERMISSIONS,
        "invalid_target": Cause.RESOURCE,
    }
)
PASSING: Final = MappingProxyType({"temporarily_unavailable": Cause.BUSY, "server_error": Cause.SERVER_ERROR})


class TokenError(Exception):
    """No tokens were given. ``error`` is empty where the answer names none; the texts hold no secret."""

    def __init__(self, error: str, description: str = "", status: int = 0) -> None:
        super().__init__(error, description, status)
        self.error = error
        self.description = description
        self.status = status

    def __str__(self) -> str:
        return ": ".join(part for part in (self.error, self.description) if part) or f"HTTP status {self.status}"


def code_request(attempt: Attempt, code: Secret) -> Request:
    """Return the request that exchanges a code, made from the attempt's own snapshot; raise UnusableClient."""
    service = attempt.service
    form: Form = [
        ("grant_type", "authorization_code"),
        ("code", code.reveal()),
        ("redirect_uri", attempt.redirect_uri),
    ]
    if service.sends_pkce:
        form.append(("code_verifier", attempt.verifier.reveal()))
    form += resource_indicator.parameters(service)
    return grant_request(service, form, dpop_key=attempt.dpop_key)


def refresh_request(
    service: Service, tokens: Tokens, scopes: Sequence[str] | None = None, *, dpop_key: Secret | None = None
) -> Request:
    """Return the request that renews; raise UnusableClient, or ValueError without a refresh token.

    ``scopes`` asks for less than was granted, never for more; None asks for the
    same by leaving the parameter out, which every server understands.
    """
    if tokens.refresh_token is None:
        raise ValueError("There is nothing to renew with.")
    if service.renewal.is_by_itself:
        return _self_renewal(service, tokens.refresh_token)
    form: Form = [("grant_type", "refresh_token"), ("refresh_token", tokens.refresh_token.reveal())]
    fewer = [name for name in scopes or () if name in tokens.scopes]
    if fewer:
        form.append(("scope", scope.joined(fewer, service)))
    form += resource_indicator.parameters(service)
    return grant_request(service, form, refresh=True, dpop_key=dpop_key, kept=tokens.kept)


def _self_renewal(service: Service, token: Secret) -> Request:
    """Return the request of an access token that renews itself: in its header, never in the address (C100)."""
    address = service.endpoints.refresh or service.endpoints.token
    if address is None:
        raise UnusableClient("No token address is known for this service.")
    renewal, headers = service.renewal, service.quirks.token_request_headers
    form = list(filled(renewal.parameters, service))
    return plain_form(renewal.method, address, form, (*headers, ("Authorization", f"Bearer {token.reveal()}")))


def judge_code(response: Response, *, sent_at: Instant, attempt: Attempt, code: Secret | None = None) -> Tokens:
    """Return the tokens of a code exchange; raise TokenError for any other answer.

    ``code`` is masked where the server repeats it.
    """
    secrets = (code, attempt.verifier, attempt.state)
    return initial_tokens(
        response,
        sent_at=sent_at,
        asked=attempt.scopes,
        service=attempt.service,
        secrets=secrets,
        key_shown=attempt.dpop_key is not None,
    )


def initial_tokens(
    response: Response,
    *,
    sent_at: Instant,
    asked: Sequence[str],
    service: Service | None = None,
    secrets: Sequence[Secret | None] = (),
    key_shown: bool = True,
) -> Tokens:
    """Return the tokens of any first grant; raise TokenError."""
    try:
        answer = read(response)
    except Unreadable as problem:
        raise TokenError("", unreadable_words(response, problem), response.status) from None
    failure = failure_of(answer, service, secrets=secrets)
    if failure is not None:
        raise TokenError(failure.name, failure.description, response.status)
    if response.status != OK:
        raise TokenError("", "", response.status)
    try:
        return read_tokens(answer, sent_at=sent_at, asked=asked, service=service, key_shown=key_shown)
    except BadTokens as problem:
        raise TokenError("", str(problem), response.status) from None


def judge_refresh(
    response: Response,
    *,
    sent_at: Instant,
    tokens: Tokens,
    service: Service,
    secrets: Sequence[Secret | None] = (),
    key_shown: bool = True,
) -> Verdict:
    """Return what the answer to a renewal means (the renewal transaction, rules 5 and 7); never raise.

    ``secrets`` that were sent beside the tokens are masked where the server repeats them.
    """
    passing = judge_passing(response, now=sent_at + response.elapsed)
    if passing is not None:
        return passing
    try:
        answer = read(response)
    except Unreadable as problem:
        return _judge_unreadable(response, problem)
    known = (tokens.access_token, tokens.refresh_token, tokens.id_token, *secrets)
    failure = failure_of(answer, service, secrets=known)
    if failure is not None:
        return _judge_failure(failure, response, service, now=sent_at + response.elapsed)
    if response.status != OK:
        return Refused(response.status)
    return _judge_tokens(answer, sent_at, tokens, service, key_shown=key_shown)


def judge_passing(response: Response, *, now: Instant) -> Transient | None:
    """Return the trouble that an HTTP status alone tells, whatever the body says; None for other statuses."""
    status = response.status
    wait = retry_after(response, now)
    if status == NETWORK_LOGIN or 300 <= status < 400:  # noqa: PLR2004
        return Transient(Cause.CAPTIVE_PORTAL, _redirection(response), wait)
    if status in BUSY:
        return Transient(Cause.BUSY, f"HTTP status {status}", wait)
    if status >= 500:  # noqa: PLR2004
        return Transient(Cause.SERVER_ERROR, f"HTTP status {status}", wait)
    return None


def grant_request(
    service: Service, form: Form, *, refresh: bool = False, dpop_key: Secret | None = None, kept: Kept = ()
) -> Request:
    """Return a request to the token endpoint, with the profile's parameters; raise UnusableClient."""
    address = (refresh and service.endpoints.refresh) or service.endpoints.token
    if address is None:
        raise UnusableClient("No token address is known for this service.")
    own = service.parameters.refresh if refresh else ()
    taken = {name for name, _ in own}
    extra = (*own, *((name, value) for name, value in service.parameters.token if name not in taken))
    quirks = service.quirks
    request = form_request(
        service,
        address,
        form,
        extra=filled(extra, service, kept),
        headers=quirks.token_request_headers,
        as_json=quirks.token_request_body == "json",
    )
    return request if dpop_key is None else replace(request, possession=Possession(dpop_key))


def _judge_unreadable(response: Response, problem: Unreadable) -> Verdict:
    """Tell a page of the network from an answer that the service itself spoiled, and from an empty refusal."""
    if is_page(response):
        return Transient(Cause.CAPTIVE_PORTAL, "A page came instead of an answer.")
    if response.status != OK:
        return Refused(response.status)
    if response.media_type.endswith("json") or response.body.lstrip()[:1] in {b"{", b"["}:
        return Transient(Cause.SERVER_ERROR, str(problem))
    return Transient(Cause.CAPTIVE_PORTAL, str(problem))


def _judge_failure(failure: Failure, response: Response, service: Service, *, now: Instant) -> Verdict:
    """Map an error code; ``invalid_grant`` and the service's own words for it alone end a grant (NORMS C55–C59)."""
    gone = failure.among(("invalid_grant", *service.quirks.rejected_errors))
    if gone is not None:
        return Rejected(gone, failure.description)
    misconfigured = failure.among(MISCONFIGURED)
    if misconfigured is not None:
        return Misconfigured(MISCONFIGURED[misconfigured], misconfigured, failure.description)
    passing = failure.among(PASSING)
    if passing is not None:
        return Transient(PASSING[passing], failure.description or passing, retry_after(response, now))
    return Refused(response.status, failure.name, failure.description)


def _judge_tokens(answer: JsonObject, sent_at: Instant, old: Tokens, service: Service, *, key_shown: bool) -> Verdict:
    try:
        new = read_tokens(answer, sent_at=sent_at, asked=old.scopes, service=service, old=old, key_shown=key_shown)
        return Renewed(checked(new, old))
    except (BadTokens, AnotherPerson) as problem:
        return Refused(OK, "", str(problem))


def _redirection(response: Response) -> str:
    """Name the host a redirect points to; the rest of the address may hold anything."""
    try:
        host = urlsplit(response.header("location") or "").hostname
    except ValueError:
        host = None
    return clean_description(f"A redirect to {host} came instead of an answer.") if host else "A redirect came."
