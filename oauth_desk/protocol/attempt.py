"""One sign-in under way (RFC 6749 §4.1.1; RFC 8252 §8.10; RFC 9700 §4.4; OIDC Core §3.1.2.1, §11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote_plus, urlencode

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Instant
from oauth_desk.protocol import account_choice, pkce, resource_indicator, scope
from oauth_desk.protocol.address import UnsafeUrl, check_endpoint
from oauth_desk.protocol.back_channel import with_extra
from oauth_desk.protocol.client_auth import Form
from oauth_desk.protocol.own_parameters import filled

__all__ = ["Attempt", "UnsafeUrl", "address_with", "authorization_form", "authorization_url", "begin"]
__all__ += ["check_browser_url"]

OPENID: Final = "openid"
OFFLINE: Final = "offline_access"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a sign-in was begun with; used once.

    ``service`` is the snapshot that the code, and only the code of this attempt,
    goes to: whatever discovery says meanwhile, another server never sees it.
    ``another_account``: the person shall choose as whom to sign in.
    """

    service: Service
    scopes: tuple[str, ...]
    state: Secret
    nonce: Secret | None
    verifier: Secret
    redirect_uri: str
    started_at: Instant
    dpop_key: Secret | None = None
    another_account: bool = False


def begin(
    service: Service,
    scopes: Sequence[str],
    *,
    redirect_uri: str,
    state: Secret,
    nonce: Secret | None,
    verifier: Secret,
    now: Instant,
    dpop_key: Secret | None = None,
    another_account: bool = False,
) -> Attempt:
    """Return a new attempt; the nonce is kept only where an ID token is asked for (NORMS C07)."""
    if OPENID not in scopes:
        nonce = None
    return Attempt(service, tuple(scopes), state, nonce, verifier, redirect_uri, now, dpop_key, another_account)


def authorization_url(attempt: Attempt, *, login_hint: str | None = None) -> str:
    """Return the address for the browser; raise UnsafeUrl where the service has none that may be opened."""
    return address_with(attempt, authorization_form(attempt, login_hint=login_hint))


def authorization_form(attempt: Attempt, *, login_hint: str | None = None) -> Form:
    """Return the parameters of the authorization request, for the address or for pushing (RFC 9126)."""
    service = attempt.service
    extra = service.parameters.authorization
    if attempt.another_account:
        extra = account_choice.with_choice(service, attempt.scopes)
    form = with_extra(_standard(attempt), filled(extra, service))
    names = {name for name, _ in (*form, *extra)}
    if login_hint and "login_hint" not in names:
        form.append(("login_hint", login_hint))
    if OFFLINE in attempt.scopes and "prompt" not in names:
        # Else OpenID providers drop offline_access silently. A profile turns this off with an empty prompt.
        form.append(("prompt", "consent"))
    return form


def address_with(attempt: Attempt, form: Form) -> str:
    """Return the service's sign-in address with the parameters of ``form``; raise UnsafeUrl."""
    service = attempt.service
    endpoint = service.endpoints.authorization
    if endpoint is None or not service.client.client_id:
        raise UnsafeUrl("The service has no sign-in address, or no client id is set for it.")
    check_browser_url(endpoint, service.issuer)
    base, _, query = endpoint.partition("?")
    kept = _kept(query, {name for name, _ in form})
    return f"{base}?{'&'.join([*kept, urlencode(form, quote_via=quote)])}"


def check_browser_url(url: str, issuer: str | None) -> None:
    """Raise UnsafeUrl unless ``url`` may be handed to a browser (NORMS C12).

    https, or http to a loopback literal where the issuer is on this machine too
    (or not known, as in a profile written by hand).
    """
    check_endpoint(url, issuer)


def _standard(attempt: Attempt) -> Form:
    service = attempt.service
    quirks = service.quirks
    form: Form = [
        ("response_type", "code"),
        (quirks.client_id_parameter, service.client.client_id or ""),
        ("redirect_uri", attempt.redirect_uri),
    ]
    form = [(name, value) for name, value in form if name not in quirks.omit_parameters]
    if attempt.scopes:
        form.append((quirks.scope_parameter, scope.joined(attempt.scopes, service)))
    form.append(("state", attempt.state.reveal()))
    if attempt.nonce is not None:
        form.append(("nonce", attempt.nonce.reveal()))
    if service.sends_pkce:
        challenge = pkce.challenge(attempt.verifier, quirks.challenge_encoding)
        form += [("code_challenge", challenge), ("code_challenge_method", pkce.METHOD)]
    if attempt.dpop_key is not None:
        from oauth_desk.protocol.dpop import thumbprint  # noqa: PLC0415 - loads slowly, and few services need it

        form.append(("dpop_jkt", thumbprint(attempt.dpop_key)))
    return form + resource_indicator.parameters(service)


def _kept(query: str, names: set[str]) -> list[str]:
    """Return the endpoint's own query, piece by piece as written, without what we say ourselves (RFC 6749 §3.1)."""
    pieces = [piece for piece in query.split("&") if piece]
    return [piece for piece in pieces if unquote_plus(piece.partition("=")[0]) not in names]
