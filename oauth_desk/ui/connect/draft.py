"""What the person has chosen and typed so far, and the service it makes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from oauth_desk.domain.api_key import KeyUse
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.key_template import key_use
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Service
from oauth_desk.services import answer_words
from oauth_desk.services.answers import with_answers
from oauth_desk.ui.connect import own, proof, redirect
from oauth_desk.ui.connect.detail import Detail
from oauth_desk.ui.connect.detail_checks import problem

NEEDED: Final = MappingProxyType(
    {"openid": "needed to know whose account it is", "offline_access": "needed to renew by itself"}
)
"""Permissions without which the program cannot tell who it is, or stay connected, and why."""
SCOPES_LOCK: Final = "scopes.default"


def missing_details(service: Service, *, own_client: bool = False) -> tuple[Detail, ...]:
    """Return what has to be typed, in the order it is asked for; a secret is offered wherever an id is asked.

    With ``own_client`` a client is asked for though the service should need none, or has one that it refuses.
    """
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
    if asked or service.needs_client or own_client:
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
    return detail in {Detail.SCOPES, Detail.REDIRECT} or (
        detail is Detail.CLIENT_ID and Detail.ISSUER in missing_details(service)
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """One service on its way to be connected. ``unticked`` and ``ticked`` depart from the service's defaults.

    ``answers`` are what was typed for the service's questions, by their names.
    """

    service: Service
    typed: dict[Detail, str] = field(default_factory=dict, repr=False)
    answers: dict[str, str] = field(default_factory=dict)
    own_client: bool = False
    unticked: frozenset[str] = frozenset()
    ticked: frozenset[str] = frozenset()

    def with_typed(self, typed: dict[Detail, str], answers: Mapping[str, str] | None = None) -> "Draft":
        """Return the draft with other details, and other answers where some are given."""
        return replace(self, typed=typed, answers=self.answers if answers is None else dict(answers))

    @property
    def missing(self) -> tuple[Detail, ...]:
        """Return what has to be typed."""
        return missing_details(self.service, own_client=self.own_client)

    def problems(self) -> dict[Detail, str]:
        """Say what is wrong with each detail, in a sentence; empty when the draft can go on."""
        found = {}
        for detail in (*self.missing, Detail.REDIRECT):
            typed = self.typed.get(detail, "").strip()
            said = problem(detail, typed, may_stay_empty=optional(detail, self.service))
            if said:
                found[detail] = said
        if proof.stands_for_secret(self.typed):
            found.pop(Detail.CLIENT_SECRET, None)
        return {**found, **proof.problems(self.service, self.typed)}

    def answer_problems(self) -> dict[str, str]:
        """Say what is wrong with each answer, by the name of its question."""
        return answer_words.problems(self.service, self.answers)

    def complete_service(self) -> Service:
        """Return the service with what was typed; as long as an answer is missing, as it is."""
        if self.answer_problems():
            return self.service
        typed = {detail: text.strip() for detail, text in self.typed.items() if text.strip()}
        asked = self.missing
        service = with_answers(self.service, answer_words.given(self.service, self.answers).items())
        if Detail.REDIRECT in typed:
            service = redirect.with_page(service, typed[Detail.REDIRECT])
        if Detail.KEY_FILE in asked:
            service = own.with_key(service, typed)
        if Detail.CLIENT_SECRET in asked:
            service = proof.with_proof(
                replace(service, client=_client(service.client, {it: typed[it] for it in asked if it in typed})), typed
            )
        return _with_addresses(service, {it: typed[it] for it in asked if it in typed}, asked)

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

    def why_fixed(self, scope: str) -> str:
        """Return in a few words why a permission cannot be left out; empty where it can."""
        if SCOPES_LOCK in self.service.locked:
            return "decided by your administrator"
        if not self.is_fixed(scope):
            return ""
        why = NEEDED[scope]
        meant = self.service.meaning(scope).casefold()
        return "needed" if why.removeprefix("needed to ") in meant else why  # not the same words twice

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


def _client(client: Client, typed: dict[Detail, str]) -> Client:
    secret = typed.get(Detail.CLIENT_SECRET)
    return replace(
        client,
        client_id=typed.get(Detail.CLIENT_ID, client.client_id),
        client_secret=Secret(secret) if secret else client.client_secret,
    )


def _with_addresses(service: Service, typed: dict[Detail, str], asked: tuple[Detail, ...]) -> Service:
    """Return a service that nobody wrote a profile for with its addresses, and the permissions to ask for."""
    if Detail.ISSUER in typed:
        service = replace(service, issuer=typed[Detail.ISSUER], name=_host(typed[Detail.ISSUER]), vouched=False)
    if Detail.TOKEN in typed:
        endpoints = replace(service.endpoints, authorization=typed.get(Detail.AUTHORIZATION), token=typed[Detail.TOKEN])
        # The program came with the profile, not with these hosts.
        service = replace(service, endpoints=endpoints, name=_host(typed[Detail.TOKEN]), vouched=False)
    if Detail.API in typed:
        service = replace(service, api_base_urls=(typed[Detail.API],), key=_use(typed), name=_host(typed[Detail.API]))
    if Detail.SCOPES in asked:
        service = replace(service, scopes=tuple(typed.get(Detail.SCOPES, "").replace(",", " ").split()))
    return service


def _use(typed: dict[Detail, str]) -> KeyUse:
    """Return how the key goes along; what cannot be understood yet is told at its field."""
    try:
        return key_use(typed[Detail.KEY_AS]) if Detail.KEY_AS in typed else KeyUse()
    except ValueError:
        return KeyUse()


def _host(address: str) -> str:
    return urlsplit(address).hostname or address
