"""What a profile's keys about a service's own ways have to do with each other."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from oauth_desk.domain.place import PREFIX
from oauth_desk.domain.profile_schema import ADDRESSES
from oauth_desk.domain.question import AnswerKind
from oauth_desk.domain.secret_names import is_secret
from oauth_desk.domain.template import gaps, is_named_by_service, kept_gaps

_SECRETS: Final = frozenset({"access_token", "refresh_token", "client_secret"})
_TELLTALE: Final = ("token", "secret")

Problem = tuple[tuple[str, ...], str]
"""Where, and what is wrong there."""


def manner_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong; ``document`` has its values checked one by one."""
    answer = document.get("answer", {})
    if "ok_value" in answer and "ok" not in answer:
        yield ("answer", "ok_value"), '"answer.ok_value" says nothing without "answer.ok"'
    callback = document.get("callback", {})
    if "token_host" in callback and not document.get("service", {}).get("allowed_hosts"):
        yield ("callback", "token_host"), '"callback.token_host" needs "service.allowed_hosts"'
    client = document.get("client", {})
    if "signed" in callback and not (client.get("secret_needed") or "client_secret" in client):
        yield ("callback", "signed"), '"callback.signed" needs "client.secret_needed": the secret is what signs'
    yield from _address_problems(document)
    yield from _api_problems(document)
    yield from _parameter_problems(document)
    yield from _revocation_problems(document)
    yield from _account_problems(document)
    yield from _place_problems(document)
    yield from _further_problems(document)
    yield from _shown_problems(document)


def _api_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    service = document.get("service", {})
    known = kept_names(document) | place_names(document)
    for url in service.get("api_base_urls", ()):
        place = ("service", "api_base_urls")
        unknown = next((name for name in kept_gaps(url) if name not in known), None)
        if unknown is not None:
            yield place, f'"service.api_base_urls" has {{{unknown}}}, which is nothing that is kept'
        if is_named_by_service(url) and not service.get("allowed_hosts"):
            yield place, '"service.api_base_urls" lets the service name its host: "service.allowed_hosts" is needed'


def _address_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield gaps in addresses that no question fills, or that a question about something else would."""
    kinds = {name: table.get("kind") for name, table in document.get("questions", {}).items()}
    for table, key in ADDRESSES:
        place, name = (table, key), f'"{table}.{key}"'
        value = document.get(table, {}).get(key, ())
        for url in (value,) if isinstance(value, str) else value:
            kept = _filled_later(table, key, url)
            asked = [gap for gap in gaps(url) if gap not in kept]
            unknown = next((gap for gap in asked if gap not in kinds), None)
            if unknown is not None:
                yield place, f"{name} has {{{unknown}}}, which nothing fills"
            if any(kinds.get(gap) == AnswerKind.TEXT for gap in asked):
                yield place, f'{name} asks for a "text", which cannot stand in an address'
            if asked and url.startswith(f"{{{asked[0]}}}") and key != "allowed_hosts":
                yield place, f"{name} must start with https://"


def _filled_later(table: str, key: str, url: str) -> tuple[str, ...]:
    """Return the gaps of an address that no question fills; a secret never stands in an address (C100)."""
    if (table, key) == ("revocation", "url"):
        return (*kept_gaps(url), "client_id")
    return kept_gaps(url) if key == "api_base_urls" else ()


def _revocation_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    table = document.get("revocation", {})
    if "url" not in table:
        lost = next((key for key in table if key != "page"), None)
        if lost is not None:
            yield ("revocation", lost), f'"revocation.{lost}" says nothing without "revocation.url"'
        return
    kept = kept_names(document)
    for name in kept_gaps(table["url"]):
        if name not in kept or is_named_by_service(table["url"]):
            yield ("revocation", "url"), f'"revocation.url" has {{{name}}}, which nothing fills'
    known = {*kept, "client_id", "client_secret", "access_token", "refresh_token"}
    parameters = table.get("parameters", {})
    for name, value in parameters.items():
        unknown = next((gap for gap in gaps(value) if gap not in known), None)
        if unknown is not None:
            place = ("revocation", "parameters", name)
            yield place, f'"{".".join(place)}" has {{{unknown}}}, which nothing fills'
    if table.get("method") == "GET" and (parameters or table.get("auth", "client") == "client"):
        yield ("revocation", "method"), '"revocation.method" must not be GET where something is sent in the body'


def _account_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    table = document.get("account", {})
    if table and "url" not in table:
        kept = document.get("answer", {}).get("keep", ())
        named = [table[key] for key in ("label", "subject") if key in table]
        if not named or "key" in document or any(path not in kept for path in named):
            more = 'without it "account.label" and "account.subject" have to be in "answer.keep"'
            yield ("account",), f'the key "account.url" is missing; {more}'
    if "parameters" in table and table.get("auth") != "client":
        yield ("account", "parameters"), '"account.parameters" says nothing without account.auth = "client"'
    known = {"client_id", *kept_names(document)}
    chosen = known | place_names(document)
    headers = (("account", "headers", known), ("place", "headers", known), ("api", "headers", chosen))
    for name, key, fillable in (*headers, ("account", "parameters", known | {"access_token"})):
        for header, value in document.get(name, {}).get(key, {}).items():
            unknown = next((gap for gap in gaps(value) if gap not in fillable), None)
            if unknown is not None:
                yield (name, key, header), f'"{name}.{key}.{header}" has {{{unknown}}}, which nothing fills'


def _place_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with the choice of a place; one that nobody can make is none."""
    if "place" not in document:
        return
    table = document["place"]
    for key in ("label", "url", "value"):
        if key not in table:
            yield ("place",), f'the key "place.{key}" is missing'
    if "id" in table.get("keep", ()):
        yield ("place", "keep"), '"place.keep" must not name "id": that is what "place.value" leads to'


def _further_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with a second step, and with tokens that renew themselves."""
    step, renewal = document.get("second_step", {}), document.get("renewal", {})
    if step and "url" not in step:
        yield ("second_step",), 'the key "second_step.url" is missing'
    if renewal and renewal.get("by") != "access_token":
        yield ("renewal",), '"renewal" says nothing without by = "access_token"'
    for table, known in (("second_step", {"access_token", "client_id"}), ("renewal", {"client_id"})):
        for name, value in document.get(table, {}).get("parameters", {}).items():
            unknown = next((gap for gap in gaps(value) if gap not in known), None)
            if unknown is not None:
                place = (table, "parameters", name)
                yield place, f'"{".".join(place)}" has {{{unknown}}}, which nothing fills'


def _shown_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield names of secrets that would be shown: whoever watches a sign-in sees all but what is masked by its name."""
    wanted = f"has to be a name that tells of a secret, such as one with {' or '.join(_TELLTALE)}: it is masked by it"
    for key in ("access_token", "refresh_token"):
        path = document.get("answer", {}).get(key)
        if path is not None and not any(is_secret(step.partition("[")[0]) for step in path.split(".")):
            yield ("answer", key), f'"answer.{key}" {wanted}'
    for table in ("second_step", "revocation", "account"):
        for name, value in document.get(table, {}).get("parameters", {}).items():
            if set(gaps(value)) & _SECRETS and not is_secret(name):
                place = (table, "parameters", name)
                yield place, f'"{".".join(place)}" {wanted}'


def _parameter_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield gaps in parameters that nothing fills; before a sign-in nothing is kept yet."""
    own = document.get("quirks", {}).get("client_id_parameter", "client_id")
    for table, parameters in document.get("parameters", {}).items():
        known = {"client_id", *document.get("questions", {})}
        if table != "authorization":
            known |= {"redirect_uri", *kept_names(document), *place_names(document)}
        for name, value in parameters.items():
            place = ("parameters", table, name)
            if name == own:
                yield place, f'"{".".join(place)}" is set by the program itself'
            unknown = next((gap for gap in gaps(value) if gap not in known), None)
            if unknown is not None:
                yield place, f'"{".".join(place)}" has {{{unknown}}}, which nothing fills'


def kept_names(document: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of what a connection keeps."""
    return frozenset(
        f"{source}.{path}"
        for source, table in (("token", "answer"), ("callback", "callback"), ("account", "account"))
        for path in document.get(table, {}).get("keep", ())
    )


def place_names(document: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of what is known of a chosen place."""
    table = document.get("place")
    return frozenset() if table is None else frozenset(f"{PREFIX}{path}" for path in ("id", *table.get("keep", ())))
