"""What the person has chosen and typed so far, and the service it makes."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from oauth_desk.domain.api_key import KeyUse
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.key_template import key_use
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Service
from oauth_desk.domain.web_address import check_endpoint, check_issuer
from oauth_desk.services.api_keys import check_key
from oauth_desk.ui.connect import own, proof
from oauth_desk.ui.connect.detail import Detail

NEEDED: Final = frozenset({"openid", "offline_access"})
"""Permissions without which the program cannot tell who it is, or stay connected."""
SCOPES_LOCK: Final = "scopes.default"


def missing_details(service: Service) -> tuple[Detail, ...]:
    """Return what has to be typed, in the order it is asked for; a secret is offered wherever an id is asked."""
    if service.key is not None:
        return (Detail.KEY,) if service.api_base_urls else (Detail.API, Detail.KEY_AS, Detail.KEY)
    if service.asks_by_itself:
        return _missing_by_itself(service)
    asked: list[Detail] = []
    endpoints = service.endpoints
    if service.issuer is None and endpoints.token is None and endpoints.device_authorization is None:
        if "openid" in service.scopes:
            asked.append(Detail.ISSUER)
        else:
            asked += [Detail.AUTHORIZATION, Detail.TOKEN]
    if asked or service.needs_client:
        fixed = service.client.client_id is not None and "client.client_id" in service.locked
        asked += [Detail.CLIENT_SECRET] if fixed else [Detail.CLIENT_ID, Detail.CLIENT_SECRET]
    if Detail.TOKEN in asked:
        asked.append(Detail.SCOPES)
    return tuple(asked)


def _missing_by_itself(service: Service) -> tuple[Detail, ...]:
    """Return what has to be given where nobody signs in."""
    if service.grant is Grant.JWT_BEARER:
        if not service.lacks_proof:
            return ()
        asked = (Detail.KEY_FILE, Detail.KEY_ID, Detail.KEY_PASSPHRASE)
        return (*asked, Detail.SUBJECT) if own.may_stand_for_somebody(service) else asked
    client = (Detail.CLIENT_ID, Detail.CLIENT_SECRET) if service.needs_client else ()
    return (Detail.SOURCE, *client) if service.grant is Grant.TOKEN_EXCHANGE else client


def optional(detail: Detail, service: Service) -> bool:
    """Tell whether a detail may stay empty."""
    if detail is Detail.CLIENT_SECRET:
        return not service.client_secret_needed and service.grant is not Grant.CLIENT_CREDENTIALS
    if detail in {Detail.KEY_AS, Detail.KEY_ID, Detail.KEY_PASSPHRASE, Detail.SUBJECT}:
        return True
    # A provider that is only known by its address may register the program by itself.
    return detail is Detail.SCOPES or (detail is Detail.CLIENT_ID and Detail.ISSUER in missing_details(service))


@dataclass(frozen=True, slots=True)
class Draft:
    """One service on its way to be connected. ``unticked`` and ``ticked`` depart from the service's defaults."""

    service: Service
    typed: dict[Detail, str] = field(default_factory=dict, repr=False)
    unticked: frozenset[str] = frozenset()
    ticked: frozenset[str] = frozenset()

    def with_typed(self, typed: dict[Detail, str]) -> "Draft":
        """Return the draft with other details."""
        return replace(self, typed=typed)

    def problems(self) -> dict[Detail, str]:
        """Say what is wrong with each detail, in a sentence; empty when the draft can go on."""
        found = {}
        for detail in missing_details(self.service):
            problem = _problem(
                detail, self.typed.get(detail, "").strip(), may_stay_empty=optional(detail, self.service)
            )
            if problem:
                found[detail] = problem
        if proof.stands_for_secret(self.typed):
            found.pop(Detail.CLIENT_SECRET, None)
        return {**found, **proof.problems(self.service, self.typed)}

    def complete_service(self) -> Service:
        """Return the service with what was typed."""
        typed = {detail: text.strip() for detail, text in self.typed.items() if text.strip()}
        asked = missing_details(self.service)
        service = self.service
        if Detail.KEY_FILE in asked:
            service = own.with_key(service, typed)
        if Detail.CLIENT_SECRET in asked:
            service = proof.with_proof(
                replace(service, client=_client(service.client, {it: typed[it] for it in asked if it in typed})), typed
            )
        if Detail.ISSUER in asked and Detail.ISSUER in typed:
            issuer = typed[Detail.ISSUER]
            service = replace(service, issuer=issuer, name=_host(issuer))
        if Detail.TOKEN in asked and Detail.TOKEN in typed:
            endpoints = replace(
                service.endpoints, authorization=typed.get(Detail.AUTHORIZATION), token=typed[Detail.TOKEN]
            )
            service = replace(service, endpoints=endpoints, name=_host(typed[Detail.TOKEN]))
        if Detail.API in asked and Detail.API in typed:
            address = typed[Detail.API]
            service = replace(service, api_base_urls=(address,), key=_use(typed), name=_host(address))
        if Detail.SCOPES in asked:
            service = replace(service, scopes=tuple(typed.get(Detail.SCOPES, "").replace(",", " ").split()))
        return service

    @property
    def key(self) -> Secret | None:
        """Return the key that was typed."""
        text = self.typed.get(Detail.KEY, "").strip()
        return Secret(text) if text else None

    @property
    def subject(self) -> str:
        """Return on whose behalf access is asked for; empty for nobody's."""
        return self.typed.get(Detail.SUBJECT, "").strip()

    @property
    def remind_in(self) -> int | None:
        """Return after how many days another key is to be asked for: the person's wish, or else the service's."""
        if Detail.REMIND in self.typed:
            return int(self.typed[Detail.REMIND]) if self.typed[Detail.REMIND] else None
        return None if self.service.key is None else self.service.key.replace_every_days

    @property
    def source(self) -> str | None:
        """Return the name of the connection to go through."""
        return self.typed.get(Detail.SOURCE) or None

    @property
    def key_passphrase(self) -> Secret | None:
        """Return what opens the files with the program's own key."""
        text = self.typed.get(Detail.KEY_PASSPHRASE, "")
        return Secret(text) if text else None

    # --- permissions -------------------------------------------------------------

    def offered(self) -> tuple[str, ...]:
        """Return the permissions to choose from: those asked by default, then those the profile explains."""
        defaults = self.service.scopes
        return (*defaults, *(scope for scope, _ in self.service.scope_meaning if scope not in defaults))

    def is_fixed(self, scope: str) -> bool:
        """Tell whether a permission cannot be left out, or an administrator decides about all of them."""
        return SCOPES_LOCK in self.service.locked or (scope in NEEDED and scope in self.service.scopes)

    def is_ticked(self, scope: str) -> bool:
        """Tell whether a permission will be asked for."""
        if scope in self.service.scopes:
            return scope not in self.unticked
        return scope in self.ticked

    def tick(self, scope: str, *, on: bool) -> "Draft":
        """Return the draft with one permission more or fewer."""
        if self.is_fixed(scope):
            return self
        if scope in self.service.scopes:
            return replace(self, unticked=self.unticked - {scope} if on else self.unticked | {scope})
        return replace(self, ticked=self.ticked | {scope} if on else self.ticked - {scope})

    def scopes(self) -> tuple[str, ...]:
        """Return the permissions to ask for."""
        return tuple(scope for scope in self.offered() if self.is_ticked(scope))


def _problem(detail: Detail, text: str, *, may_stay_empty: bool) -> str:
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


def _client(client: Client, typed: dict[Detail, str]) -> Client:
    secret = typed.get(Detail.CLIENT_SECRET)
    return replace(
        client,
        client_id=typed.get(Detail.CLIENT_ID, client.client_id),
        client_secret=Secret(secret) if secret else client.client_secret,
    )


def _use(typed: dict[Detail, str]) -> KeyUse:
    """Return how the key goes along; what cannot be understood yet is told at its field."""
    try:
        return key_use(typed[Detail.KEY_AS]) if Detail.KEY_AS in typed else KeyUse()
    except ValueError:
        return KeyUse()


def _host(address: str) -> str:
    return urlsplit(address).hostname or address
