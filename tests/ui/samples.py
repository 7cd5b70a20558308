"""The connections of the drawings, standing at a given moment."""

import base64
import json
from dataclasses import replace

from oauth_desk.domain.connection import Account, Connection, History, InFlight
from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Endpoints, Metadata, Quirks, Service
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.domain.tokens import Tokens

HOUR = 3600.0
DAY = 86400.0


def service(service_id: str, name: str, colour: str, **more: object) -> Service:
    """Return a service with addresses of its own."""
    host = f"https://{service_id}.example"
    endpoints = Endpoints(authorization=f"{host}/authorize", token=f"{host}/token", revocation=f"{host}/revoke")
    known = {
        "issuer": host,
        "endpoints": endpoints,
        "api_base_urls": (f"{host}/api",),
        "color": colour,
        "client": Client(client_id="desk-123"),
        **more,
    }
    return Service(service_id, name, **known)


GOOGLE = service(
    "google",
    "Google",
    "#2F6FDE",
    endpoints=Endpoints(
        authorization="https://google.example/authorize",
        token="https://google.example/token",
        revocation="https://google.example/revoke",
        introspection="https://google.example/introspect",
        userinfo="https://google.example/userinfo",
        jwks_uri="https://google.example/keys",
    ),
    developer_console_url="https://google.example/console",
    scopes=("email", "calendar", "drive.file"),
    scope_meaning=(
        ("email", "See your e-mail address"),
        ("calendar", "Read and change your calendar"),
        ("drive.file", "Read files that you open with it"),
    ),
    quirks=Quirks(refresh_idle_seconds=int(183 * DAY)),
    metadata=Metadata(document='{"issuer":"https://google.example","token_endpoint":"https://google.example/token"}'),
)
HUBSPOT = service("hubspot", "HubSpot", "#D9542B")
SLACK = service("slack", "Slack", "#5B2A6E")
MICROSOFT = service("microsoft", "Microsoft 365", "#0B6FB8")
ACME = service("acme", "Acme CRM", "#B5472A", endpoints=Endpoints())
DEMO = replace(
    service("demo", "Demo service", "#0F7B6C"),
    issuer="http://127.0.0.1:9400",
    endpoints=Endpoints(authorization="http://127.0.0.1:9400/authorize", token="http://127.0.0.1:9400/token"),
    api_base_urls=("http://127.0.0.1:9400/api",),
    is_demo=True,
)


def jwt(claims: dict[str, object]) -> Secret:
    """Return an unsigned JWT, as far as showing one goes."""

    def part(value: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return Secret(f"{part({'alg': 'RS256', 'typ': 'JWT'})}.{part(claims)}.c2lnbmF0dXJl")


def connection(
    what: Service, label: str, now: float, *, age: float, lifetime: float | None, **more: object
) -> Connection:
    """Return a connection whose access token was obtained ``age`` seconds ago."""
    name = str(more.pop("name", what.name))
    renews = bool(more.pop("renews", True))
    obtained = now - age
    tokens = Tokens(
        access_token=Secret(f"access-{what.id}-canary"),
        obtained_at=obtained,
        expires_at=None if lifetime is None else obtained + lifetime,
        refresh_token=Secret(f"refresh-{what.id}-canary") if renews else None,
        refresh_obtained_at=obtained if renews else None,
        scopes=what.scopes,
    )
    known = {
        "tokens": tokens,
        "created_at": now - 200 * DAY,
        "signed_in_at": now - 200 * DAY,
        "account": Account(label, f"subject-{what.id}"),
        "scopes_asked": what.scopes,
        **more,
    }
    return Connection(f"id-{what.id}-{name.casefold().replace(' ', '-')}", name, what, **known)


def drawn(now: float) -> list[Connection]:
    """Return the six connections of the drawings."""
    google = connection(
        GOOGLE,
        "ana.petrova@gmail.com",
        now,
        age=755,
        lifetime=HOUR,
        history=History(renewals_in_a_row=38, last_renewed_at=now - 755, last_duration=0.4),
    )
    google = replace(
        google,
        tokens=replace(
            google.tokens, id_token=jwt({"iss": "https://google.example", "email": "ana.petrova@gmail.com"})
        ),
    )
    hubspot = connection(
        HUBSPOT,
        "sales@northwind.example",
        now,
        age=7200,
        lifetime=1800,
        condition=Condition(Status.SIGN_IN_NEEDED, Cause.REJECTED),
    )
    return [
        replace(hubspot, tokens=hubspot.tokens.without_access()),
        google,
        connection(SLACK, "Northwind · ana", now, age=5.5 * HOUR, lifetime=12 * HOUR),
        connection(
            MICROSOFT,
            "ana@northwind.example",
            now,
            age=2950,
            lifetime=HOUR,
            condition=Condition(Status.RETRYING, Cause.NETWORK, failures=2, next_try_at=now + 40),
        ),
        connection(ACME, "API key", now, age=40 * DAY, lifetime=None, renews=False),
        connection(DEMO, "demo-user", now, age=70, lifetime=90, in_flight=InFlight(now)),
    ]


def every_state(now: float) -> list[Connection]:
    """Return one connection for each state and cause that a person can meet."""
    conditions = [
        *(
            (Status.RETRYING, cause)
            for cause in (
                Cause.NETWORK,
                Cause.BUSY,
                Cause.SERVER_ERROR,
                Cause.CAPTIVE_PORTAL,
                Cause.UNANSWERED,
                Cause.REFUSING,
                Cause.CUT_OFF,
                Cause.NOT_SAVED,
            )
        ),
        *(
            (Status.SIGN_IN_NEEDED, cause)
            for cause in (
                Cause.REJECTED,
                Cause.CUT_OFF,
                Cause.IDLE,
                Cause.TOO_OLD,
                Cause.EXPIRED,
                Cause.REFUSED,
                Cause.REVOKED,
                Cause.PASSWORD,
                Cause.POLICY,
                Cause.REUSED,
                Cause.CLIENT,
            )
        ),
        *(
            (Status.SETTINGS_PROBLEM, cause)
            for cause in (
                Cause.CLIENT,
                Cause.PERMISSIONS,
                Cause.GRANT_TYPE,
                Cause.RESOURCE,
            )
        ),
    ]
    found = []
    for status, cause in conditions:
        condition = Condition(status, cause, detail="error text of theirs", next_try_at=now + 720)
        made = connection(
            GOOGLE,
            "ana@example.org",
            now,
            age=600,
            lifetime=HOUR,
            condition=condition,
            name=f"{status.value} {cause.value}",
        )
        found.append(replace(made, tokens=made.tokens.without_access()) if status is Status.SIGN_IN_NEEDED else made)
    found.append(connection(GOOGLE, "a@example.org", now, age=600, lifetime=HOUR, renews=False, name="valid ends"))
    found.append(connection(GOOGLE, "a@example.org", now, age=600, lifetime=None, name="valid unknown"))
    found.append(
        connection(GOOGLE, "a@example.org", now, age=600, lifetime=HOUR, name="renewing", in_flight=InFlight(now))
    )
    return found


def many(count: int, now: float) -> list[Connection]:
    """Return ``count`` connections at different points of their lives."""
    kinds = (GOOGLE, HUBSPOT, SLACK, MICROSOFT)
    return [
        connection(
            kinds[number % len(kinds)],
            f"person{number}@example.org",
            now,
            age=(number * 37) % 3000,
            lifetime=HOUR,
            name=f"{kinds[number % len(kinds)].name} {number:05d}",
        )
        for number in range(count)
    ]


def long_names(now: float) -> list[Connection]:
    """Return connections whose words do not fit."""
    name = "The extraordinarily long name of a quarterly reporting integration (production, Europe)"
    made = connection(
        replace(GOOGLE, name="Internationale Handelsgesellschaft für Buchhaltung"),
        "a.very.long.address.of.somebody.with.many.names@subdomain.of.a.large.company.example",
        now,
        age=600,
        lifetime=HOUR,
        name=name,
    )
    return [made, *drawn(now)[:3]]


def history(now: float, connection_id: str, name: str) -> list[ActivityEntry]:
    """Return a day of log lines, oldest first."""
    renewed = [
        ActivityEntry(now - 755 - hour * 3300, connection_id, name, ActivityKind.RENEWAL, "renewed", "", 0.4)
        for hour in range(14, -1, -1)
    ]
    return [
        ActivityEntry(now - 15 * HOUR, connection_id, name, ActivityKind.SIGN_IN, "connected"),
        *renewed,
        ActivityEntry(
            now - 300, connection_id, name, ActivityKind.REQUEST, "200", "GET google.example/calendarList", 0.312
        ),
    ]
