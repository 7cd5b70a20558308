"""Letting a person choose another account than the one the browser is signed in with (OIDC Core §3.1.2.1, §15.1)."""

from collections.abc import Sequence
from typing import Final

from oauth_desk.domain.service import Pairs, Service
from oauth_desk.protocol.json_body import BadJson, parse_object

_ADVERTISED: Final = "prompt_values_supported"
_CHOOSER: Final = "select_account"


def with_choice(service: Service, scopes: Sequence[str]) -> Pairs:
    """Return the service's extra parameters with those that make it ask which account.

    A profile's own win. Else an OpenID provider is asked for its chooser where it says that
    it has one, and for a fresh sign-in where not: every provider has to know that value,
    and some refuse the other.
    """
    own = dict(service.parameters.authorization)
    if service.parameters.another_account:
        return tuple({**own, **dict(service.parameters.another_account)}.items())
    if "openid" not in scopes:
        return service.parameters.authorization
    wanted = own.get("prompt", "consent" if "offline_access" in scopes else "").split()
    if not {_CHOOSER, "login", "none"} & set(wanted):
        wanted.insert(0, _CHOOSER if _CHOOSER in _prompts(service) else "login")
    return tuple({**own, "prompt": " ".join(wanted)}.items())


def _prompts(service: Service) -> Sequence[object]:
    """Return the values of ``prompt`` that the service's metadata lists."""
    try:
        listed = parse_object(service.metadata.document.encode()).get(_ADVERTISED)
    except BadJson:
        return ()
    return listed if isinstance(listed, list) else ()
