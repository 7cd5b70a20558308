"""The request that some services want after the code's, for tokens that last (Facebook)."""

from collections.abc import Sequence
from dataclasses import replace

from oauth_desk.domain.manners import SecondStep
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.template import GAP
from oauth_desk.domain.tokens import Instant, Tokens
from oauth_desk.protocol.back_channel import form_request, plain_form
from oauth_desk.protocol.client_auth import Form
from oauth_desk.protocol.http import Request, Response
from oauth_desk.protocol.kept import joined
from oauth_desk.protocol.token_endpoint import initial_tokens


def second_request(service: Service, tokens: Tokens) -> Request | None:
    """Return the request; None where there is no second step. Raise UnusableClient.

    The token and the client's proof stand in a header or in the form, never in the address.
    """
    step = service.second_step
    if step.url is None or tokens.access_token is None:
        return None
    form = _form(step, service, tokens.access_token)
    headers = service.quirks.token_request_headers
    if step.auth == "token":
        bearer = ("Authorization", f"Bearer {tokens.access_token.reveal()}")
        return plain_form("POST", step.url, form, (*headers, bearer))
    return form_request(service, step.url, form, headers=headers)


def second_tokens(
    response: Response, first: Tokens, *, sent_at: Instant, asked: Sequence[str], service: Service
) -> Tokens:
    """Return the tokens to keep; raise TokenError. What the first answer told besides stays."""
    secrets = (first.access_token, first.refresh_token)
    tokens = initial_tokens(response, sent_at=sent_at, asked=asked, service=service, secrets=secrets)
    return replace(tokens, kept=joined(first.kept, tokens.kept), id_token=tokens.id_token or first.id_token)


def _form(step: SecondStep, service: Service, token: Secret) -> Form:
    known = {"access_token": token.reveal(), "client_id": service.client.client_id or ""}
    return [(name, GAP.sub(lambda gap: known[gap[1]], value)) for name, value in step.parameters]
