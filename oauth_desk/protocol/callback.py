"""The answer that the browser brings back (RFC 6749 §4.1.2; RFC 9207 §2.4; NORMS C24–C27, C30, C31)."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Kept
from oauth_desk.protocol import scope
from oauth_desk.protocol.address import UnsafeUrl
from oauth_desk.protocol.attempt import Attempt
from oauth_desk.protocol.kept import plain
from oauth_desk.protocol.moved import moved
from oauth_desk.protocol.signed_callback import is_genuine
from oauth_desk.protocol.text import clean_description

LONGEST_QUERY: Final = 16_384
_CODE: Final = re.compile(r"[\x20-\x7e]+")
_TOKENS: Final = ("access_token", "id_token", "refresh_token")


@dataclass(frozen=True, slots=True)
class Code:
    """Exchange it, once. ``service`` is where, ``scopes`` what was granted as far as the answer says."""

    code: Secret
    kept: Kept = ()
    service: Service | None = None
    scopes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Denied:
    """The service or the person said no. ``error`` is ``access_denied`` where the person did."""

    error: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class NotOurs:
    """Not the answer to this attempt: keep waiting, or anyone could cancel a sign-in."""

    reason: str


@dataclass(frozen=True, slots=True)
class Invalid:
    """The answer to this attempt, and not acceptable: the attempt is over."""

    reason: str


CallbackVerdict = Code | Denied | NotOurs | Invalid


def judge(query: str, attempt: Attempt) -> CallbackVerdict:
    """Judge a raw query string in this order: state, iss, error, code."""
    pairs = _read(query)
    if pairs is None:
        return NotOurs("The answer cannot be read.")
    states = [value for name, value in pairs if name == "state" and value]
    if attempt.state not in map(Secret, states):
        return NotOurs("The answer does not belong to this sign-in." if states else "The answer has no state.")
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        return Invalid("The answer names a parameter twice.")
    answer = {name: value for name, value in pairs if value}
    problem = _issuer_problem(answer.get("iss"), attempt) or _signature_problem(dict(pairs), attempt.service)
    if problem:
        return Invalid(problem)
    if "error" in answer:
        return _denied(answer, attempt)
    return _code(answer, attempt)


def query_of(pasted: str, attempt: Attempt) -> str:
    """Return the query of an address that a person pasted; raise ValueError with a plain sentence."""
    text = pasted.strip().strip("<>\"'").strip()
    if not text:
        raise ValueError("Nothing was pasted.")
    if len(text) > LONGEST_QUERY:
        raise ValueError("The pasted text is too long to be the address you landed on.")
    if any(character.isspace() or not character.isprintable() for character in text):
        raise ValueError("The pasted text is not one address. Copy the whole address bar and nothing else.")
    page, mark, query = text.partition("#")[0].partition("?")
    if not mark:
        page, query = "", page
    if page and not _is_landing_page(page, attempt.redirect_uri):
        if _host(page) == _host(attempt.service.endpoints.authorization or ""):
            raise ValueError("This is the sign-in page's own address. Sign in there; the address it ends on is wanted.")
        raise ValueError("This is another page's address. Paste the one you landed on after signing in.")
    if not re.search(r"(?:^|&)(?:code|error|state)=", query):
        raise ValueError("The answer of the sign-in is not in this text. Paste the whole address you landed on.")
    return query


def _read(query: str) -> list[tuple[str, str]] | None:
    if len(query) > LONGEST_QUERY:
        return None
    try:
        query.encode()
        return parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError:
        return None


def _issuer_problem(iss: str | None, attempt: Attempt) -> str | None:
    """Compare simple strings (RFC 9207 §2.4); without a known issuer there is nothing to compare with."""
    service = attempt.service
    if iss is None:
        return "The answer does not say which service it is from." if service.metadata.iss_parameter_supported else None
    if service.issuer is None or iss == service.issuer or service.quirks.issuer_mismatch_allowed:
        return None
    return "The answer is from another service than the one asked."


def _denied(answer: dict[str, str], attempt: Attempt) -> Denied:
    secrets = (attempt.state, attempt.verifier, attempt.service.client.client_secret)
    error = answer["error"]
    if error in attempt.service.quirks.denied_errors:
        error = "access_denied"
    return Denied(
        clean_description(error, secrets=secrets, longest=100),
        clean_description(answer.get("error_description", ""), secrets=secrets),
    )


def _signature_problem(answer: dict[str, str], service: Service) -> str | None:
    """Check the signature first, where there is one: an error may be as false as a code."""
    if not service.callback.signed:
        return None
    secret = service.client.client_secret
    if secret is None:
        return "The answer is signed, and cannot be checked without the client secret."
    return None if is_genuine(answer, secret) else "The answer is not signed as the service signs its answers."


def _code(answer: dict[str, str], attempt: Attempt) -> Code | Invalid:
    if any(name in answer for name in _TOKENS):
        return Invalid("The answer carries a token in the address, where others can read it.")
    code = answer.get("code")
    if code is None:
        return Invalid("The answer holds neither a code nor an error.")
    if not _CODE.fullmatch(code):
        return Invalid("The answer's code holds characters that are not allowed.")
    form, service = attempt.service.callback, attempt.service
    server = answer.get(form.token_host) if form.token_host else None
    try:
        place = None if server is None else moved(service, server)
    except UnsafeUrl as problem:
        return Invalid(str(problem))
    told = plain(answer.get(form.scope)) if form.scope else ""
    scopes = scope.granted(told, attempt.scopes, service) if told else None
    kept = ((f"callback.{name}", plain(answer.get(name))) for name in form.keep)
    return Code(Secret(code), tuple((name, value) for name, value in kept if value), place, scopes)


def _host(page: str) -> str:
    """Return the host of an address, whose scheme may be missing; empty where there is none."""
    return (page.partition("://")[2] or page).partition("/")[0].lower()


def _is_landing_page(page: str, redirect_uri: str) -> bool:
    """Compare without the scheme, which browsers hide."""
    if page == redirect_uri.partition("?")[0]:
        return True
    wanted = urlsplit(redirect_uri)
    given = page.partition("://")[2] or page
    host, slash, path = given.partition("/")
    return host.lower() == wanted.netloc.lower() and (slash + path or "/") == (wanted.path or "/")
