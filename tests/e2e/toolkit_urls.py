"""The addresses of the django-oauth-toolkit server, its faults, and what its ID tokens say."""

from typing import Any

from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.views import TokenView

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


urlpatterns = [
    path("o/token/", Token.as_view()),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("login/", LoginView.as_view()),
    path("lose", lose),
    path("renewals", renewals),
]
