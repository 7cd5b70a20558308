"""Signing in on another device: the beginning and the polls."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Service
from oauth_desk.domain.tokens import Tokens
from oauth_desk.protocol import device
from oauth_desk.protocol.http import Possession, Response
from oauth_desk.protocol.token_endpoint import TokenError
from tests.protocol.properties.answers import answers, check_words, judged
from tests.protocol.properties.sent import extras, said_in
from tests.protocol.properties.values import DPOP_KEYS, FEW, MARK, SCOPES, SECRETS, services
from tests.protocol.samples import GOOD, ISSUER, NOW, acme, answer

DEVICE_CODE = Secret(f"{MARK}-device-0123456789")
CLIENT = Secret(f"{MARK}-client-0123456789")
SERVICE = acme(client=Client("desk", CLIENT))
SERVICES = st.sampled_from([SERVICE, replace(acme(quirks={"errors_with_http_200": True}), client=SERVICE.client)])
STARTED: dict[str, Any] = {
    "device_code": "d",
    "user_code": "AB-CD",
    "verification_uri": f"{ISSUER}/device",
    "expires_in": 600,
    "interval": 5,
}


@FEW
@given(services(), SCOPES)
def test_the_beginning(service: Service, scopes: tuple[str, ...]) -> None:
    """RFC 8628 §3.1, C35, C36: the scope and each API; nobody reads JSON here but services that say so elsewhere."""
    request = device.device_request(service, scopes)
    said = [(service.quirks.scope_parameter, service.scope_separator.join(scopes))] if scopes else []
    said += [("resource", resource) for resource in service.security.resource]
    assert said_in(request, service, f"{ISSUER}/device") == said


@FEW
@given(services(), SECRETS, DPOP_KEYS)
def test_a_poll(service: Service, code: Secret, key: Secret | None) -> None:
    """RFC 8628 §3.4, C94: the device code goes in the body alone."""
    request = device.poll_request(service, code, dpop_key=key)
    said = [("grant_type", device.GRANT_TYPE), ("device_code", code.reveal())]
    assert said_in(request, service, f"{ISSUER}/token") == said + extras(service.parameters.token, said)
    assert request.possession == (None if key is None else Possession(key))


@given(answers(STARTED, secrets=[CLIENT.reveal()]), SERVICES)
def test_a_beginning_brings_codes_or_one_error(response: Response, service: Service) -> None:
    """C93, C94, C102: what can be shown, polled and waited for, or the one error."""
    codes = judged(TokenError, lambda: device.judge_device(response, NOW, service=service))
    if codes is None:
        return
    assert response.status == 200
    assert codes.device_code
    assert 0 < len(codes.user_code) <= 64
    assert codes.user_code.isprintable()
    for address in (codes.verification_uri, codes.verification_uri_complete):
        assert address is None or (address and address.isascii() and address.isprintable())
    assert 0 < codes.interval <= device.LONGEST_INTERVAL
    assert NOW <= codes.expires_at <= NOW + device.LONGEST_LIFETIME


@given(answers(secrets=[DEVICE_CODE.reveal(), CLIENT.reveal()]), SERVICES)
def test_a_poll_brings_tokens_waits_or_ends(response: Response, service: Service) -> None:
    """C45, C93, C94, C102: a closed set, and no word repeats the device code."""
    told = device.judge_poll(response, sent_at=NOW, scopes=("read",), service=service, device_code=DEVICE_CODE)
    if isinstance(told, Tokens):
        assert response.status == 200
        assert told.access_token
    elif isinstance(told, device.DeviceEnded):
        check_words(told.error, told.description)
    else:
        assert isinstance(told, device.Pending)


@given(answers(GOOD), st.sampled_from([302, 408, 429, 500, 503, 511]))
def test_trouble_does_not_end_the_waiting(response: Response, status: int) -> None:
    """C93: passing trouble slows the polls down."""
    trouble = replace(response, status=status)
    told = device.judge_poll(trouble, sent_at=NOW, scopes=(), service=SERVICE, device_code=DEVICE_CODE)
    assert told == device.Pending(slow_down=True)


@given(st.floats() | st.integers() | st.sampled_from([0, 1, 300, 301, 3601, "7", "", None, True]))
def test_any_pace_can_be_kept(told: object) -> None:
    """C93: from more than nothing to five minutes between polls, and an hour at most for the whole."""
    response = answer({**STARTED, "interval": told, "expires_in": told})
    codes = judged(TokenError, lambda: device.judge_device(response, NOW, service=SERVICE))
    if codes is not None:
        assert 0 < codes.interval <= device.LONGEST_INTERVAL
        assert NOW <= codes.expires_at <= NOW + device.LONGEST_LIFETIME
