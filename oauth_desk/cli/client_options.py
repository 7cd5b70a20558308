"""The options that say as which program to sign in, and how it proves itself."""

import argparse
from pathlib import Path
from typing import Final

METHODS: Final = (
    "none",
    "client_secret_basic",
    "client_secret_post",
    "client_secret_jwt",
    "private_key_jwt",
    "tls_client_auth",
    "self_signed_tls_client_auth",
)


GRANTS: Final = ("authorization_code", "client_credentials", "jwt_bearer", "token_exchange")


def add_client_options(parser: argparse.ArgumentParser) -> None:
    """Add them to ``connect`` and ``reconnect``."""
    parser.add_argument("--client-id", metavar="ID", help="your own client id")
    parser.add_argument("--client-secret-file", metavar="F", help="a file that holds the client secret; - is stdin")
    parser.add_argument("--client-secret-ends", metavar="DAY", help="the last day of that secret: 2027-03-31")
    parser.add_argument(
        "--client-auth",
        choices=METHODS,
        metavar="METHOD",
        help=f"how the program proves itself: {', '.join(METHODS)}",
    )
    parser.add_argument(
        "--client-key-file",
        type=Path,
        metavar="F",
        help="a private key to sign with, PEM or JWK, or a service account's .json",
    )
    parser.add_argument(
        "--grant",
        choices=GRANTS,
        metavar="GRANT",
        help=f"how access is given: {', '.join(GRANTS)}; with the last three nobody signs in",
    )
    parser.add_argument("--on-behalf", metavar="WHO", help="jwt_bearer: act on behalf of this user")
    parser.add_argument("--from", dest="source", metavar="NAME", help="token_exchange: the connection to go through")
    parser.add_argument("--client-key-id", metavar="KID", help="what the service calls that key")
    parser.add_argument("--client-certificate", type=Path, metavar="F", help="a certificate to show, PEM")
    parser.add_argument("--client-certificate-key", type=Path, metavar="F", help="its key, where the file has none")
    parser.add_argument("--client-key-passphrase-file", type=Path, metavar="F", help="what opens a sealed key")
    parser.add_argument("--ca-file", type=Path, metavar="F", help="further authorities to trust for this service, PEM")


def answer_to_question(text: str) -> tuple[str, str]:
    """Read ``NAME=VALUE``."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise argparse.ArgumentTypeError("needs NAME=VALUE, such as host=git.example.org")
    return name.strip(), value.strip()
