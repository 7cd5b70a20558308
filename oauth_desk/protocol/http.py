"""Requests and responses as plain values (RFC 9110), so that no protocol file knows an HTTP library."""

from dataclasses import dataclass

from oauth_desk.domain.secret import Secret

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Possession:
    """A key that the request shows it holds (RFC 9449), for the ``access_token`` that goes along, if any."""

    key: Secret
    access_token: Secret | None = None


@dataclass(frozen=True, slots=True)
class ClientProof:
    """What a signed statement of the client says and is signed with (RFC 7523 §3): a JWK, or a client secret."""

    client_id: str
    audience: str
    algorithm: str
    key: Secret


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. ``headers`` and ``body`` may hold secrets: never printed, hence no repr of them.

    With a ``possession`` or a ``client_proof`` a proof is added when it is sent: each sending needs one of its own.
    """

    method: str
    url: str
    headers: Headers = ()
    body: bytes | None = None
    possession: Possession | None = None
    client_proof: ClientProof | None = None

    def __repr__(self) -> str:
        return f"Request({self.method} {self.url.partition('?')[0]})"


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP answer; ``body`` is decompressed and complete. ``elapsed`` in seconds.

    ``peer`` is the IP address that answered; empty where it cannot be known, as behind a proxy.
    """

    status: int
    headers: Headers = ()
    body: bytes = b""
    elapsed: float = 0.0
    peer: str = ""

    def header(self, name: str) -> str | None:
        """Return the first header of that name, whatever its case; None if absent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def all_headers(self, name: str) -> tuple[str, ...]:
        """Return every header of that name in order."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)

    @property
    def media_type(self) -> str:
        """Return the lower-case media type without parameters; empty if none was sent."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    def __repr__(self) -> str:
        return f"Response({self.status}, {len(self.body)} bytes)"
