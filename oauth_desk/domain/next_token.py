"""How a connection gets its next access token: the one place that says so."""

from enum import StrEnum

from oauth_desk.domain.grant import Grant
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Tokens


class NextToken(StrEnum):
    """What has to happen before there is another access token."""

    RENEWED = "renewed"
    """A refresh token is sent; the service may take it back with the answer."""
    ASKED_ANEW = "asked_anew"
    """The program asks as it did the first time. Nothing is spent: a lost answer is simply asked for again."""
    SIGN_IN = "sign_in"
    """A person signs in."""
    KEY = "key"
    """A person copies another key."""


def next_token(service: Service, tokens: Tokens) -> NextToken:
    """Return how a connection to ``service`` that holds ``tokens`` gets the next ones."""
    if service.key is not None:
        return NextToken.KEY
    if service.grant is not Grant.AUTHORIZATION_CODE:
        return NextToken.ASKED_ANEW
    return NextToken.SIGN_IN if tokens.refresh_token is None else NextToken.RENEWED
