"""What is said of a service that is reached without encryption, as on this computer alone it may be (NORMS C38)."""

from dataclasses import fields
from typing import Final

from oauth_desk.domain.service import Service

INSECURE: Final = "Insecure test connection"


def is_insecure(service: Service) -> bool:
    """Tell whether any address of a service is plain http."""
    endpoints = service.endpoints
    addresses = (service.issuer, *(getattr(endpoints, each.name) for each in fields(endpoints)), *service.api_base_urls)
    return any(address.lower().startswith("http:") for address in addresses if address)
