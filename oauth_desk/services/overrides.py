"""A person's own values in place of a profile's: a client, other permissions, another redirect address."""

from dataclasses import dataclass, replace
from typing import Final

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.profile_document import document_of
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Security, Service
from oauth_desk.domain.tokens import Instant
from oauth_desk.domain.web_address import check_redirect
from oauth_desk.services.answers import locked_field, with_answers

_OF_A_PERSON: Final = frozenset({"openid", "profile", "email", "offline_access"})


@dataclass(frozen=True, slots=True)
class Overrides:
    """What somebody gave by hand; None leaves the profile's value. Files are named by absolute paths."""

    client_id: str | None = None
    client_secret: Secret | None = None
    secret_ends_at: Instant | None = None
    redirect_uri: str | None = None
    auth_method: AuthMethod | None = None
    private_key_file: str | None = None
    key_id: str | None = None
    client_certificate: str | None = None
    client_key: str | None = None
    ca_file: str | None = None
    scopes: tuple[str, ...] | None = None
    grant: Grant | None = None
    subject: str | None = None
    answers: tuple[tuple[str, str], ...] = ()
    """To the service's questions, by their names."""


def overridden(service: Service, given: Overrides) -> Service:
    """Return the service with the given values; raise DeskError where the profile locks one or it cannot be."""
    values = {
        "client.client_id": given.client_id,
        "client.client_secret": given.client_secret,
        "client.client_secret_ends": given.secret_ends_at,
        "client.redirect_uri": given.redirect_uri,
        "client.auth_method": given.auth_method,
        "client.private_key_file": given.private_key_file,
        "client.key_id": given.key_id,
        "security.client_certificate": given.client_certificate,
        "security.client_key": given.client_key,
        "security.ca_file": given.ca_file,
        "scopes.default": given.scopes,
        "client.grant": given.grant,
        "assertion.subject": given.subject,
    }
    for path, value in values.items():
        if value is not None and path in service.locked:
            raise locked_field(service, path)
    asked = with_answers(service, given.answers)  # an answer fills a locked address, and changes nothing of it
    made = _with_values(asked, given)
    before, after = document_of(asked), document_of(made)
    for path in service.locked:
        # What one value brings about in another one, such as a secret in the way to show it, is a change as well.
        table, _, key = path.partition(".")
        if before.get(table, {}).get(key) != after.get(table, {}).get(key):
            raise locked_field(service, path)
    return made


def locked_scopes(service: Service, wanted: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Return the permissions that an administrator has fixed, None where nobody has; raise DeskError for others."""
    if "scopes.default" not in service.locked:
        return None
    if wanted is not None and set(wanted) != set(service.scopes):
        raise locked_field(service, "scopes.default")
    return service.scopes


def _with_values(service: Service, given: Overrides) -> Service:
    client = service.client
    if given.client_id is not None and given.client_id != client.client_id:
        client = replace(client, client_id=_filled(given.client_id), registered_dynamically=False)
        if given.client_secret is None and "client.client_secret" not in service.locked:
            # The profile's secret belongs to the profile's client.
            client = replace(client, client_secret=None, secret_expires_at=None)
    if given.client_secret is not None:
        # A secret given for a client that the profile calls public: the service will want to see it.
        method = None if client.auth_method is AuthMethod.NONE else client.auth_method
        client = replace(client, client_secret=given.client_secret, auth_method=method, secret_expires_at=None)
    if given.secret_ends_at is not None:
        client = replace(client, secret_expires_at=given.secret_ends_at)
    if given.redirect_uri is not None:
        client = replace(client, redirect_uri=_redirect(given.redirect_uri))
    client, security = _with_key(client, given), _with_certificates(service.security, given)
    scopes = service.scopes if given.scopes is None else given.scopes
    return _with_grant(replace(service, client=client, security=security, scopes=scopes), given)


def _with_grant(service: Service, given: Overrides) -> Service:
    """Return the service with its way to access; where nobody signs in, nobody's identity is asked for."""
    if given.grant is not None and given.grant is not service.grant:
        scopes = service.scopes
        if given.scopes is None and given.grant is not Grant.AUTHORIZATION_CODE:
            scopes = tuple(scope for scope in scopes if scope not in _OF_A_PERSON)
        method = service.client.auth_method
        if given.grant is Grant.CLIENT_CREDENTIALS and method is AuthMethod.NONE:
            method = None  # a client that was public for people has to prove itself now
        client = replace(service.client, auth_method=method)
        service = replace(service, grant=given.grant, scopes=scopes, client=client)
    if service.grant is not Grant.JWT_BEARER:
        if given.subject is not None:
            raise _no_subject(service)
        return service
    said = service.assertion
    if given.private_key_file is not None:
        # The key that signs is what is meant; the program needs no other proof here (RFC 7523 §3.1).
        said = replace(said, private_key_file=given.private_key_file, private_key=None)
        client = replace(service.client, private_key_file=None, private_key=None)
        service = replace(service, client=client)
    if given.key_id is not None:
        said = replace(said, key_id=given.key_id)
    if given.subject is not None:
        said = replace(said, subject=given.subject)
    return replace(service, assertion=said)


def _with_key(client: Client, given: Overrides) -> Client:
    """Return the client with its key and its method; a key given to a client that the profile calls public counts."""
    if given.private_key_file is not None:
        method = None if client.auth_method is AuthMethod.NONE else client.auth_method
        client = replace(client, private_key_file=given.private_key_file, private_key=None, auth_method=method)
    if given.key_id is not None:
        client = replace(client, key_id=given.key_id)
    return client if given.auth_method is None else replace(client, auth_method=given.auth_method)


def _with_certificates(security: Security, given: Overrides) -> Security:
    if given.client_certificate is not None:
        security = replace(
            security,
            client_certificate=given.client_certificate,
            client_key=given.client_key,
            certificate=None,
            certificate_ends_at=None,
        )
    if given.ca_file is not None:
        security = replace(security, ca_file=given.ca_file, authorities=None)
    return security


def _filled(client_id: str) -> str:
    if not client_id or not client_id.isascii() or not client_id.isprintable():
        raise DeskError("bad_client_id", "This cannot be a client ID.", kind=Kind.USAGE, advice="Copy it once more.")
    return client_id


def _redirect(address: str) -> str:
    try:
        return check_redirect(address)
    except ValueError as error:
        raise DeskError(
            "bad_redirect_uri",
            "This cannot be where the browser comes back to.",
            kind=Kind.USAGE,
            detail=f"It {error}.",
        ) from None


def _no_subject(service: Service) -> DeskError:
    return DeskError(
        "usage",
        f"{service.name} does not let the program act on behalf of somebody.",
        kind=Kind.USAGE,
        advice="Leave out on whose behalf.",
        terminal_advice="Leave out --on-behalf: it belongs to signed assertions (jwt_bearer).",
    )
