"""``list``, ``show``, ``events`` and ``services``."""

import argparse
import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from oauth_desk.cli.browsers import browser_row
from oauth_desk.cli.connections import Row, account, find, opened, place_missing, place_row, row, standing
from oauth_desk.cli.output import DONE, Output, table, timestamp
from oauth_desk.cli.profiles import update_row
from oauth_desk.domain.answered import open_questions
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.ends import known
from oauth_desk.domain.events import ActivityEntry
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.question import Question
from oauth_desk.domain.secret import MASK, Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.status import Status
from oauth_desk.domain.tokens import Instant
from oauth_desk.protocol.bearer_assertion import audience_of, subject_of
from oauth_desk.protocol.client_auth import method_of
from oauth_desk.services.activity_words import activity_line
from oauth_desk.services.desk import Desk
from oauth_desk.services.encryption_words import INSECURE, is_insecure
from oauth_desk.services.reason_words import short_reason
from oauth_desk.services.wording import clock_off, list_line


async def list_connections(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """List all connections."""
    await opened(desk, args)
    connections = desk.book.all()
    out.value([row(desk, connection) for connection in connections])
    if not connections:
        out.line(
            "There are no connections yet. “oauth-desk connect SERVICE” makes one; “oauth-desk services” lists some."
        )
        return DONE
    now = desk.clock.now()
    rows = [
        (
            connection.name,
            connection.service.name,
            account(connection) or "",
            _state(connection, now, desk.keeper.next_renewal_at(connection)),
        )
        for connection in connections
    ]
    for line in table([("NAME", "SERVICE", "ACCOUNT", "STATE"), *rows]):
        out.line(line)
    return DONE


def _state(connection: Connection, now: Instant, next_renewal_at: Instant | None) -> str:
    """Return the state in a few words, with the reason where somebody has to sign in again."""
    text, condition = list_line(connection, now, next_renewal_at).text, connection.condition_at(now)
    if condition.status is not Status.SIGN_IN_NEEDED or connection.service.key is not None:
        return text
    return f"{text} ({short_reason(condition.cause)})"


async def show(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """Show one connection; tokens and secrets are masked."""
    await opened(desk, args)
    connection = find(desk, args.name)
    asked: Row = {}
    if args.introspect:
        asked["introspection"] = await desk.inspector.introspect(connection.id)
    if args.userinfo:
        asked["userinfo"] = await desk.inspector.userinfo(connection.id)
        connection = find(desk, connection.id)
    await desk.updates.look(taking=False)
    connection = find(desk, connection.id)
    newer = desk.updates.waiting(connection.id)
    asked["profile_update"] = None if newer is None else update_row(connection, newer)
    everything = {**_everything(desk, connection), **asked}
    out.value(everything)
    out.line(f"“{connection.name}”: {standing(desk, connection)}")
    if connection.browser is not None:
        out.line(f"It signs in with {connection.browser.words}.")
    if is_insecure(connection.service) and not connection.service.is_demo:
        out.line(f"{INSECURE}: it is not encrypted.")
    if newer is not None:
        out.line(f"Newer settings wait for it: “oauth-desk update {shlex.quote(connection.name)}” says what changes.")
    if off := clock_off(connection.history.clock_skew, connection.service.name):
        out.line(off)
    if connection.lacks_place:
        out.line(place_missing(connection))
    for line in table([(key, value) for key, value in _flat(everything)]):
        out.line(line)
    return DONE


async def events(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """Show the activity log, newest first; a connection that is gone is still found by its name."""
    await opened(desk, args)
    entries = await _entries(args, desk)
    out.value([_event(entry) for entry in entries])
    for line in table([(timestamp(entry.at) or "", entry.name, activity_line(entry).text) for entry in entries]):
        out.line(line)
    return DONE


async def services(_args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """List the catalogue; needs no vault."""
    await desk.catalogue.load()
    found = desk.catalogue.all()
    out.value([_service_row(service) for service in found])
    for line in table([("ID", "NAME", "CATEGORY", "FOR")] + [(s.id, s.name, s.category, s.summary) for s in found]):
        out.line(line)
    for path, problem in desk.catalogue.problems():
        out.note(f"oauth-desk: {path} was left out: {problem}.")
    return DONE


# --- one connection --------------------------------------------------------------


def _everything(desk: Desk, connection: Connection) -> Row:
    tokens, history = connection.tokens, connection.history
    return {
        "id": connection.id,
        **row(desk, connection),
        "subject": connection.account.subject or None,
        "cause": connection.condition.cause,
        "said": connection.condition.detail or None,
        "created_at": timestamp(connection.created_at),
        "signed_in_at": timestamp(connection.signed_in_at),
        "ends": [{"what": str(end.what), "at": timestamp(end.at)} for end in known(connection)],
        "last_renewed_at": timestamp(history.last_renewed_at),
        "renewals_in_a_row": history.renewals_in_a_row,
        "last_used_at": timestamp(history.last_used_at),
        "clock_skew": None if history.clock_skew is None else round(history.clock_skew),
        "scopes_asked": list(connection.scopes_asked),
        "scopes_assumed": tokens.scopes_assumed,
        "notes": list(connection.notes),
        **_place(connection),
        "source": None if connection.source is None else connection.source.name,
        "browser": None if connection.browser is None else browser_row(connection.browser),
        "tokens": {
            "access_token": _masked(tokens.access_token),
            "refresh_token": _masked(tokens.refresh_token),
            "id_token": _masked(tokens.id_token),
            "token_type": tokens.token_type,
            "obtained_at": timestamp(tokens.obtained_at),
            "refresh_expires_at": timestamp(tokens.refresh_expires_at),
            "kept": dict(tokens.kept),
        },
        "service_details": _service_details(connection.service),
    }


def _place(connection: Connection) -> Row:
    """Return which place calls are for, where the service has places."""
    if connection.service.places is None:
        return {}
    told = {"label": connection.service.places.label, **(place_row(connection.place) or {"value": None, "name": None})}
    beside = {} if connection.place is None else dict(connection.place.beside)
    return {"place": {**told, **({"kept": beside} if beside else {})}}


def _service_details(service: Service) -> Row:
    return {
        "id": service.id,
        "name": service.name,
        "issuer": service.issuer,
        "endpoints": {key: url for key, url in asdict(service.endpoints).items() if url is not None},
        "api_base_urls": list(service.api_base_urls),
        "client_id": service.client.client_id,
        "client_secret": _masked(service.client.client_secret),
        "auth_method": None if service.client.client_id is None else str(method_of(service)),
        "private_key": _masked(service.client.private_key),
        "certificate_ends_at": timestamp(service.security.certificate_ends_at),
        "redirect_uri": None if service.asks_by_itself else service.client.redirect_uri,
        "grant": None if service.key is not None else str(service.grant),
        **_own_details(service),
    }


def _own_details(service: Service) -> Row:
    """Return what the program asks with where nobody signs in."""
    said, wanted = service.assertion, service.exchange
    if service.grant is Grant.JWT_BEARER:
        assertion = {
            "issuer": said.issuer or service.client.client_id,
            "subject": subject_of(service),
            "audience": audience_of(service),
            "algorithm": said.algorithm,
            "key_id": said.signing_key_id,
            "private_key": _masked(said.private_key),
            "lifetime": said.lifetime,
            "scope_in": str(said.scope_in),
            "claims": dict(said.claims),
        }
        return {"assertion": assertion}
    if service.grant is Grant.TOKEN_EXCHANGE:
        exchange = {
            "subject_token_type": str(wanted.subject_token_type),
            "requested_token_type": None if wanted.requested_token_type is None else str(wanted.requested_token_type),
            "audience": list(wanted.audience),
            "resource": list(service.security.resource),
        }
        return {"exchange": exchange}
    return {}


def _masked(secret: Secret | None) -> str | None:
    return None if secret is None else MASK


def _flat(value: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield dotted keys with their values as text; what is not known is left out."""
    for key, member in value.items():
        if isinstance(member, Mapping):
            yield from _flat(member, f"{before}{key}.")
        elif isinstance(member, list):
            yield from ((f"{before}{key}", _text(item)) for item in member)
        elif member is not None:
            yield f"{before}{key}", _text(member)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


# --- log and catalogue -------------------------------------------------------------


async def _entries(args: argparse.Namespace, desk: Desk) -> list[ActivityEntry]:
    if args.name is None:
        return await desk.activity.entries(limit=args.limit)
    if desk.book.named(args.name) or desk.book.get(args.name):
        return await desk.activity.entries(find(desk, args.name).id, args.limit)
    wanted = args.name.casefold()
    gone = [entry for entry in await desk.activity.entries(limit=1_000_000) if entry.name.casefold() == wanted]
    if not gone:
        find(desk, args.name)
    return gone[: args.limit]


def _event(entry: ActivityEntry) -> Row:
    return {
        "at": timestamp(entry.at),
        "name": entry.name,
        "kind": str(entry.kind),
        "outcome": entry.outcome,
        "detail": entry.detail,
    }


def _service_row(service: Service) -> Row:
    return {
        "id": service.id,
        "name": service.name,
        "category": service.category,
        "summary": service.summary,
        "issuer": service.issuer,
        "scopes": list(service.scopes),
        "needs_client": service.needs_client,
        "redirect_uri": service.client.redirect_uri,
        "developer_console_url": service.developer_console_url,
        "questions": [_question_row(question) for question in open_questions(service)],
        "locked": list(service.locked),
        "recommended": service.recommended,
    }


def _question_row(question: Question) -> Row:
    return {
        "name": question.name,
        "label": question.label,
        "example": question.example or None,
        "default": question.default,
        "optional": question.optional,
        "choices": [name for name, _ in question.choices],
    }
