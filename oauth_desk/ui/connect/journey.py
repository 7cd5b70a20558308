"""The way from a choice to a sign-in, as plain values: what was chosen, typed and ticked, and what comes next."""

from collections.abc import Mapping
from dataclasses import replace

from oauth_desk.domain.browser_choice import USUAL
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.api_keys import NewKey
from oauth_desk.services.overrides import Overrides, overridden
from oauth_desk.services.sign_in import SignInPlan
from oauth_desk.ui.connect import proof
from oauth_desk.ui.connect.detail import Detail
from oauth_desk.ui.connect.draft import Draft
from oauth_desk.ui.connect.steps import Step, place_words, steps_for
from oauth_desk.ui.key_reminders import replace_by


class Journey:
    """One way through the wizard. Going back, or to another service and back, loses nothing."""

    def __init__(self) -> None:
        self.step = Step.CHOOSE
        self.device = False
        self.browser = USUAL
        self._service: Service | None = None
        self._drafts: dict[Service, Draft] = {}
        self._orders: dict[Service, Draft] = {}

    @property
    def draft(self) -> Draft:
        """Return the chosen service with what was typed about it."""
        service = self._chosen()
        return self._drafts.get(service) or Draft(service)

    @property
    def order(self) -> Draft:
        """Return the completed service with the permissions as they are ticked."""
        return self._orders.get(self._chosen()) or Draft(self.draft.complete_service())

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return the steps of this way."""
        if self._service is None:
            return steps_for(None)
        return steps_for(self._service, self.order.service, own_client=self.draft.own_client)

    @property
    def place(self) -> str:
        """Say where the person stands."""
        return place_words(self.step, self.steps)

    # --- moves ---------------------------------------------------------------------------------

    def choose(self, service: Service) -> None:
        """Take a service, and go on."""
        self._service = service
        self.step = Step.CHOOSE if Step.CHOOSE in self.steps else self.steps[0]
        if self.step is Step.CHOOSE:
            self.forward()

    def forward(self) -> None:
        """Go to the next step."""
        steps = self.steps
        self.step = steps[min(steps.index(self.step) + 1, len(steps) - 1)]

    def back(self) -> bool:
        """Go to the step before; False where there is none."""
        place = self.steps.index(self.step)
        if place:
            self.step = self.steps[place - 1]
        if self.step is Step.CHOOSE:
            self._service = None
        return bool(place)

    def leave(self, step: Step) -> bool:
        """Go back to a step, or to the one before where this is none of the way; False where there is none."""
        if step is Step.CHOOSE or step not in self.steps[:-1]:
            while step is Step.CHOOSE and self.step is not Step.CHOOSE and self.back():
                pass
            return self.step is Step.CHOOSE or self.back()
        self.step = step
        return True

    # --- what was typed and ticked ---------------------------------------------------------------

    def keep(self, typed: dict[Detail, str], answers: Mapping[str, str] | None = None) -> None:
        """Remember what stands in the fields; ``answers`` None leaves those of before."""
        kept = self.draft.with_typed(typed or self.draft.typed, answers)
        if kept != self.draft:
            self._drafts[self._chosen()] = kept
            self._orders.pop(self._chosen(), None)

    def ask_client(self) -> None:
        """Ask for a client, too: the one that the service should have given, or that the profile holds, does not do."""
        self._drafts[self._chosen()] = replace(self.draft, own_client=True)
        self._orders.pop(self._chosen(), None)

    def settle(self, found: Service) -> dict[Detail, str]:
        """Take the service that a typed address led to; return problems with what was typed, then."""
        typed = self.draft.complete_service().client
        client = found.client if typed.client_id is None else replace(typed, redirect_uri=found.client.redirect_uri)
        service = proof.with_proof(replace(found, client=client), self.draft.typed)
        if service.needs_client:
            return {Detail.CLIENT_ID: "This provider does not register programs by itself. Copy the client ID here."}
        before = self._orders.get(self._chosen())
        if before is None or before.service != service:
            self._orders[self._chosen()] = Draft(service)
        return {}

    def tick(self, scope: str, *, on: bool) -> None:
        """Want a permission, or not."""
        self._orders[self._chosen()] = self.order.tick(scope, on=on)

    def stand_for(self, subject: str) -> None:
        """Ask on somebody's behalf, or on nobody's."""
        self._orders[self._chosen()] = self.order.with_typed({Detail.SUBJECT: subject})

    def plan(self) -> SignInPlan:
        """Return what to sign in for."""
        order = self.order
        scopes = order.scopes() if order.offered() else None
        return SignInPlan(
            service=overridden(order.service, Overrides(subject=order.subject or None)),
            scopes=scopes,
            device=self.device,
            key_passphrase=self.draft.key_passphrase,
            source=self.draft.source,
            browser=self.browser,
        )

    def new_key(self, now: Instant) -> NewKey:
        """Return the key that was typed, with the day by which another one is wanted."""
        return NewKey(self.draft.key or Secret(""), replace_by(self.draft.remind_in, now))

    def _chosen(self) -> Service:
        if self._service is None:
            raise RuntimeError("no service is chosen")
        return self._service
