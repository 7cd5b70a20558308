"""Services that are reached without encryption."""

from dataclasses import fields, replace

import pytest

from oauth_desk.domain.service import Endpoints
from oauth_desk.services.encryption_words import is_insecure
from tests.services.world import service

HERE = "http://127.0.0.1:80/x"


def test_an_encrypted_service_is_not_marked() -> None:
    """C38: https everywhere is nothing to speak of, and an address that is not there is none."""
    assert not is_insecure(service())
    assert not is_insecure(service(endpoints=Endpoints(), issuer=None, api_base_urls=()))


@pytest.mark.parametrize("name", sorted(field.name for field in fields(Endpoints)))
def test_insecure_endpoints_are_marked(name: str) -> None:
    """C38: a connection over plain http is marked, whichever of its endpoints it is."""
    assert is_insecure(service(endpoints=replace(service().endpoints, **{name: HERE})))


@pytest.mark.parametrize("change", [{"issuer": HERE}, {"api_base_urls": ("https://api.example", HERE)}])
def test_insecure_issuers_and_apis_are_marked(change: dict[str, object]) -> None:
    """C38: so is one whose issuer or API is reached so."""
    assert is_insecure(service(**change))
