"""What a service itself says of a connection, asked on demand alone (NORMS C75, C96)."""

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.protocol import introspection, json_body, userinfo
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.protocol.http import Request, Response
from oauth_desk.protocol.json_body import BadJson, JsonObject
from oauth_desk.services.book import Book
from oauth_desk.services.faults import trust_of, unreachable, unusable_client
from oauth_desk.services.ports import HttpClient, TransportError
from oauth_desk.services.renewer import Renewer


class Inspector:
    """Asks the connection's own server, and no other."""

    def __init__(self, *, book: Book, renewer: Renewer, http: HttpClient) -> None:
        self._book = book
        self._renewer = renewer
        self._http = http

    async def introspect(self, connection_id: str) -> JsonObject:
        """Return what the service says of the access token as it is, renewing nothing (RFC 7662); raise DeskError."""
        connection = self._book.require(connection_id)
        token = connection.tokens.access_token
        if token is None:
            raise _nothing_to_ask_about(connection)
        try:
            request = introspection.introspection_request(connection.service, token)
        except UnusableClient as error:
            raise unusable_client(connection.service, error) from error
        if request is None:
            raise _not_offered(connection, "what it knows of a connection")
        response = await self._send(connection, request)
        try:
            told = introspection.judge_introspection(response, service=connection.service, token=token)
        except introspection.IntrospectionError as error:
            raise _not_told(connection, str(error)) from error
        return {"active": told.active, **told.claims}

    async def userinfo(self, connection_id: str) -> JsonObject:
        """Return what the service says of who signed in; raise DeskError."""
        connection = await self._renewer.ensure_fresh(connection_id)
        request = userinfo.probe_request(connection.service, connection.tokens, dpop_key=connection.dpop_key)
        if request is None:
            raise _not_offered(connection, "who signed in")
        response = await self._send(connection, request)
        if response.status != 200:  # noqa: PLR2004 - RFC 9110 §15.3.1
            raise _not_told(connection, f"The service answered with status {response.status}.")
        try:
            told = json_body.parse_object(response.body)
        except BadJson as error:
            raise _not_told(connection, f"The answer cannot be read ({error}).") from error
        _check_subject(connection, told)
        return told

    async def _send(self, connection: Connection, request: Request) -> Response:
        try:
            return await self._http.send(request, trust=trust_of(connection.service))
        except TransportError as error:
            raise unreachable(connection.service, error) from error


def _check_subject(connection: Connection, told: JsonObject) -> None:
    """Refuse userinfo about anybody else than the one who signed in (OIDC Core §5.3.2)."""
    subject = connection.account.subject
    if connection.service.account is None and subject and told.get("sub") != subject:
        raise _not_told(connection, "The answer is about somebody else than the one who signed in.")


def _nothing_to_ask_about(connection: Connection) -> DeskError:
    return DeskError(
        "sign_in_needed",
        f"“{connection.name}” has nothing that could be asked about.",
        kind=Kind.SIGN_IN_NEEDED,
        advice="Sign in again first.",
        remedy=Remedy.SIGN_IN,
    )


def _not_offered(connection: Connection, what: str) -> DeskError:
    return DeskError("not_offered", f"{connection.service.name} cannot be asked {what}.")


def _not_told(connection: Connection, reason: str) -> DeskError:
    return DeskError("not_told", f"{connection.service.name} did not say.", detail=reason, remedy=Remedy.RETRY)
