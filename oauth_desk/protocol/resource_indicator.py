"""Resource indicators (RFC 8707 §2): which API a token is for (NORMS C15)."""

from oauth_desk.domain.service import Service
from oauth_desk.protocol.address import UnsafeUrl, read


def parameters(service: Service) -> list[tuple[str, str]]:
    """Return a ``resource`` parameter per API the profile names; raise UnsafeUrl for a bad one."""
    for resource in service.security.resource:
        read(resource)
        if "#" in resource:
            raise UnsafeUrl("The address of the API holds a fragment.")
    return [("resource", resource) for resource in service.security.resource]
