"""How the demo says no: the error answers of RFC 6749 §5.2 and its relatives, as one exception."""

from oauth_desk.protocol.http import Headers


class Refusal(Exception):
    """An error answer. ``description`` is fixed text: nothing a client sent is echoed in it."""

    def __init__(self, error: str, description: str, *, status: int = 400, headers: Headers = ()) -> None:
        super().__init__(error, description)
        self.error = error
        self.description = description
        self.status = status
        self.headers = headers


class Reused(Refusal):
    """A refresh token came a second time; its whole family is revoked (RFC 9700 §4.14.2)."""

    def __init__(self) -> None:
        super().__init__("invalid_grant", "This refresh token was used before. All tokens of this sign-in are revoked.")
