"""django-oauth-toolkit with a program that nobody signs in to: ``python -m tests.e2e.toolkit_robots ID SECRET``."""

import sys
import tempfile
from pathlib import Path
from wsgiref.simple_server import make_server

from tests.e2e.toolkit_server import Quiet, Server, configure, fill


def main() -> None:
    """Serve until killed; the first line is the issuer."""
    from django.conf import settings  # noqa: PLC0415
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - after setup

    with tempfile.TemporaryDirectory(prefix="toolkit-") as folder:
        configure(Path(folder), {})
        settings.ROOT_URLCONF = "tests.e2e.toolkit_robots_urls"
        fill()
        let_in(*sys.argv[1:3])
        with make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet) as server:
            print(f"http://127.0.0.1:{server.server_port}/o", flush=True)  # noqa: T201
            server.serve_forever()


def let_in(client_id: str, secret: str) -> None:
    """Make the program known."""
    from oauth2_provider.models import Application  # noqa: PLC0415 - after setup

    from tests.e2e.toolkit_robots_urls import NAME  # noqa: PLC0415

    Application.objects.create(
        name=NAME,
        client_id=client_id,
        client_secret=secret,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )


if __name__ == "__main__":
    main()
