"""What is wrong with what was typed, in sentences that stand at the field."""

from collections.abc import Callable
from typing import Final

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.key_template import key_use
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.web_address import check_endpoint, check_issuer
from oauth_desk.services.api_keys import check_key
from oauth_desk.ui.connect import redirect
from oauth_desk.ui.connect.detail import Detail


def problem(detail: Detail, text: str, *, may_stay_empty: bool) -> str:
    """Say in a sentence what is wrong with a detail; empty where nothing is."""
    if not text:
        return "" if may_stay_empty else _EMPTY[detail]
    return _CHECKS[detail](text)


def _seen_problem(text: str) -> str:
    return "" if text.isprintable() else "This holds characters that cannot be seen. Copy it once more."


def _issuer_problem(text: str) -> str:
    return _address_problem(text, check_issuer)


def _address_problem(text: str, check: Callable[[str], str] = check_endpoint) -> str:
    try:
        check(text)
    except ValueError as error:
        return f"The address {error}."
    return ""


def _key_problem(text: str) -> str:
    try:
        check_key(Secret(text))
    except DeskError as error:
        return error.title
    return ""


def _template_problem(text: str) -> str:
    try:
        key_use(text)
    except ValueError as error:
        return str(error)
    return ""


_CHECKS: Final[dict[Detail, Callable[[str], str]]] = {
    Detail.ISSUER: _issuer_problem,
    Detail.AUTHORIZATION: _address_problem,
    Detail.TOKEN: _address_problem,
    Detail.CLIENT_ID: _seen_problem,
    Detail.CLIENT_SECRET: _seen_problem,
    Detail.REDIRECT: redirect.problem,
    Detail.SCOPES: lambda _text: "",
    Detail.API: _address_problem,
    Detail.KEY_AS: _template_problem,
    Detail.KEY: _key_problem,
    Detail.KEY_FILE: _seen_problem,
    Detail.KEY_ID: _seen_problem,
    Detail.KEY_PASSPHRASE: lambda _text: "",
    Detail.SOURCE: lambda _text: "",
    Detail.SUBJECT: _seen_problem,
}

_EMPTY: Final = {
    Detail.API: "Write the address of the service’s API; its documentation names it.",
    Detail.KEY: "Copy the key from the service’s page.",
    Detail.ISSUER: "Write the address that your provider gave you.",
    Detail.AUTHORIZATION: "Write the address of the sign-in page.",
    Detail.TOKEN: "Write the address that hands out tokens.",
    Detail.CLIENT_ID: "Copy the client ID from the service’s page.",
    Detail.KEY_FILE: "Choose the file with the key.",
    Detail.SOURCE: "Choose the connection to go through.",
    Detail.CLIENT_SECRET: "This service wants a client secret too. Copy it from the same page.",
}
