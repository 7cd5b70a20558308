"""Certificates in memory."""

import datetime as dt
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from tests.protocol.keys import pem, private_key

DAY = dt.timedelta(days=1)


def self_signed(key: Any = None, *, ends_at: dt.datetime | None = None, name: str = "desk") -> bytes:
    """Return a certificate as PEM, signed with its own key."""
    key = key or private_key("EC")
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    end = ends_at or dt.datetime.now(dt.UTC) + DAY
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(end - 400 * DAY)
        .not_valid_after(end)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


def bundle(key: Any = None, *, passphrase: str | None = None, ends_at: dt.datetime | None = None) -> bytes:
    """Return a certificate and its key in one text."""
    key = key or private_key("EC")
    return self_signed(key, ends_at=ends_at) + pem(key, passphrase)
