"""The addresses of the django-oauth-toolkit server, its faults, and what its ID tokens say."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.settings import oauth2_settings
from oauth2_provider.views import OAuthServerMetadataView, TokenView

from tests.e2e import toolkit_api

LOST: list[int] = []
"""One entry per answer that is to be lost; the program of the server is its only user."""

RENEWALS: list[int] = []
"""The status of every answer to a renewal."""


class Validator(OAuth2Validator):  # type: ignore[misc]
    """Gives out the address of the person."""

    oidc_claim_scope = None

    def get_additional_claims(self, request: Any) -> dict[str, str]:
        """Return what is said beside the subject."""
        return {"email": request.user.email}


class Token(TokenView):  # type: ignore[misc]
    """The token endpoint, whose answer may be lost on the way."""

    def post(self, request: HttpRequest, *given: object, **more: object) -> HttpResponse:
        """Do the work; then answer, or cut the line after the head."""
        answer: HttpResponse = super().post(request, *given, **more)
        if request.POST.get("grant_type") == "refresh_token":
            RENEWALS.append(answer.status_code)
        if LOST:
            LOST.pop()
            answer["Content-Length"] = str(len(answer.content) + 1000)
        return answer


def lose(_: HttpRequest) -> HttpResponse:
    """Lose the next answer of the token endpoint."""
    LOST.append(1)
    return HttpResponse(b"ok")


def renewals(_: HttpRequest) -> HttpResponse:
    """Tell how the renewals ended."""
    return JsonResponse(RENEWALS, safe=False)


@csrf_exempt  # type: ignore[untyped-decorator]
def change(request: HttpRequest) -> HttpResponse:
    """Set settings of the toolkit anew, while it runs."""
    settings.OAUTH2_PROVIDER = {**settings.OAUTH2_PROVIDER, **json.loads(request.body)}
    oauth2_settings.reload()
    return HttpResponse(b"ok")


urlpatterns = [
    # Where RFC 8414 and RFC 9728 look for an issuer and an API that have a path.
    path(".well-known/oauth-authorization-server/<path:issuer_path>", OAuthServerMetadataView.as_view()),
    path(f"{toolkit_api.DOCUMENT[1:]}/<path:resource_path>", toolkit_api.Document.as_view()),
    path("o/token/", Token.as_view()),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("login/", LoginView.as_view()),
    path("lose", lose),
    path("renewals", renewals),
    path("change", change),
    path("calls", toolkit_api.journal),
    path("gate", toolkit_api.gate),
    path("api/notes", toolkit_api.Notes.as_view()),
    path("old/notes", toolkit_api.Plain.as_view()),
]
