"""Token revocation (RFC 7009 §2.1, §2.2; NORMS C95)."""

from enum import StrEnum
from typing import Final

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.protocol.answer import Unreadable, failure_of, read
from oauth_desk.protocol.back_channel import form_request
from oauth_desk.protocol.http import Request, Response

NOT_THERE: Final = frozenset({404, 405, 410, 501})
"""Nothing at the address revokes tokens."""
_UNSUPPORTED: Final = ("unsupported_token_type", "unsupported_response_type")


class RevocationOutcome(StrEnum):
    """What became of a token at the service."""

    YES = "yes"
    UNSUPPORTED = "unsupported"
    FAILED = "failed"


def revocation_request(service: Service, token: Secret, hint: str) -> Request | None:
    """Return the request that ends a token; None where the service has no endpoint for it.

    ``hint`` is ``refresh_token`` or ``access_token``. Revoke the refresh token first:
    most servers end the access token with it.
    """
    if service.endpoints.revocation is None:
        return None
    form = [("token", token.reveal()), ("token_type_hint", hint)]
    return form_request(service, service.endpoints.revocation, form)


def judge_revocation(response: Response) -> RevocationOutcome:
    """Return what an answer means. An empty 2xx is success, for unknown tokens too; never raise."""
    try:
        failure = failure_of(read(response))
    except Unreadable:
        failure = None
    if failure is not None and failure.among(_UNSUPPORTED):
        return RevocationOutcome.UNSUPPORTED
    if response.status in NOT_THERE:
        return RevocationOutcome.UNSUPPORTED
    if 200 <= response.status < 300 and failure is None:  # noqa: PLR2004 - the success class
        return RevocationOutcome.YES
    return RevocationOutcome.FAILED
