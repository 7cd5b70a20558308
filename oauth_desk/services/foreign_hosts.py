"""Hosts of a profile that seem to belong to different organisations: shown before the first use."""

from dataclasses import fields
from typing import Final
from urllib.parse import urlsplit

from oauth_desk.domain.service import Service
from oauth_desk.domain.template import is_named_by_service

_SECOND_LEVEL: Final = frozenset({"co", "com", "org", "net", "gov", "ac", "edu"})


def foreign_hosts(service: Service) -> tuple[str, ...]:
    """Return the host of the sign-in page, then those that seem to be another organisation's (NORMS C81).

    Empty where there are none: then there is nothing to look at. Nor is there where
    the program itself came with those hosts.
    """
    endpoints = service.endpoints
    if service.vouched or service.is_demo or service.asks_by_itself:
        return ()
    if endpoints.authorization is None or endpoints.token is None:
        return ()
    home = _host(endpoints.authorization)
    named = (endpoints.token, service.issuer, *(getattr(endpoints, each.name) for each in fields(endpoints)))
    every = (url for url in (*named, *beside_endpoints(service)) if url and not is_named_by_service(url))
    hosts = dict.fromkeys(map(_host, every))
    others = tuple(host for host in hosts if _organisation(host) != _organisation(home))
    return (home, *others) if others else ()


def beside_endpoints(service: Service) -> tuple[str | None, ...]:
    """Return where else the client's secret is sent, or a token for another one."""
    account = service.account
    asked = account.url if account is not None and account.auth == "client" else None
    return service.second_step.url, service.revocation.url, asked


def foreign_words(hosts: tuple[str, ...]) -> str:
    """Say all hosts, and what to look at."""
    page, *others = hosts
    if len(others) == 1:
        return (
            f"You sign in at {page}, and the connection itself comes from {others[0]}. "
            "Go on only if both belong to the service."
        )
    return (
        f"You sign in at {page}, and the connection also uses {', '.join(others[:-1])} and {others[-1]}. "
        "Go on only if all of them belong to the service."
    )


def _organisation(host: str) -> str:
    """Guess the part of a host's name that somebody registered: two labels, three below ``co.uk`` and its like."""
    labels = host.lower().rstrip(".").split(".")
    second_level = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL  # noqa: PLR2004
    return ".".join(labels[-3 if second_level else -2 :])


def _host(address: str) -> str:
    return urlsplit(address).hostname or address
