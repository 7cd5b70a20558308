"""What was given by hand of how this program is registered with a service."""

import argparse
import sys
from pathlib import Path
from typing import Final

from oauth_desk.cli.asking import first_line
from oauth_desk.cli.days import end_of_day
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Service
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.overrides import Overrides

_LONGEST_SECRET: Final = 16_384


def overrides(args: argparse.Namespace) -> Overrides:
    """Return the values that stand for the profile's; raise DeskError."""
    if args.client_certificate_key is not None and args.client_certificate is None:
        raise DeskError(
            "usage", "--client-certificate-key needs --client-certificate.", kind=Kind.USAGE, advice="Give both."
        )
    return Overrides(
        client_id=args.client_id,
        client_secret=None if args.client_secret_file is None else _secret(args.client_secret_file),
        secret_ends_at=_end(args.client_secret_ends),
        redirect_uri=args.redirect_uri,
        auth_method=None if args.client_auth is None else AuthMethod(args.client_auth),
        private_key_file=_absolute(args.client_key_file),
        key_id=args.client_key_id,
        client_certificate=_absolute(args.client_certificate),
        client_key=_absolute(args.client_certificate_key),
        ca_file=_absolute(args.ca_file),
        scopes=None if args.scope is None else tuple(args.scope.split()),
        grant=None if args.grant is None else Grant(args.grant),
        subject=args.on_behalf,
        answers=tuple(getattr(args, "answers", ())),
    )


def check_fits(service: Service, args: argparse.Namespace) -> None:
    """Raise DeskError where an option says something that the service's way to access leaves no room for."""
    if args.source is not None and service.grant is not Grant.TOKEN_EXCHANGE:
        raise _misplaced("--from", f"{service.name} does not go through another connection", "token_exchange")
    if args.device and service.asks_by_itself:
        raise _misplaced("--device", f"Nobody signs in to {service.name}", "authorization_code")


def key_passphrase(args: argparse.Namespace) -> Secret | None:
    """Return what opens the key files; raise DeskError."""
    file = args.client_key_passphrase_file
    return None if file is None else first_line(file)


def named_files(service: Service) -> tuple[str, ...]:
    """Return the files whose secrets are kept with the connection now."""
    security, client = service.security, service.client
    files = (
        client.private_key_file,
        service.assertion.private_key_file,
        security.client_certificate,
        security.client_key,
    )
    return tuple(dict.fromkeys(file for file in files if file is not None))


def _end(written: str | None) -> Instant | None:
    return None if written is None else end_of_day(written, "--client-secret-ends")


def _absolute(path: Path | None) -> str | None:
    return None if path is None else str(path.expanduser().absolute())


def _secret(source: str) -> Secret:
    """Read the client secret from a file, or from stdin: never from the arguments, which everybody can list."""
    try:
        if source == "-":
            text = sys.stdin.readline(_LONGEST_SECRET)
        else:
            with Path(source).open(encoding="utf-8") as file:
                text = file.read(_LONGEST_SECRET)
    except (OSError, ValueError):
        raise _bad_secret(source, "cannot be read") from None
    text = text.strip()
    if not text or not text.isascii() or not text.isprintable():
        raise _bad_secret(source, "holds no client secret: one line of plain characters")
    return Secret(text)


def _misplaced(option: str, why: str, grant: str) -> DeskError:
    return DeskError("usage", f"{why}.", kind=Kind.USAGE, advice=f"Leave out {option}: it belongs to {grant}.")


def _bad_secret(source: str, what: str) -> DeskError:
    named = "Standard input" if source == "-" else f"The file {source}"
    return DeskError("bad_client_secret", f"{named} {what}.", kind=Kind.USAGE, advice="Check --client-secret-file.")
