"""How a service answers and ends where that is not the standards' way, as data of its profile."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """Where a token answer says what, where that is not RFC 6749's place; texts are dotted paths.

    ``inside`` leads to the object that holds the tokens; the other paths start there,
    but for ``ok``, ``error`` and ``keep``, which start at the answer. ``lifetime`` in
    seconds stands where none is told.
    """

    inside: str = ""
    access_token: str = ""
    refresh_token: str = ""
    scope: str = ""
    expires_in: str = ""
    expires_at: str = ""
    issued_at: str = ""
    refresh_expires_in: str = ""
    refresh_expires_at: str = ""
    lifetime: int | None = None
    zero_means_never: bool = False
    bearer_assumed: bool = False
    ok: str = ""
    ok_value: str = "true"
    error: str = ""
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallbackForm:
    """What the browser brings back beside a code, by the names of parameters.

    ``token_host`` names the server that the code belongs to, within the allowed hosts;
    ``scope`` what the person granted; ``signed`` is how the whole is signed, if it is.
    """

    keep: tuple[str, ...] = ()
    scope: str = ""
    token_host: str = ""
    signed: str = ""


class RevocationProof(StrEnum):
    """Who asks for the end of a connection: the client as usual, by Basic, the access token, the bare secret."""

    CLIENT = "client"
    BASIC = "basic"
    TOKEN = "token"
    SECRET = "secret"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Revocation:
    """How a connection ends at a service, where that is not RFC 7009.

    Without ``url`` nothing is sent; ``page`` is where a person does it. ``scheme``
    stands before the bare secret in its header. ``parameters`` have gaps, tokens too.
    """

    url: str | None = None
    method: str = "POST"
    auth: RevocationProof = RevocationProof.CLIENT
    scheme: str = "Bearer"
    body: str = "form"
    parameters: tuple[tuple[str, str], ...] = ()
    page: str | None = None

    @property
    def needs_access_token(self) -> bool:
        """Tell whether nothing can be ended without a living access token."""
        shown = any("{access_token}" in value for _, value in self.parameters)
        return self.url is not None and (shown or self.auth is RevocationProof.TOKEN)


@dataclass(frozen=True, slots=True)
class ApiUse:
    """How calls to an API carry the access token where that is not ``Authorization: Bearer``.

    ``scheme`` stands before the token instead of its type; ``header`` holds the bare
    token in place of ``Authorization``. ``headers`` go along, with their gaps filled.
    """

    scheme: str = ""
    header: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SecondStep:
    """A request after the code's that turns its tokens into the ones to keep; without ``url`` there is none.

    ``auth`` says who asks: ``client``, or ``token`` as Bearer. ``parameters`` have gaps.
    """

    url: str | None = None
    auth: str = "client"
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Renewal:
    """What renews: the ``refresh_token``, or the ``access_token`` itself, as Bearer, while it lives."""

    by: str = "refresh_token"
    method: str = "POST"
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def is_by_itself(self) -> bool:
        """Tell whether the access token renews itself."""
        return self.by == "access_token"
