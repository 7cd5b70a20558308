"""APIs behind the django-oauth-toolkit server, protected by its own views: as new ones are, and as many still are."""

import threading
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.views import OAuthProtectedResourceMetadataView, ReadWriteScopedResourceView
from oauth2_provider.views.mixins import ProtectedResourceMetadataMixin

DOCUMENT: Final = "/.well-known/oauth-protected-resource"
PATIENCE: Final = 30.0
"""Seconds that a held call waits for the test."""

CALLS: list[tuple[str, int]] = []
"""Path and status of every answer."""


class Gate:
    """Keeps calls waiting before their token is looked at, as a busy API does."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()
        self.waiting = 0

    def close(self) -> None:
        """Hold what comes from now on."""
        self.waiting = 0
        self._open.clear()

    def open(self) -> None:
        """Let everything through."""
        self._open.set()

    def pass_through(self) -> None:
        """Wait until the gate is open."""
        self.waiting += 1
        self._open.wait(PATIENCE)


GATE: Final = Gate()


@method_decorator(csrf_exempt, name="dispatch")
class Plain(ReadWriteScopedResourceView):  # type: ignore[misc]
    """An API as the toolkit makes it by itself: a refusal is a 403 that gives no reason."""

    def dispatch(self, request: HttpRequest, *given: object, **more: object) -> HttpResponse:
        """Wait at the gate, judge the token, answer, and write down how."""
        GATE.pass_through()
        answer: HttpResponse = super().dispatch(request, *given, **more)
        CALLS.append((request.path, answer.status_code))
        return answer

    def get(self, request: HttpRequest) -> HttpResponse:
        """Read."""
        return JsonResponse({"person": request.resource_owner.username})  # type: ignore[attr-defined]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Write."""
        return JsonResponse({"note": request.body.decode()})


class Notes(ProtectedResourceMetadataMixin, Plain):  # type: ignore[misc]
    """An API that says where people sign in for it (RFC 9728 §5.1)."""

    def get_resource_metadata_url(self, request: HttpRequest) -> str:
        """Return the document's address, by the path of the API."""
        return request.build_absolute_uri(f"{DOCUMENT}{request.path}")


class Document(OAuthProtectedResourceMetadataView):  # type: ignore[misc]
    """What an API says of itself; to read is all that it asks for at first."""

    def get_scopes_supported(self) -> list[str]:
        """Return what to ask for."""
        return ["read"]


def journal(_: HttpRequest) -> HttpResponse:
    """Tell how the calls ended."""
    return JsonResponse({"calls": CALLS, "waiting": GATE.waiting})


def gate(request: HttpRequest) -> HttpResponse:
    """Open or close the gate."""
    {"open": GATE.open, "close": GATE.close}[request.GET["be"]]()
    return HttpResponse(b"ok")
