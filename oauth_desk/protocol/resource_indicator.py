"""Resource indicators (RFC 8707 §2): which API a token is for (NORMS C15)."""

from oauth_desk.domain.service import Service
from oauth_desk.domain.web_address import check_resource
from oauth_desk.protocol.address import UnsafeUrl


def parameters(service: Service) -> list[tuple[str, str]]:
    """Return a ``resource`` parameter per API the profile names; raise UnsafeUrl for a bad one."""
    try:
        return [("resource", check_resource(resource)) for resource in service.security.resource]
    except ValueError as problem:
        raise UnsafeUrl(f"The address of the API {problem}.") from None
