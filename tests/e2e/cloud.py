"""A token endpoint that checks the statements of service accounts as Google documents it, and an API behind it.

Written from https://developers.google.com/identity/protocols/oauth2/service-account; it is ours, not Google's.
"""

import json
import secrets
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import time
from typing import Any
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from tests.protocol.google_file import key_file
from tests.protocol.keys import pem

EMAIL = "robot@acme-desk.iam.gserviceaccount.com"
BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SECONDS = 3600


class Refused(Exception):
    """What Google's endpoint answers, as ``error`` and ``error_description``."""


class Cloud:
    """What the service knows: keys by name, who may be stood for, and how far its clock is off, in seconds."""

    def __init__(self) -> None:
        self.address = ""
        self.keys: dict[str, Any] = {}
        self.stands_for: set[str] = set()
        self.ahead = 0.0
        self.needs_scope = True
        self.claims: list[dict[str, Any]] = []
        self.forms: list[set[str]] = []
        self.tokens: dict[str, str] = {}

    def new_key(self, folder: Path, name: str = "robot.json") -> Path:
        """Make a key, as the page of the console does, and save the one file it is ever in."""
        made, key_id = rsa.generate_private_key(65537, 2048), secrets.token_hex(20)
        self.keys[key_id] = made.public_key()
        path = folder / name
        text = key_file(private_key=pem(made).decode(), private_key_id=key_id, token_uri=f"{self.address}/token")
        path.write_text(text, encoding="utf-8")
        return path

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        """Return the answer to a token request; raise Refused."""
        self.forms.append(set(form))
        if form.get("grant_type") != BEARER:
            raise Refused("unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type')}")
        claims = self._read(form.get("assertion", ""))
        self.claims.append(claims)
        asked = claims.get("sub", EMAIL)
        if asked != EMAIL and asked not in self.stands_for:
            raise Refused("unauthorized_client", "Client is unauthorized to retrieve access tokens using this method.")
        token = f"ya29.{secrets.token_urlsafe(24)}"
        self.tokens[token] = asked
        return {"access_token": token, "expires_in": SECONDS - 1, "token_type": "Bearer"}

    def _read(self, assertion: str) -> dict[str, Any]:
        try:
            head = json.loads(_decoded(assertion.partition(".")[0]))
            key = RSAKey.import_key(_public(self.keys[head["kid"]]))
            claims = jwt.decode(assertion, key, algorithms=["RS256"]).claims
        except (JoseError, ValueError, KeyError):
            raise Refused("invalid_grant", "Invalid JWT Signature.") from None
        now = time() + self.ahead
        if claims.get("iss") != EMAIL or claims.get("aud") != f"{self.address}/token":
            raise Refused("invalid_grant", "Invalid issuer or audience.")
        if not (now - 300 < claims["iat"] < now + 300 and claims["iat"] < claims["exp"] <= claims["iat"] + SECONDS):
            what = "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
            raise Refused("invalid_grant", what)
        if self.needs_scope and not claims.get("scope"):
            raise Refused("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        return dict(claims)


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _public(key: Any) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return bytes(key.public_bytes(serialization.Encoding.PEM, form))


@contextmanager
def cloud() -> Iterator[Cloud]:
    """Serve it on a free port of loopback."""
    known = Cloud()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            try:
                self._answer(200, known.token(form))
            except Refused as refused:
                error, description = refused.args
                self._answer(400, {"error": error, "error_description": description})

        def do_GET(self) -> None:
            who = known.tokens.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
            self._answer(200 if who else 401, {"email": who} if who else {"error": "unauthenticated"})

        def _answer(self, status: int, answer: dict[str, Any]) -> None:
            body = json.dumps(answer).encode()
            self.send_response_only(status)
            self.send_header("Date", formatdate(time() + known.ahead, usegmt=True))
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        server.daemon_threads = True
        known.address = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield known
        finally:
            server.shutdown()
            thread.join()
