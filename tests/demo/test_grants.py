"""The state machine of codes and tokens, with time as an argument."""

import itertools
from collections.abc import Callable

import pytest

from oauth_desk.demo.grants import CODE_LIFE, SPENT_LIMIT, Grants, Issued, Permission, verifies
from oauth_desk.demo.refusal import Refusal, Reused
from tests.demo.running import CHALLENGE, VERIFIER

HERE = "http://127.0.0.1:5/callback"
ALLOWED = Permission("app", "ana", ("notes:read", "offline_access"), 0.0, nonce="n")


def counting(prefix: str) -> Callable[..., str]:
    """Make texts that never repeat."""
    numbers = itertools.count()
    return lambda *_: f"{next(numbers):06d}-{prefix}-of-some-length"


@pytest.fixture
def grants() -> Grants:
    """Begin with nothing; tokens live 90 s."""
    return Grants(access_ttl=90.0, mint=counting("text"), mint_access=counting("access"))


def sign_in(grants: Grants, now: float = 0.0) -> Issued:
    """Begin a family that can be renewed."""
    return grants.start(ALLOWED, renewable=True, now=now)


def redeem(grants: Grants, code: str, now: float = 1.0, **changes: str) -> Issued:
    """Exchange a code as its owner, but for the changes."""
    form = {"client_id": "app", "redirect_uri": HERE, "verifier": VERIFIER, **changes}
    return grants.redeem(code, now=now, **form)


def new_code(grants: Grants) -> str:
    """Return a code issued at 0."""
    return grants.issue_code(ALLOWED, redirect_uri=HERE, challenge=CHALLENGE, renewable=True, now=0.0)


def test_code_gives_tokens_once(grants: Grants) -> None:
    """A code is good for one exchange; a second one revokes what the first gave."""
    code = new_code(grants)
    issued = redeem(grants, code)
    assert grants.access(issued.access_token, 2.0) is not None
    with pytest.raises(Refusal, match="used before"):
        redeem(grants, code)
    assert grants.access(issued.access_token, 2.0) is None
    with pytest.raises(Refusal):
        grants.renew(issued.refresh_token, client_id="app", scopes=None, now=3.0)


@pytest.mark.parametrize(
    "changes", [{"client_id": "other"}, {"redirect_uri": "http://127.0.0.1:6/callback"}, {"verifier": "w" * 43}]
)
def test_code_is_bound(grants: Grants, changes: dict[str, str]) -> None:
    """A code works for its client, redirect URI and verifier alone."""
    with pytest.raises(Refusal) as caught:
        redeem(grants, new_code(grants), **changes)
    assert caught.value.error == "invalid_grant"


def test_wrong_verifier_burns_the_code(grants: Grants) -> None:
    """Nobody may try verifiers one after the other."""
    code = new_code(grants)
    with pytest.raises(Refusal):
        redeem(grants, code, verifier="w" * 43)
    with pytest.raises(Refusal, match="not known"):
        redeem(grants, code)


def test_code_lives_sixty_seconds(grants: Grants) -> None:
    """A code is refused from the sixtieth second on."""
    with pytest.raises(Refusal, match="too old"):
        redeem(grants, new_code(grants), now=CODE_LIFE)
    assert redeem(grants, new_code(grants), now=CODE_LIFE - 0.1)


@pytest.mark.parametrize("verifier", ["", "v" * 42, "v" * 129, "v" * 42 + "!", "é" * 43])
def test_verifier_grammar(verifier: str) -> None:
    """A verifier outside RFC 7636 §4.1 never fits."""
    assert not verifies(verifier, CHALLENGE)


def test_rotation_moves_the_generation(grants: Grants) -> None:
    """Each renewal gives a new pair and counts one up; the access token before it lives on."""
    first = sign_in(grants)
    second = grants.renew(first.refresh_token, client_id="app", scopes=None, now=5.0)
    assert (first.generation, second.generation) == (1, 2)
    assert first.family == second.family
    assert second.refresh_token != first.refresh_token
    assert grants.access(first.access_token, 6.0) is not None


def test_reuse_revokes_the_family(grants: Grants) -> None:
    """A spent refresh token that comes again ends every token of its sign-in, and of no other."""
    first, bystander = sign_in(grants), sign_in(grants)
    second = grants.renew(first.refresh_token, client_id="app", scopes=None, now=5.0)
    with pytest.raises(Reused):
        grants.renew(first.refresh_token, client_id="app", scopes=None, now=6.0)
    with pytest.raises(Refusal, match="revoked"):
        grants.renew(second.refresh_token, client_id="app", scopes=None, now=7.0)
    assert grants.access(second.access_token, 7.0) is None
    assert grants.access(bystander.access_token, 7.0) is not None


def test_a_request_read_late_is_not_forgiven(grants: Grants) -> None:
    """A request that was begun before the one that won, and is judged after it, is reuse all the same."""
    first = sign_in(grants)
    grants.renew(first.refresh_token, client_id="app", scopes=None, now=5.0)
    with pytest.raises(Reused):
        grants.renew(first.refresh_token, client_id="app", scopes=None, now=4.9)


def test_grace_forgives_the_last_one_only(grants: Grants) -> None:
    """With a grace period the token before the current one may come again, soon."""
    first = sign_in(grants)
    second = grants.renew(first.refresh_token, client_id="app", scopes=None, now=5.0)
    third = grants.renew(first.refresh_token, client_id="app", scopes=None, now=6.0, grace=10.0)
    assert third.generation == 3
    with pytest.raises(Reused):
        grants.renew(first.refresh_token, client_id="app", scopes=None, now=7.0, grace=10.0)
    assert second.family == third.family


def test_grace_ends(grants: Grants) -> None:
    """After the grace period a spent token is reuse."""
    first = sign_in(grants)
    grants.renew(first.refresh_token, client_id="app", scopes=None, now=5.0)
    with pytest.raises(Reused):
        grants.renew(first.refresh_token, client_id="app", scopes=None, now=15.0, grace=10.0)


def test_other_client_cannot_renew_nor_revoke(grants: Grants) -> None:
    """A token is of no use to a program that did not get it, and no harm comes from trying."""
    issued = sign_in(grants)
    with pytest.raises(Refusal, match="not known"):
        grants.renew(issued.refresh_token, client_id="other", scopes=None, now=1.0)
    grants.revoke(issued.refresh_token, "other")
    assert grants.renew(issued.refresh_token, client_id="app", scopes=None, now=2.0).generation == 2


def test_scope_narrows_but_never_widens(grants: Grants) -> None:
    """A renewal may ask for less, for that access token alone; more is refused and rotates nothing."""
    first = sign_in(grants)
    with pytest.raises(Refusal) as caught:
        grants.renew(first.refresh_token, client_id="app", scopes=("notes:write",), now=1.0)
    assert caught.value.error == "invalid_scope"
    second = grants.renew(first.refresh_token, client_id="app", scopes=("notes:read",), now=2.0)
    assert second.permission.scopes == ("notes:read",)
    third = grants.renew(second.refresh_token, client_id="app", scopes=None, now=3.0)
    assert third.permission.scopes == ALLOWED.scopes


def test_access_token_ends(grants: Grants) -> None:
    """An access token lives exactly its time."""
    issued = sign_in(grants, now=100.0)
    assert grants.access(issued.access_token, 189.9) is not None
    assert grants.access(issued.access_token, 190.0) is None


def test_revocation_of_each_kind(grants: Grants) -> None:
    """Revoking an access token ends that one; revoking the refresh token ends all."""
    first = sign_in(grants)
    grants.revoke(first.access_token, "app")
    assert grants.access(first.access_token, 1.0) is None
    second = grants.renew(first.refresh_token, client_id="app", scopes=None, now=2.0)
    grants.revoke(second.refresh_token, "app")
    assert grants.access(second.access_token, 3.0) is None
    grants.revoke("unheard of", "app")


def test_revoke_everything(grants: Grants) -> None:
    """After it no token and no code of anybody works."""
    one, code = sign_in(grants), new_code(grants)
    grants.end_all()
    assert grants.access(one.access_token, 1.0) is None
    with pytest.raises(Refusal):
        redeem(grants, code)


def test_state_stays_bounded(grants: Grants) -> None:
    """A demo that renews for weeks keeps a bounded list of spent tokens."""
    issued = sign_in(grants)
    for step in range(SPENT_LIMIT + 20):
        issued = grants.renew(issued.refresh_token, client_id="app", scopes=None, now=float(step * 60))
    family = grants.families[issued.family]
    assert len(family.spent) == SPENT_LIMIT
    assert len(grants.accesses) <= 3
    assert grants.standing(issued.refresh_token).generation == SPENT_LIMIT + 21


def test_family_without_renewal_is_forgotten(grants: Grants) -> None:
    """A sign-in that cannot be renewed is dropped with its access token."""
    grants.start(ALLOWED, renewable=False, now=0.0)
    kept = sign_in(grants, now=1000.0)
    assert list(grants.families) == [kept.family]


def test_secrets_do_not_show(grants: Grants) -> None:
    """Neither the state nor what was issued shows a token when printed."""
    issued = sign_in(grants)
    seen = repr(issued) + repr(vars(grants))
    assert issued.access_token not in seen
    assert issued.refresh_token not in seen
