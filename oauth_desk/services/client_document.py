"""Looking at the document that a client id names, before a person is sent to a service with it (NORMS C82)."""

from dataclasses import replace

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.service import Service
from oauth_desk.protocol.address import read
from oauth_desk.protocol.client_document import LONGEST, ClientDocumentError, check_document, document_request
from oauth_desk.services.faults import trust_of, unreachable
from oauth_desk.services.ports import HttpClient, Limits, TransportError, TransportFault, Trust


async def check(http: HttpClient, service: Service, redirect_uri: str) -> None:
    """Raise DeskError where the service could not accept the program by its document.

    The document is on the public internet, or where the service itself is.
    """
    address = service.client.client_id or ""
    trust = trust_of(service)
    if service.issuer is None or read(service.issuer).origin != read(address).origin:
        trust = replace(trust or Trust(), told=(*service.told, address))
    try:
        # One byte more than a service reads tells that it is too long.
        response = await http.send(document_request(address), limits=Limits(body=LONGEST + 1), trust=trust)
        check_document(response, service.client, redirect_uri)
    except ClientDocumentError as problem:
        raise _unusable(service, str(problem)) from problem
    except TransportError as error:
        if error.fault is TransportFault.TOO_LARGE:
            raise _unusable(service, f"It is longer than {LONGEST} bytes.") from error
        if error.fault is TransportFault.NOT_PUBLIC:
            raise _unusable(service, "It is inside a private network, where the service may not look.") from error
        raise unreachable(service, error) from error


def _unusable(service: Service, reason: str) -> DeskError:
    return DeskError(
        "client_document",
        f"The document that is to tell {service.name} of this program cannot be used.",
        kind=Kind.SETTINGS,
        detail=f"{service.client.client_id}: {reason}",
        advice="Ask whoever keeps that document to correct it.",
        remedy=Remedy.FIX_SETTINGS,
    )
