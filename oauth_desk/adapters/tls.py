"""TLS settings: the system's certificates, TLS 1.2 or better, and what one connection adds (NORMS C38)."""

import os
import secrets
import ssl
import tempfile
from pathlib import Path

import truststore

from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import Trust


class BadTrust(Exception):
    """A connection's own certificate file cannot be used; the message says which kind."""


def context_for(trust: Trust) -> ssl.SSLContext:
    """Return a context; reads files, so not for the loop's thread; raise BadTrust.

    There is no way to switch checking off. A CA file adds to the system's
    certificates for this one connection.
    """
    context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if trust.ca_file is not None or trust.authorities is not None:
        try:
            context.load_verify_locations(cafile=trust.ca_file, cadata=trust.authorities)
        except (OSError, ssl.SSLError):
            raise BadTrust("the file with the certificate authority cannot be used") from None
    try:
        if trust.certificate is not None:
            _show(context, trust.certificate)
        elif trust.client_certificate is not None:
            # An empty password: without one OpenSSL would ask on the terminal.
            context.load_cert_chain(trust.client_certificate, password="")
    except (OSError, ssl.SSLError, ValueError):
        raise BadTrust("the client certificate cannot be used") from None
    return context


def _show(context: ssl.SSLContext, certificate: Secret) -> None:
    """Load a certificate, which OpenSSL takes out of files alone: the key is sealed for the moment that it is one."""
    from oauth_desk.protocol.client_certificate import sealed_key  # noqa: PLC0415 - loads slowly, and few need it

    seal = Secret(secrets.token_urlsafe(32))
    descriptor, name = tempfile.mkstemp(suffix=".pem")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealed_key(certificate, seal))
        context.load_cert_chain(name, password=seal.reveal())
    finally:
        Path(name).unlink(missing_ok=True)
