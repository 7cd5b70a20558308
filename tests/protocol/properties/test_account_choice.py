"""Asking a service for another account than the one that the browser knows."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.service import Metadata, Pairs, Service
from oauth_desk.protocol.account_choice import with_choice
from tests.protocol.properties.values import FEW, TEXTS, pairs, services

PROMPTS = st.sampled_from(["none", "login", "consent", "select_account"])
DOCUMENTS = TEXTS | st.builds(
    lambda listed: json.dumps({"prompt_values_supported": listed}), st.lists(PROMPTS) | TEXTS | st.integers()
)
SCOPES = st.lists(st.sampled_from(["openid", "offline_access", "read"]), unique=True).map(tuple)


@FEW
@given(services(), SCOPES, DOCUMENTS, pairs("parameters.another_account"), st.none() | PROMPTS | st.just(""))
def test_the_choice_is_asked_for_and_nothing_else_changes(
    service: Service, scopes: tuple[str, ...], document: str, own: Pairs, prompt: str | None
) -> None:
    """A profile's own parameters stand; else only the prompt changes, only for OpenID, and it lets somebody choose."""
    usual = tuple(pair for pair in service.parameters.authorization if pair[0] != "prompt")
    usual += () if prompt is None else (("prompt", prompt),)
    parameters = replace(service.parameters, authorization=usual, another_account=own)
    service = replace(service, parameters=parameters, metadata=Metadata(document=document))
    found = with_choice(service, scopes)
    said = dict(found)
    assert len(said) == len(found)
    if own:
        assert said == {**dict(usual), **dict(own)}
        return
    assert {name: value for name, value in said.items() if name != "prompt"} == {
        name: value for name, value in usual if name != "prompt"
    }
    if "openid" not in scopes:
        assert found == usual
        return
    words = said["prompt"].split()
    assert len(words) == len(set(words))
    assert {"login", "select_account", "none"} & set(words)
    assert set(words) >= set((prompt or "").split())
    if "select_account" in words and prompt != "select_account":
        assert "select_account" in json.loads(document)["prompt_values_supported"]
