"""The demo's API: bearer tokens, notes, answers of any size, and what the service says of itself."""

import json
import time

import pytest

from oauth_desk.services.demo_service import DEMO_CLIENT_ID, service_profile
from tests.demo.running import RunningDemo


def test_both_well_known_documents(demo: RunningDemo) -> None:
    """Both documents agree, name this issuer, and every endpoint of the profile."""
    document = demo.get("/.well-known/oauth-authorization-server").json()
    assert document == demo.get("/.well-known/openid-configuration").json()
    assert document["issuer"] == demo.issuer
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert document["authorization_response_iss_parameter_supported"] is True
    endpoints = service_profile(demo.issuer).endpoints
    assert document["token_endpoint"] == endpoints.token
    assert document["registration_endpoint"] == endpoints.registration


def test_protected_resource_document(demo: RunningDemo) -> None:
    """The API says who lets people in (RFC 9728), and a 401 leads there."""
    answer = demo.get("/api/me")
    assert answer.status == 401
    where = f"{demo.issuer}/.well-known/oauth-protected-resource/api"
    assert f'resource_metadata="{where}"' in answer.headers["www-authenticate"]
    assert "error=" not in answer.headers["www-authenticate"]
    document = demo.get("/.well-known/oauth-protected-resource/api").json()
    assert document["resource"] == f"{demo.issuer}/api"
    assert document["authorization_servers"] == [demo.issuer]
    assert demo.get("/.well-known/oauth-protected-resource").json()["resource"] == demo.issuer


def test_expired_token(demo: RunningDemo) -> None:
    """A token that ran out is told as invalid_token (RFC 6750 §3.1)."""
    token = demo.tokens()["access_token"]
    assert demo.call("GET", "/api/me", token).status == 200
    demo.pass_time(90)
    answer = demo.call("GET", "/api/me", token)
    assert (answer.status, answer.json()["error"]) == (401, "invalid_token")
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_missing_permission(demo: RunningDemo) -> None:
    """Writing without the permission is 403 insufficient_scope, and names what is missing."""
    token = demo.tokens(scope="notes:read")["access_token"]
    assert demo.call("GET", "/api/notes", token).status == 200
    answer = demo.call("POST", "/api/notes", token, {"text": "x"})
    assert (answer.status, answer.json()["error"]) == (403, "insufficient_scope")
    assert 'scope="notes:write"' in answer.headers["www-authenticate"]


def test_token_in_the_address_is_ignored(demo: RunningDemo) -> None:
    """A token counts in the header alone."""
    assert demo.get("/api/me", access_token=demo.tokens()["access_token"]).status == 401


def test_notes(demo: RunningDemo) -> None:
    """Notes can be written, read, changed and deleted, by their owner."""
    ana, ben = demo.tokens()["access_token"], demo.redeem(demo.code(user="ben")).json()["access_token"]
    made = demo.call("POST", "/api/notes", ana, {"text": "Milk 🥛"})
    assert made.status == 201
    path = f"/api/notes/{made.json()['id']}"
    assert made.headers["location"] == f"{demo.issuer}{path}"
    assert demo.call("GET", path, ana).json()["text"] == "Milk 🥛"
    assert demo.call("GET", path, ben).status == 404
    assert demo.call("PUT", path, ben, {"text": "mine"}).status == 404
    assert demo.call("DELETE", path, ben).status == 404
    assert demo.call("PUT", path, ana, {"text": "Bread"}).json()["text"] == "Bread"
    assert [note["text"] for note in demo.call("GET", "/api/notes", ana).json()["notes"]] == ["Bread"]
    assert demo.call("GET", "/api/notes", ben).json() == {"notes": []}
    assert demo.call("DELETE", path, ana).status == 204
    assert demo.call("GET", path, ana).status == 404


def test_notes_are_bounded(demo: RunningDemo) -> None:
    """Two hundred notes per person."""
    token = demo.tokens()["access_token"]
    answers = [demo.call("POST", "/api/notes", token, {"text": "x"}).status for _ in range(201)]
    assert answers == [201] * 200 + [409]


@pytest.mark.parametrize("payload", [{}, {"text": ""}, {"text": 7}, {"text": "x" * 10_001}, [], "x", None])
def test_bad_notes(demo: RunningDemo, payload: object) -> None:
    """A note is text of reasonable length."""
    headers = {"Authorization": f"Bearer {demo.tokens()['access_token']}"}
    assert demo.post_json("/api/notes", payload, headers).status == 400


def test_payload_size_and_delay(demo: RunningDemo) -> None:
    """The answer has the size and the slowness that were asked for."""
    token = demo.tokens()["access_token"]
    began = time.monotonic()
    answer = demo.call("GET", "/api/payload?size=300000&delay=0.3", token)
    assert time.monotonic() - began >= 0.3
    assert len(answer.body) == 300_000
    assert json.loads(answer.body)["items"]
    assert demo.call("GET", "/api/payload?size=0", token).body == b""
    for query in ("size=-1", "size=x", "size=nan", "size=99999999999", "delay=inf", "delay=-1", "size=1&size=2"):
        assert demo.call("GET", f"/api/payload?{query}", token).status == 400


def test_userinfo(demo: RunningDemo) -> None:
    """Userinfo tells what was permitted, and needs openid."""
    told = demo.call("GET", "/userinfo", demo.tokens(scope="openid email")["access_token"]).json()
    assert told == {"sub": "demo-user-ana", "email": "ana@demo.example", "email_verified": False}
    assert demo.call("POST", "/userinfo", demo.tokens(scope="openid")["access_token"]).json() == {
        "sub": "demo-user-ana"
    }
    assert demo.call("GET", "/userinfo", demo.tokens(scope="email")["access_token"]).status == 403


def test_profile_is_ready_to_use(demo: RunningDemo) -> None:
    """The demo's profile asks nothing of the person and explains every permission."""
    service = service_profile(demo.issuer)
    assert service.is_demo
    assert not service.needs_client
    assert service.client.client_id == DEMO_CLIENT_ID
    assert all(service.meaning(scope) != scope for scope in service.scopes)
    assert service.api_base_urls == (f"{demo.issuer}/api",)
