"""A provider on the internet whose document points into the person's own network: nobody there is connected to."""

from collections.abc import Iterator
from typing import Any, Final

from oauth_desk.domain.service import Client
from tests.conformance.case import CONNECTED, Case
from tests.conformance.internet import HIDDEN
from tests.conformance.play import Play

UNSAFE: Final = "unsafe_address"

ENDPOINTS: Final[dict[str, tuple[str, str, dict[str, Any]]]] = {
    "token_endpoint": ("sign_in", UNSAFE, {}),
    "jwks_uri": ("sign_in", UNSAFE, {}),
    "userinfo_endpoint": ("sign_in", CONNECTED, {}),
    "registration_endpoint": ("sign_in", UNSAFE, {"service": {"client": Client()}, "asks": {"authorize": 0}}),
    "pushed_authorization_request_endpoint": ("sign_in", UNSAFE, {"asks": {"authorize": 0}}),
    "device_authorization_endpoint": ("device", UNSAFE, {}),
    "introspection_endpoint": ("introspection", UNSAFE, {}),
    "revocation_endpoint": ("disconnect", "failed", {}),
}

PLACES: Final = {
    "this computer": "https://127.0.0.1:9/",
    "this computer in IPv6": "https://[::1]:9/",
    "this computer in both": "https://[::ffff:127.0.0.1]:9/",
    "this computer by its name": "https://localhost:9/",
    "this computer by a name of its own": "https://desk.localhost:9/",
    "this computer by a number": "https://2130706433:9/",
    "the person's network": "https://10.0.0.1/",
    "a neighbour": "https://169.254.1.1/",
    "the cloud's own address": "https://169.254.169.254/latest/meta-data",
    "a private IPv6 address": "https://[fd00::1]/",
    "the provider's network": "https://100.64.0.1/",
    "nowhere": "https://0.0.0.0:9/",
}


def _cases() -> Iterator[Case]:
    for endpoint, (scene, ends, more) in ENDPOINTS.items():
        for what, place in {"a name": "{elsewhere}", "a hidden number": f"https://{HIDDEN}:9"}.items():
            yield Case(
                name=f"inside:{endpoint}-by-{what.replace(' ', '-')}",
                does=f"the {endpoint} is {what} that leads into the person's network",
                scene=scene,
                play=Play(metadata={endpoint: f"{place}/x"}),
                ends=ends,
                **more,
            )
    for what, place in PLACES.items():
        yield Case(
            name=f"inside:{what.replace(' ', '-')}",
            does=f"the token_endpoint is {what}",
            play=Play(metadata={"token_endpoint": place}),
            ends=UNSAFE,
            asks={"authorize": 0, "register": 0},
        )
    yield Case(name="inside:nobody", does="the document points to the provider alone: it is signed in to")


CASES: Final = tuple(_cases())
