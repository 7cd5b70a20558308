"""No request builder and no judge without a property."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import Source, sources

ENDPOINTS = {
    "authorization: address and form": ("attempt.authorization_url", "attempt.authorization_form"),
    "authorization: the answer in the browser": ("callback.judge", "callback.query_of"),
    "authorization: pushed": ("pushed.pushed_request", "pushed.judge_pushed", "pushed.pushed_url"),
    "token: code": ("token_endpoint.code_request", "token_endpoint.judge_code"),
    "token: refresh": ("token_endpoint.refresh_request", "token_endpoint.judge_refresh"),
    "token: client credentials, JWT bearer, exchange": ("asking.asking_request", "asking.judge_asking"),
    "device authorization": ("device.device_request", "device.judge_device"),
    "token: device code": ("device.poll_request", "device.judge_poll"),
    "revocation": ("revocation.revocation_request", "revocation.judge_revocation"),
    "introspection": ("introspection.introspection_request", "introspection.judge_introspection"),
    "userinfo": ("userinfo.probe_request", "userinfo.judge_probe"),
    "registration": ("registration.registration_request", "registration.judge_registration"),
    "metadata of a server": ("discovery.metadata_urls", "discovery.judge_metadata"),
    "metadata of an API": (
        "protected_resource.resource_metadata_urls",
        "protected_resource.judge_protected_resource",
        "protected_resource.challenge_resource_metadata",
        "www_authenticate.challenges",
    ),
    "keys and ID token": ("key_set.candidates", "id_token.check"),
    "DPoP": ("dpop.proof", "dpop_use.nonce_of", "dpop_use.wants_nonce"),
    "client authentication": ("client_auth.authenticate", "client_assertion.assertion", "client_assertion.attached"),
    "client document": ("client_document.document_request", "client_document.check_document"),
    "calls to an API": ("resource.api_request", "resource.needs_renewal", "resource.insufficient_scope"),
    "keys of a service's own": ("key_request.keyed",),
    "an ending of a service's own": ("own_revocation.own_revocation_request", "own_revocation.judge_own_revocation"),
    "a second step": ("second_step.second_request", "second_step.second_tokens"),
    "the places after a sign-in": ("places.places_request", "places.judge_places", "places.in_place"),
    "an account of a service's own": ("userinfo.told_by_answer", "userinfo.kept_of_probe"),
}
"""Endpoint → what builds for it and judges what comes of it."""

FOLDER = "tests/protocol/properties"


def functions() -> dict[str, ast.FunctionDef]:
    """Return every public function of the protocol, by module and name."""
    return {
        f"{source.name.rpartition('/')[2].removesuffix('.py')}.{node.name}": node
        for source in sources("oauth_desk/protocol")
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def tried() -> set[str]:
    """Return the functions that the property tests call, by module and name."""
    return {name for source in sources(FOLDER) if "/test_" in source.name for name in called(source)}


def called(source: Source) -> Iterator[str]:
    """Yield the functions of the protocol that a file names where it runs something, whatever it calls them."""
    modules: dict[str, str] = {}
    names: dict[str, str] = {}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("oauth_desk.protocol"):
            module = (node.module or "").removeprefix("oauth_desk.protocol").removeprefix(".")
            for alias in node.names:
                shown = alias.asname or alias.name
                (names if module else modules)[shown] = f"{module}.{alias.name}" if module else alias.name
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name) and node.id in names:
            yield names[node.id]
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield f"{modules[node.value.id]}.{node.attr}"


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_each_endpoint_has_its_properties(endpoint: str) -> None:
    """What builds a request and what judges its answer are both tried with any values."""
    assert set(ENDPOINTS[endpoint]) <= functions().keys()
    assert set(ENDPOINTS[endpoint]) <= tried()


def test_every_function_of_the_protocol_is_tried_with_any_values() -> None:
    """Whoever adds one adds its properties."""
    assert functions().keys() - tried() == set()


def test_every_builder_and_judge_belongs_to_an_endpoint() -> None:
    """A function that returns a request or is given an answer by name stands in the table, or is what others share."""
    shared = {
        *(
            "answer.read",
            "answer.is_page",
            "answer.unreadable_words",
            "retry_after.retry_after",
            "server_clock.told",
            "server_clock.skew",
        ),
        *(
            "back_channel.form_request",
            "back_channel.plain_form",
            "token_endpoint.grant_request",
            "token_endpoint.initial_tokens",
        ),
        *("token_endpoint.judge_passing", "asking.first_tokens", "asking.clocks_apart"),
    }
    listed = {name for names in ENDPOINTS.values() for name in names}
    kinds = {name for name, node in functions().items() if _is_builder(node) or _is_judge(node)}
    assert kinds - listed == shared


def _is_builder(node: ast.FunctionDef) -> bool:
    return node.returns is not None and "Request" in ast.unparse(node.returns)


def _is_judge(node: ast.FunctionDef) -> bool:
    return any(each.annotation is not None and ast.unparse(each.annotation) == "Response" for each in node.args.args)


def test_every_test_here_draws_its_values() -> None:
    """An example belongs into the files one folder up."""
    plain = [
        f"{source.name}:{node.name}"
        for source in sources(FOLDER)
        if not source.name.endswith("/test_table.py")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test_")
        and not any("given(" in ast.unparse(decorator) for decorator in node.decorator_list)
    ]
    assert not plain
