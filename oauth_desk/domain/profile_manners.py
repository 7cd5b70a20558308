"""What a profile's keys about a service's own ways have to do with each other."""

from collections.abc import Iterator, Mapping
from typing import Any

from oauth_desk.domain.template import gaps, is_named_by_service

Problem = tuple[tuple[str, ...], str]
"""Where, and what is wrong there."""


def manner_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong; ``document`` has its values checked one by one."""
    answer = document.get("answer", {})
    if "ok_value" in answer and "ok" not in answer:
        yield ("answer", "ok_value"), '"answer.ok_value" says nothing without "answer.ok"'
    yield from _api_problems(document)
    yield from _parameter_problems(document)


def _api_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    service = document.get("service", {})
    known = kept_names(document)
    for url in service.get("api_base_urls", ()):
        place = ("service", "api_base_urls")
        unknown = next((name for name in gaps(url) if name not in known), None)
        if unknown is not None:
            yield place, f'"service.api_base_urls" has {{{unknown}}}, which is nothing that is kept'
        if is_named_by_service(url) and not service.get("allowed_hosts"):
            yield place, '"service.api_base_urls" lets the service name its host: "service.allowed_hosts" is needed'


def _parameter_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield gaps in parameters that nothing fills; before a sign-in nothing is kept yet."""
    own = document.get("quirks", {}).get("client_id_parameter", "client_id")
    for table, parameters in document.get("parameters", {}).items():
        known = {"client_id"} if table == "authorization" else {"client_id", "redirect_uri", *kept_names(document)}
        for name, value in parameters.items():
            place = ("parameters", table, name)
            if name == own:
                yield place, f'"{".".join(place)}" is set by the program itself'
            unknown = next((gap for gap in gaps(value) if gap not in known), None)
            if unknown is not None:
                yield place, f'"{".".join(place)}" has {{{unknown}}}, which nothing fills'


def kept_names(document: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of what a connection keeps."""
    return frozenset(f"token.{path}" for path in document.get("answer", {}).get("keep", ()))
