"""The address that the browser is sent to, announced to the service first where it wants that (RFC 9126)."""

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.service import Service
from oauth_desk.protocol import attempt as attempts
from oauth_desk.protocol import pushed
from oauth_desk.protocol.attempt import Attempt, UnsafeUrl
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.protocol.token_endpoint import TokenError
from oauth_desk.services.faults import exchange_refused, trust_of, unreachable, unusable_client
from oauth_desk.services.ports import HttpClient, TransportError


class AuthorizationAddress:
    """Made for one attempt. A pushed request is good for one visit, so each visit asks for an address."""

    def __init__(self, attempt: Attempt, login_hint: str | None, *, http: HttpClient) -> None:
        self._attempt = attempt
        self._login_hint = login_hint
        self._http = http

    async def ask(self) -> str:
        """Return an address for one visit; raise DeskError."""
        service = self._attempt.service
        try:
            url = await self._pushed() if pushed.is_pushed(service) else self._plain()
            attempts.check_browser_url(url, service.issuer)
        except UnsafeUrl as error:
            raise unsafe_address(service, error) from error
        except UnusableClient as error:
            raise unusable_client(service, error) from error
        return url

    def _plain(self) -> str:
        return attempts.authorization_url(self._attempt, login_hint=self._login_hint)

    async def _pushed(self) -> str:
        service = self._attempt.service
        request = pushed.pushed_request(self._attempt, login_hint=self._login_hint)
        try:
            response = await self._http.send(request, trust=trust_of(service))
        except TransportError as error:
            raise unreachable(service, error) from error
        try:
            request_uri = pushed.judge_pushed(response, attempt=self._attempt)
        except TokenError as error:
            raise exchange_refused(service, error) from error
        return pushed.pushed_url(self._attempt, request_uri)


def unsafe_address(service: Service, error: UnsafeUrl) -> DeskError:
    """Word an address that must not be opened."""
    return DeskError(
        "unsafe_address",
        f"The sign-in address of {service.name} is not safe to open.",
        kind=Kind.SETTINGS,
        detail=str(error),
        advice="Check the service’s profile.",
        remedy=Remedy.FIX_SETTINGS,
    )
