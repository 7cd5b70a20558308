"""Getting a client of our own where a service hands them out (RFC 7591)."""

from dataclasses import replace
from typing import Final

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.service import AuthMethod, Client, Service
from oauth_desk.protocol.client_document import is_document
from oauth_desk.protocol.registration import RegistrationError, judge_registration, registration_request
from oauth_desk.services import client_document
from oauth_desk.services.faults import sentence, trust_of, unreachable
from oauth_desk.services.ports import HttpClient, TransportError

CLIENT_NAME: Final = "OAuth Desk"
_BAD_METADATA: Final = "invalid_client_metadata"
DEVICE_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"


class ClientRegistration:
    """Registers this program with a service, once for each connection that has no client."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    async def complete(self, service: Service, redirect_uri: str, scopes: tuple[str, ...] = ()) -> Service:
        """Return the service with a client; raise DeskError ``client_needed`` where the person must bring one.

        ``scopes`` are to be covered beside those that the service asks for by default.

        A client id that is the address of a document counts where the service says
        that it reads such; elsewhere the program registers itself, where it can.
        """
        endpoint = service.endpoints.registration
        if is_document(service.client.client_id):
            if service.metadata.client_documents:
                await client_document.check(self._http, service, redirect_uri)
                return service
            if endpoint is None or "client.client_id" in service.locked:
                return service
        elif service.client.client_id is not None:
            if service.lacks_secret:
                raise client_needed(service)
            return service
        if endpoint is None:
            raise client_needed(service)
        wanted = tuple(dict.fromkeys((*service.scopes, *scopes)))
        try:
            client = await self._registered(service, endpoint, redirect_uri, wanted)
        except RegistrationError as error:
            if not wanted or error.error != _BAD_METADATA:
                raise _refused(service, str(error)) from error
            client = await self._registered_for_anything(service, endpoint, redirect_uri)
        return replace(service, client=client)

    async def _registered_for_anything(self, service: Service, endpoint: str, redirect_uri: str) -> Client:
        """Register without naming permissions: some services refuse to hear those of an API behind them."""
        try:
            return await self._registered(service, endpoint, redirect_uri, ())
        except RegistrationError as error:
            raise _refused(service, str(error)) from error

    async def _registered(self, service: Service, endpoint: str, redirect_uri: str, scopes: tuple[str, ...]) -> Client:
        grant_types = _grant_types(service)
        request = registration_request(
            endpoint,
            client_name=CLIENT_NAME,
            redirect_uri=redirect_uri,
            grant_types=grant_types,
            scopes=scopes,
            auth_method=_auth_method(service),
        )
        try:
            response = await self._http.send(request, trust=trust_of(service))
        except TransportError as error:
            raise unreachable(service, error) from error
        return judge_registration(response, redirect_uri=redirect_uri, grant_types=grant_types)


def client_needed(service: Service) -> DeskError:
    """Return the error for a service that wants a client id, or a secret, of the person's own."""
    secret = service.lacks_secret
    what = (
        "a client secret"
        if service.client.client_id
        else "a client ID and a client secret"
        if secret
        else "a client ID"
    )
    wanted = {"client-id": not service.client.client_id, "client-secret-file": secret or service.client.client_id}
    options = " and ".join(f"--{option}" for option, is_wanted in wanted.items() if is_wanted)
    where = f" It is made at {service.developer_console_url}." if service.developer_console_url else ""
    return DeskError(
        "client_needed",
        f"{service.name} needs {what} of your own.",
        kind=Kind.SETTINGS,
        detail=f"This service does not hand one out by itself.{where}",
        advice="Enter it, or put it into a profile file.",
        terminal_advice=f"Enter it in the window, put it into a profile file, or give {options}.",
        remedy=Remedy.FIX_SETTINGS,
    )


def _auth_method(service: Service) -> AuthMethod:
    """Ask for no secret, unless the service says that it knows no clients without one."""
    offered = service.metadata.auth_methods
    if not offered or AuthMethod.NONE in offered:
        return AuthMethod.NONE
    with_a_secret = (AuthMethod.BASIC, AuthMethod.POST, AuthMethod.SECRET_JWT)
    return next((method for method in with_a_secret if method in offered), AuthMethod.POST)


def _grant_types(service: Service) -> tuple[str, ...]:
    device = (DEVICE_GRANT,) if service.endpoints.device_authorization is not None else ()
    return ("authorization_code", "refresh_token", *device)


def _refused(service: Service, reason: str) -> DeskError:
    return DeskError(
        "registration_failed",
        f"{service.name} did not register this program.",
        kind=Kind.SETTINGS,
        detail=sentence(reason),
        advice="Register it by hand at the service, and give its client ID.",
        remedy=Remedy.FIX_SETTINGS,
    )
