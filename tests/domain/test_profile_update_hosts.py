"""Hosts of a newer profile, and settings that the tokens of before do not fit."""

import pytest

from oauth_desk.domain.profile_update import update_of
from tests.domain.test_profile_update import connected, found, profile


@pytest.mark.parametrize(
    "changes",
    [
        {"revocation__url": "https://new.example/end"},
        {"second_step__url": "https://new.example/long"},
        {"answer__keep": ["org"], "service__api_base_urls": ["https://new.example/{token.org}"]},
    ],
)
def test_every_host_that_gets_a_secret_is_named(changes: dict[str, object]) -> None:
    """C81: where a connection is ended, made to last or used is named before it is taken, also with a gap behind."""
    assert found(profile(**changes)).hosts == ("new.example",)
    locked = profile(**changes, policy__locked=[next(iter(changes)).replace("__", ".")])
    assert "new.example" in found(locked).hosts


def test_another_way_to_renew_needs_a_sign_in() -> None:
    """A renewal key is never sent as an access token, nor an access token as a renewal key."""
    by_itself = profile(renewal__by="access_token")
    assert found(by_itself).signs_in
    assert found(profile(), connected(by_itself)).signs_in


def test_a_profile_that_begins_to_ask_changes_no_connection() -> None:
    """Nobody has answered its questions for this connection: its addresses stay whole."""
    asks = profile(
        service__api_base_urls=["https://{host}/v1"],
        questions__host__label="Your host",
    )
    update = update_of(connected(), ("read",), asks)
    assert update is not None
    assert (update.service, update.hosts, update.asks) == (connected(), (), ("Your host",))


def test_a_key_and_a_sign_in_do_not_become_each_other() -> None:
    """What was signed in to is renewed as before; an access token is never sent as a key would be."""
    by_key = profile(
        key__place="query",
        key__name="k",
        **dict.fromkeys(("service__authorization_endpoint", "service__token_endpoint", "client__client_id")),
        scopes__default=None,
    )
    assert update_of(connected(), ("read",), by_key) is None
    assert update_of(connected(by_key), (), profile()) is None
