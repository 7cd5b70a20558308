"""The relying-party tests of the OpenID Foundation's conformance suite, by name.

Every name below was read in the suite's own sources, as the name that its test is published
under, in revisions of several years; the plans' lists likewise. What each test wants was read
there, too, and is told here in our own words. Left out are the plans for signing out (the
program keeps no session of a browser that could end) and the profiles beyond OpenID Connect
Core, such as FAPI and CIBA.

README.md shows the table; ``python -m tests.conformance`` writes it, and a test keeps it like this.
"""

from types import MappingProxyType
from typing import Final

_TEST: Final = "oidcc-client-test"

BASIC: Final = tuple(
    f"{_TEST}{rest}"
    for rest in (
        "",
        "-invalid-iss",
        "-missing-sub",
        "-invalid-aud",
        "-missing-iat",
        "-kid-absent-single-jwks",
        "-kid-absent-multiple-jwks",
        "-idtoken-sig-rs256",
        "-idtoken-sig-none",
        "-invalid-sig-rs256",
        "-userinfo-invalid-sub",
        "-nonce-invalid",
        "-scope-userinfo-claims",
        "-client-secret-basic",
    )
)
CONFIG: Final = tuple(
    f"{_TEST}{rest}"
    for rest in (
        "-discovery-openid-config",
        "-discovery-jwks-uri-keys",
        "-discovery-issuer-mismatch",
        "-idtoken-sig-none",
        "-signing-key-rotation-just-before-signing",
        "-signing-key-rotation",
    )
)
DYNAMIC: Final = (
    f"{_TEST}-discovery-webfinger-acct",
    f"{_TEST}-discovery-webfinger-url",
    *CONFIG[:3],
    f"{_TEST}-dynamic-registration",
    f"{_TEST}-request-uri-signed-rs256",
    f"{_TEST}-request-uri-signed-none",
    *CONFIG[3:],
    f"{_TEST}-userinfo-signed",
)
REFRESH: Final = tuple(
    f"{_TEST}-refresh-token{rest}" for rest in ("", "-invalid-issuer", "-invalid-sub", "-invalid-aud", "-invalid-azp")
)
"""The last two are written in the suite, and in no plan: "probably too strict"."""

OTHERS: Final = tuple(
    f"{_TEST}{rest}"
    for rest in (
        "-missing-aud",
        "-userinfo-bearer-header",
        "-userinfo-bearer-body",
        "-nonce-unless-code-flow",
        "-missing-chash",
        "-invalid-chash",
        "-invalid-athash",
        "-missing-athash",
        "-form-post-error",
        "-invalid-sig-hs256",
        "-invalid-sig-es256",
        "-aggregated-claims",
        "-distributed-claims",
        "-mtls-endpoint-aliases",
        "-ignores-unparseable-key-in-jwks",
        "-3rd-party-init-login",
    )
)
"""Of the plan that gathers all of them, of the implicit and hybrid plans, or of none yet."""

PLANS: Final = MappingProxyType(
    {
        "oidcc-client-basic-certification-test-plan": BASIC,
        "oidcc-client-config-certification-test-plan": CONFIG,
        "oidcc-client-dynamic-certification-test-plan": DYNAMIC,
        "oidcc-client-refreshtoken-test-plan": REFRESH,
        "in no plan, or in the one that gathers all": OTHERS,
    }
)
NAMES: Final = tuple(dict.fromkeys(name for names in PLANS.values() for name in names))

_HYBRID: Final = "of the implicit and hybrid flows alone: the program asks for a code and nothing else (C02)"

NOT_OURS: Final = MappingProxyType(
    {
        f"{_TEST}-discovery-webfinger-acct": "no mail address is ever asked for: a person gives the service's address",
        f"{_TEST}-discovery-webfinger-url": "likewise; an address is looked up by RFC 8414 and RFC 9728, not WebFinger",
        f"{_TEST}-request-uri-signed-rs256": "a desktop has nowhere to publish a request; it pushes it (RFC 9126)",
        f"{_TEST}-request-uri-signed-none": "likewise",
        f"{_TEST}-userinfo-bearer-body": "the token goes in the Authorization header and nowhere else (C100)",
        f"{_TEST}-nonce-unless-code-flow": f"{_HYBRID}; a nonce goes with every request for a code, too",
        f"{_TEST}-missing-chash": _HYBRID,
        f"{_TEST}-invalid-chash": _HYBRID,
        f"{_TEST}-missing-athash": f"{_HYBRID}; beside a code's tokens at_hash may be left out",
        f"{_TEST}-form-post-error": "response_mode=form_post is never asked for, and the callback takes no POST (C22)",
        f"{_TEST}-3rd-party-init-login": "there is no address of the program that another page could open",
    }
)
"""Names without a case, and why."""

PLANS_NOT_OURS: Final = MappingProxyType(
    {
        "oidcc-client-formpost-basic-certification-test-plan": "the basic plan once more, answered by a posted form: "
        "never asked for, and the callback takes no POST (C22)",
        "oidcc-client-formpost-implicit-certification-test-plan": "no such flow here, no such answer",
        "oidcc-client-formpost-hybrid-certification-test-plan": "no such flow here, no such answer",
        "oidcc-client-implicit-certification-test-plan": "no such flow here (C02): what its tests want of ID tokens "
        "is wanted of those of the code flow",
        "oidcc-client-hybrid-certification-test-plan": "no such flow here (C02), likewise",
    }
)
