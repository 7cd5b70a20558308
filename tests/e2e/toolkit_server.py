"""django-oauth-toolkit as a server, run as a program: ``python -m tests.e2e.toolkit_server '{"grace": 30}'``.

With a grace period a refresh token may be used again for a while, and gives the
same new pair: many servers do so for clients that lost an answer.
"""

import json
import sys
import tempfile
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

from tests.e2e.toolkit import CONFIDENTIAL, PUBLIC, SECRET

PEOPLE = ("ada", "bob")
LOGIN = (
    '<!doctype html><title>Sign in</title><form method="post">{% csrf_token %}{{ form }}'
    '<button name="act" value="login">Sign in</button></form>'
)
BASE = "<!doctype html><title>Allow access?</title>{% block content %}{% endblock %}"


def configure(folder: Path, options: dict[str, int]) -> None:
    """Tell Django what it is."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    templates = {"registration/login.html": LOGIN, "oauth2_provider/base.html": BASE}
    own = ("django.template.loaders.locmem.Loader", templates)
    settings.configure(
        SECRET_KEY="only for tests",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="tests.e2e.toolkit_urls",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "server.db"}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "context_processors": ["django.template.context_processors.request"],
                    "loaders": [own, "django.template.loaders.app_directories.Loader"],
                },
            }
        ],
        LOGIN_URL="/login/",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        OAUTH2_PROVIDER={
            "ACCESS_TOKEN_EXPIRE_SECONDS": options.get("access_ttl", 60),
            "ALLOWED_SCHEMES": ["http", "https"],
            "CIMD_ENABLED": True,
            "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
            "DCR_ENABLED": True,
            "DCR_REGISTRATION_PERMISSION_CLASSES": ("oauth2_provider.dcr.AllowAllDCRPermission",),
            "OAUTH2_VALIDATOR_CLASS": "tests.e2e.toolkit_urls.Validator",
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": key.decode(),
            "PKCE_REQUIRED": True,
            "REFRESH_TOKEN_GRACE_PERIOD_SECONDS": options.get("grace", 0),
            "REFRESH_TOKEN_REUSE_PROTECTION": not options.get("grace"),
            "ROTATE_REFRESH_TOKEN": True,
            "SCOPES": {"openid": "Who you are", "email": "Your address", "read": "Read", "write": "Write"},
        },
    )
    django.setup()


def fill() -> None:
    """Make the tables, the people and the client."""
    from django.contrib.auth.models import User  # noqa: PLC0415 - after setup
    from django.core.management import call_command  # noqa: PLC0415
    from oauth2_provider.models import Application  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    for name in PEOPLE:
        User.objects.create_user(name, f"{name}@example.test", "any")
    common = {
        "authorization_grant_type": Application.GRANT_AUTHORIZATION_CODE,
        "algorithm": Application.RS256_ALGORITHM,
        "redirect_uris": "http://127.0.0.1/callback",
    }
    Application.objects.create(client_id=PUBLIC, client_type=Application.CLIENT_PUBLIC, **common)
    Application.objects.create(
        client_id=CONFIDENTIAL, client_secret=SECRET, client_type=Application.CLIENT_CONFIDENTIAL, **common
    )


class Server(ThreadingMixIn, WSGIServer):
    """Answers side by side: a browser holds connections open that it may need later."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Writes no line per request."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> None:
    """Serve until killed; the first line is the issuer."""
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - after setup

    with tempfile.TemporaryDirectory(prefix="toolkit-") as folder:
        configure(Path(folder), json.loads(sys.argv[1]))
        fill()
        with make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet) as server:
            print(f"http://127.0.0.1:{server.server_port}/o", flush=True)  # noqa: T201
            server.serve_forever()


if __name__ == "__main__":
    main()
