"""A sign-in and a renewal with nothing but the standard library, to try the servers without the program."""

import base64
import hashlib
import json
import secrets
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit
from urllib.request import Request, urlopen

from tests.e2e.browser import PersonAtBrowser
from tests.e2e.provider import PUBLIC
from tests.e2e.small_server import small_server


class Hand:
    """One client at one server."""

    def __init__(self, issuer: str, client_id: str = PUBLIC, client_secret: str | None = None) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._secret = client_secret
        self._redirect_uri = ""
        self._verifier = secrets.token_urlsafe(32)

    def ask_browser(self, browser: PersonAtBrowser) -> dict[str, list[str]]:
        """Let the person decide; return the parameters that came back."""
        with small_server(b"Done.") as here:
            self._redirect_uri = f"{here}/callback"
            browser.show(self._authorization_url())
            return parse_qs(urlsplit(browser.visit().pages[-1]["url"]).query)

    def sign_in(self, browser: PersonAtBrowser) -> dict[str, Any]:
        """Return the tokens of a new grant."""
        code = self.ask_browser(browser)["code"][0]
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self._redirect_uri}
        return dict(self._token({**form, "code_verifier": self._verifier}))

    def renew(self, refresh_token: str) -> Any:
        """Return the JSON of the answer; its status if there is none; None if nothing came back."""
        return self._token({"grant_type": "refresh_token", "refresh_token": refresh_token})

    def call(self, path: str, access_token: str) -> Any:
        """Call the API behind the server."""
        return _send(Request(f"{self._issuer}{path}", headers={"Authorization": f"Bearer {access_token}"}))

    def _authorization_url(self) -> str:
        digest = hashlib.sha256(self._verifier.encode()).digest()
        query = {
            "client_id": self._client_id,
            "response_type": "code",
            "redirect_uri": self._redirect_uri,
            "scope": "openid email offline_access",
            "prompt": "consent",
            "state": "s",
            "nonce": "n",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self._issuer}/auth?{urlencode(query)}"

    def _token(self, form: dict[str, str]) -> Any:
        headers = {}
        if self._secret is None:
            form["client_id"] = self._client_id
        else:
            pair = f"{quote_plus(self._client_id)}:{quote_plus(self._secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        return _send(Request(f"{self._issuer}/token", data=urlencode(form).encode(), headers=headers))


def _send(request: Request) -> Any:
    try:
        with urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except HTTPError as error:
        with error:
            body = error.read()
        return json.loads(body) if body.startswith(b"{") else error.code
    except (URLError, HTTPException, ConnectionError):
        return None
