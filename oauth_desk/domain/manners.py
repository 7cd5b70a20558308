"""How a service answers where that is not the standards' way, as data of its profile."""

from dataclasses import dataclass


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
