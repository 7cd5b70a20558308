"""Signing in: everything up to the moment when the person is in the browser."""

import asyncio
from dataclasses import replace

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Remedy
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Service
from oauth_desk.domain.status import Cause
from oauth_desk.protocol import attempt as attempts
from oauth_desk.protocol import client_auth, device, dpop_use, mutual_tls
from oauth_desk.protocol.attempt import Attempt, UnsafeUrl
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.protocol.device import DeviceCode
from oauth_desk.protocol.token_endpoint import TokenError
from oauth_desk.services.answers import with_answers
from oauth_desk.services.authorization_address import AuthorizationAddress, unsafe_address
from oauth_desk.services.book import Book
from oauth_desk.services.catalogue import Catalogue
from oauth_desk.services.client_files import ClientFiles
from oauth_desk.services.code_way import CodeWay
from oauth_desk.services.device_way import DeviceWay
from oauth_desk.services.enrolment import Enrolment, Order, WrongAccount
from oauth_desk.services.faults import exchange_refused, trust_of, unreachable, unusable_client
from oauth_desk.services.own_refusals import proof_needed
from oauth_desk.services.own_way import OwnWay
from oauth_desk.services.ports import (
    Browser,
    Chance,
    Clock,
    HttpClient,
    Listener,
    Loopback,
    PortTaken,
    TransportError,
)
from oauth_desk.services.registration_words import is_due
from oauth_desk.services.same_account import is_for_another_account
from oauth_desk.services.sign_in_facts import tell_service
from oauth_desk.services.sign_in_plan import SignInPlan, hint_of, scopes_of
from oauth_desk.services.sign_in_session import SignInSession, Way
from oauth_desk.services.sign_in_words import cannot_listen, no_device_flow, port_taken
from oauth_desk.services.sources import Sources
from oauth_desk.services.trace import Tracer
from oauth_desk.services.way_back import comes_back_here, with_own_path
from oauth_desk.services.who import Who

__all__ = ["SignIn", "SignInPlan", "SignInSession", "WrongAccount"]


class SignIn:
    """Begins sign-ins. What can fail before the browser opens, fails before the browser opens."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        book: Book,
        http: HttpClient,
        loopback: Loopback,
        browser: Browser,
        clock: Clock,
        chance: Chance,
        tracer: Tracer | None = None,
        client_files: ClientFiles | None = None,
        sources: Sources | None = None,
    ) -> None:
        self._sources = sources
        self._client_files = client_files
        self._tracer = tracer or Tracer(clock)
        self._book = book
        self._catalogue = catalogue
        self._http = http
        self._loopback = loopback
        self._browser = browser
        self._clock = clock
        self._chance = chance
        self._who = Who(http=http, clock=clock, tracer=self._tracer)
        self._enrolment = Enrolment(book=book, who=self._who, clock=clock)

    async def begin(self, plan: SignInPlan) -> SignInSession:
        """Complete the service, listen for the answer and open the browser; raise DeskError.

        A service that has forgotten a registration of the program's own is given a new
        one, once: nothing is lost before the person has signed in.
        """
        with self._tracer.recording():
            old = self._enrolment.check(plan)
            try:
                return await self._begin(plan, old)
            except DeskError as error:
                if plan.register or error.remedy is not Remedy.REGISTER_AGAIN:
                    raise
            return await self._begin(replace(plan, register=True), old)

    async def _begin(self, plan: SignInPlan, old: Connection | None) -> SignInSession:
        browser = plan.browser or (None if old is None else old.browser)
        plan = replace(plan, service=with_answers(plan.service), browser=browser)
        if self._client_files is not None:
            service = await self._client_files.taken_in(plan.service, plan.key_passphrase)
            plan = replace(plan, service=service, key_passphrase=None)
        if plan.service.asks_by_itself:
            return await self._begin_by_itself(plan, old)
        if plan.device or _only_devices(plan.service):
            return await self._begin_device(plan, old)
        return await self._begin_code(plan, old)

    # --- through the browser on this computer ------------------------------------

    async def _begin_code(self, plan: SignInPlan, old: Connection | None) -> SignInSession:
        service, listener = await self._bind(self._with_living_client(plan, old))
        try:
            redirect_uri = service.client.redirect_uri if listener is None else listener.redirect_uri
            scopes = scopes_of(plan, service, old)
            service = await self._catalogue.complete(service, redirect_uri=redirect_uri, scopes=scopes)
            service = _with_proof(service)
            tell_service(self._tracer, service)
            attempt = await self._attempt(plan, service, scopes, redirect_uri)
            way = CodeWay(
                attempt=attempt,
                addresses=AuthorizationAddress(attempt, hint_of(plan, scopes, old), http=self._http),
                listener=listener,
                http=self._http,
                who=self._who,
                clock=self._clock,
                tracer=self._tracer,
            )
            return await self._started(Order(plan, service, scopes), way)
        except BaseException:
            if listener is not None:
                await listener.close()
            raise

    async def _bind(self, service: Service) -> tuple[Service, Listener | None]:
        """Listen before anything else; None where the answer does not come back to this computer (NORMS C20)."""
        service = with_own_path(service, self._chance)
        wanted = service.client.redirect_uri
        if not comes_back_here(wanted):
            return service, None
        try:
            return service, await self._loopback.listen(wanted)
        except PortTaken as taken:
            if not service.client.registered_dynamically:
                raise port_taken(taken.port, wanted) from taken
        except (OSError, ValueError) as error:
            raise cannot_listen(wanted, error) from error
        # The port of an earlier registration is not worth more than the sign-in: register anew.
        service = with_own_path(replace(service, client=Client()), self._chance)
        return service, await self._loopback.listen(service.client.redirect_uri)

    def _with_living_client(self, plan: SignInPlan, old: Connection | None) -> Service:
        """Drop a registration of the program's own making that ends, so that a new one is made (NORMS C84)."""
        service, client = plan.service, plan.service.client
        if not client.registered_dynamically:
            return service
        refused = plan.register or (old is not None and old.condition.cause is Cause.CLIENT)
        return replace(service, client=Client()) if refused or is_due(client, self._clock.now()) else service

    async def _attempt(self, plan: SignInPlan, service: Service, scopes: tuple[str, ...], redirect_uri: str) -> Attempt:
        return attempts.begin(
            service,
            scopes,
            redirect_uri=redirect_uri,
            state=Secret(self._chance.token()),
            nonce=Secret(self._chance.token()),
            verifier=Secret(self._chance.token()),
            now=self._clock.now(),
            dpop_key=await self._dpop_key(service),
            another_account=is_for_another_account(plan, service, self._book.all()),
        )

    async def _dpop_key(self, service: Service) -> Secret | None:
        """Make a key for the tokens of this sign-in where they are to be bound to one; on a thread, for it is slow."""
        if not dpop_use.is_used(service):
            return None
        return await asyncio.to_thread(_new_key, self._chance.token())

    # --- on another device ---------------------------------------------------------

    async def _begin_device(self, plan: SignInPlan, old: Connection | None) -> SignInSession:
        service = self._with_living_client(plan, old)
        scopes = scopes_of(plan, service, old)
        service = await self._catalogue.complete(service, redirect_uri=service.client.redirect_uri, scopes=scopes)
        service = _with_proof(service)
        tell_service(self._tracer, service)
        if service.endpoints.device_authorization is None:
            raise no_device_flow(service)
        code = await self._device_code(service, scopes)
        try:
            for address in filter(None, (code.verification_uri, code.verification_uri_complete)):
                attempts.check_browser_url(address, service.issuer)
        except UnsafeUrl as error:
            raise unsafe_address(service, error) from error
        way = DeviceWay(
            service=service,
            scopes=scopes,
            code=code,
            http=self._http,
            who=self._who,
            clock=self._clock,
            dpop_key=await self._dpop_key(service),
            tracer=self._tracer,
        )
        plan = replace(plan, timeout=max(0.0, min(plan.timeout, code.expires_at - self._clock.now())))
        return await self._started(Order(plan, service, scopes), way)

    async def _device_code(self, service: Service, scopes: tuple[str, ...]) -> DeviceCode:
        request = device.device_request(service, scopes)
        try:
            response = await self._http.send(request, trust=trust_of(service))
        except TransportError as error:
            raise unreachable(service, error) from error
        try:
            return device.judge_device(response, self._clock.now(), service=service)
        except TokenError as error:
            raise exchange_refused(service, error) from error

    # --- with nobody -----------------------------------------------------------------

    async def _begin_by_itself(self, plan: SignInPlan, old: Connection | None) -> SignInSession:
        """Prepare to ask for access as the program itself; nothing is sent yet, and no browser is needed."""
        if plan.service.needs_client:
            raise proof_needed(plan.service)
        service = _with_proof(await self._catalogue.located(plan.service))
        tell_service(self._tracer, service)
        scopes = scopes_of(plan, service, old)
        source = None
        if service.grant is Grant.TOKEN_EXCHANGE and self._sources is not None:
            source = self._sources.chosen(service, plan.source, user=plan.reconnect)
        way = OwnWay(
            service=service,
            scopes=scopes,
            http=self._http,
            clock=self._clock,
            chance=self._chance,
            tracer=self._tracer,
            sources=self._sources,
            source=source,
            user=plan.reconnect,
            dpop_key=await self._dpop_key(service),
        )
        return await self._started(Order(replace(plan, open_browser=False), service, scopes), way)

    # --- both ------------------------------------------------------------------------

    async def _started(self, order: Order, way: Way) -> SignInSession:
        await way.address()
        session = SignInSession(
            order=order,
            way=way,
            enrolment=self._enrolment,
            browser=self._browser,
            clock=self._clock,
            tracer=self._tracer,
        )
        if order.plan.open_browser:
            await session.open_first()
        return session


def _new_key(seed: str) -> Secret:
    from oauth_desk.protocol.dpop import key_from  # noqa: PLC0415 - loads slowly, and few services need it

    return key_from(seed)


def _only_devices(service: Service) -> bool:
    """Tell whether a service with known endpoints has the device flow alone."""
    endpoints = service.endpoints
    return endpoints.authorization is None and service.issuer is None and endpoints.device_authorization is not None


def _with_proof(service: Service) -> Service:
    """Return the service ready for its proof; raise DeskError where the code could not be exchanged afterwards."""
    try:
        service = mutual_tls.with_aliases(service)
        client_auth.authenticate(service, [])
    except UnusableClient as error:
        raise unusable_client(service, error) from error
    return service
