"""TLS settings: the system's certificates, TLS 1.2 or better, and what one connection adds (NORMS C38)."""

import ssl

import truststore

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
    if trust.ca_file is not None:
        try:
            context.load_verify_locations(cafile=trust.ca_file)
        except (OSError, ssl.SSLError):
            raise BadTrust("the file with the certificate authority cannot be used") from None
    if trust.client_certificate is not None:
        try:
            # An empty password: without one OpenSSL would ask on the terminal.
            context.load_cert_chain(trust.client_certificate, password="")
        except (OSError, ssl.SSLError, ValueError):
            raise BadTrust("the file with the client certificate cannot be used") from None
    return context
