"""The addresses of the django-oauth-toolkit server, and ``/robot``, where tests change what it knows of a program."""

import json

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.models import Application

NAME = "Robot"


@csrf_exempt  # type: ignore[untyped-decorator]
def robot(request: HttpRequest) -> HttpResponse:
    """Change the program: its secret, or the grant that it may use."""
    known = Application.objects.get(name=NAME)
    for name, value in json.loads(request.body).items():
        setattr(known, name, value)
    known.save()
    return HttpResponse(b"ok")


urlpatterns = [path("robot", robot), path("", include("tests.e2e.toolkit_urls"))]
