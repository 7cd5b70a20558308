"""``connect``, ``reconnect`` and ``disconnect``."""

import argparse
import sys
from dataclasses import replace

from oauth_desk.cli import keys, place
from oauth_desk.cli.asking import ask, may_ask
from oauth_desk.cli.browsers import chosen_browser
from oauth_desk.cli.client_given import check_fits, key_passphrase, named_files, overrides
from oauth_desk.cli.connections import account, find, opened, outcome_row, standing
from oauth_desk.cli.output import DONE, Output
from oauth_desk.cli.pasting import pasting
from oauth_desk.cli.profiles import settings_for
from oauth_desk.cli.tracing import traced
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.service import Service
from oauth_desk.protocol.discovery import other_hosts
from oauth_desk.services.answers import with_answers
from oauth_desk.services.book_words import name_taken
from oauth_desk.services.browsers import gone_words
from oauth_desk.services.demo_service import DEMO_ID, service_profile
from oauth_desk.services.desk import Desk
from oauth_desk.services.foreign_hosts import beside_endpoints, foreign_hosts, foreign_words
from oauth_desk.services.key_words import has_key, no_key_wanted
from oauth_desk.services.outlook import outlook
from oauth_desk.services.overrides import overridden
from oauth_desk.services.own_words import loses_access
from oauth_desk.services.sign_in_plan import SignInPlan
from oauth_desk.services.sign_in_session import SignInSession
from oauth_desk.services.sign_in_words import paste_words
from oauth_desk.services.sources import users_of


async def connect(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """Sign in to a service and keep the connection."""
    given = overrides(args)
    browser = await chosen_browser(args, desk)
    await opened(desk, args)
    if args.name is not None and desk.book.named(args.name) is not None:
        raise name_taken(args.name)
    with traced(desk, out, wanted=args.trace):
        found = await keys.by_hand(args, desk.company) or await _service(args, desk)
        if args.key_file is not None and found.key is None:
            raise no_key_wanted(found)
        place.check(found, args.place)
        if found.key is not None:
            found = with_answers(found, given.answers)
            return _tell(await keys.connected(found, args, desk), desk, out, "connected")
        plan = SignInPlan(
            service=overridden(found, given),
            scopes=given.scopes,
            name=args.name,
            open_browser=not args.print_url,
            device=args.device,
            timeout=args.timeout,
            key_passphrase=key_passphrase(args),
            source=args.source,
            browser=browser,
        )
        check_fits(plan.service, args)
        if hosts := foreign_hosts(plan.service):
            out.note(f"oauth-desk: {foreign_words(hosts)}")
        connection = await signed_in(plan, desk, out, print_url=args.print_url)
        connection = await place.settled(connection, desk, out, args.place)
    if found.client.client_secret is not None and desk.catalogue.get(args.target) is None:
        out.note(f"The client secret is in the vault now; {args.target} can be deleted.")
    if found.assertion.private_key is not None and found.assertion.private_key_file is None:
        out.note(f"The key is in the vault now; {args.target} can be deleted.")
    for file in named_files(connection.service):
        out.note(f"What {file} holds is in the vault now; the file can be deleted.")
    return _tell(connection, desk, out, "connected")


async def reconnect(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """Sign in again on the same connection, with another client or other permissions where they are given."""
    given = overrides(args)
    browser = await chosen_browser(args, desk)
    await opened(desk, args)
    connection = find(desk, args.name)
    if connection.service.key is not None:
        raise has_key(connection)
    service, scopes = await settings_for(connection, desk, out, args)
    place.check(service, args.place)
    plan = SignInPlan(
        service=overridden(service, given),
        scopes=scopes if given.scopes is None else given.scopes,
        reconnect=connection.id,
        register=args.register,
        replace_account=args.replace_account,
        open_browser=not args.print_url,
        device=args.device,
        timeout=args.timeout,
        key_passphrase=key_passphrase(args),
        source=args.source,
        browser=browser,
    )
    check_fits(plan.service, args)
    with traced(desk, out, wanted=args.trace):
        connection = await signed_in(plan, desk, out, print_url=args.print_url)
        connection = await place.settled(connection, desk, out, args.place)
    return _tell(connection, desk, out, "reconnected")


async def disconnect(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """Revoke where the service can, then delete; a failed revocation still deletes."""
    await opened(desk, args)
    connection = find(desk, args.name)
    users = users_of(desk.book, connection.id)
    result = await desk.disconnector.disconnect(connection.id, keep_remote=args.keep_remote)
    said = f"{connection.service.name} was told." if result.revoked == "yes" else result.detail
    out.line(f"“{connection.name}” is disconnected. {said}")
    if result.revoked == "failed":
        out.note(
            f"oauth-desk: {connection.service.name} could not be told that “{connection.name}” ends. {result.detail} "
            "It is deleted here; remove this program's access on the service's own pages."
        )
    for user in users:
        out.note(f"oauth-desk: {loses_access(user)} Mend it with “reconnect {user.name} --from OTHER”.")
    out.value({"name": connection.name, "revoked": result.revoked, "detail": result.detail})
    return DONE


# --- the sign-in -------------------------------------------------------------------


async def _service(args: argparse.Namespace, desk: Desk) -> Service:
    if args.target == DEMO_ID and args.demo:
        return service_profile(await desk.demo.start())
    try:
        return await desk.catalogue.resolve(args.target, issuer=args.issuer)
    except DeskError as error:
        if args.target == DEMO_ID and error.kind is Kind.NOT_FOUND:
            error.terminal_advice = "The demo service has to run: add --demo."
        raise


async def signed_in(plan: SignInPlan, desk: Desk, out: Output, *, print_url: bool) -> Connection:
    """Sign in, telling on stderr what is to be done; raise DeskError."""
    session = await _begun(plan, desk)
    if print_url and session.url:
        out.exact(session.url)
        if session.user_code is not None:
            out.exact(session.user_code)
    _explain(session, out, print_url=print_url)
    async with pasting(session, out):
        return await session.wait()


async def _begun(plan: SignInPlan, desk: Desk) -> SignInSession:
    """Begin, and ask whoever sits at the terminal for the passphrase of a sealed key."""
    try:
        return await desk.sign_in.begin(plan)
    except DeskError as error:
        if error.code != "passphrase_for_key_needed" or not may_ask():
            raise
    passphrase = await ask("Passphrase of the program’s own key: ")
    return await desk.sign_in.begin(replace(plan, key_passphrase=passphrase))


def _explain(session: SignInSession, out: Output, *, print_url: bool) -> None:
    """Say on stderr what is to be done now."""
    service = session.service
    others = other_hosts(service.endpoints, service.issuer, *beside_endpoints(service))
    if others:
        out.note(f"{service.name} also uses {', '.join(others)}.")
    if session.browser_gone is not None and not session.browser_failed:
        out.note(f"oauth-desk: {gone_words(session.browser_gone)}")
    if session.user_code is not None:
        where = "the address above" if print_url else session.url
        out.note(f"Open {where} on any device and enter the code {session.user_code} at {service.name}.")
    elif service.asks_by_itself:
        out.note(f"Asking {service.name} for access; nobody has to sign in.")
    elif session.browser_failed:
        out.note(f"No browser could be started. Open this address yourself: {session.url}")
    elif not print_url:
        where = "your browser" if session.browser_gone or session.browser.is_usual else session.browser.words
        out.note(f"Sign in to {service.name} in {where}. Waiting…")
    if session.url and session.user_code is None and sys.stdin is not None and sys.stdin.isatty():
        out.note(paste_words(session.redirect_uri))


def _tell(connection: Connection, desk: Desk, out: Output, outcome: str) -> int:
    who = account(connection)
    out.line(f"“{connection.name}” is connected{f' as {who}' if who else ''}. {standing(desk, connection)}")
    ahead = outlook(connection, desk.clock.now())
    if ahead.warning:
        out.note(f"oauth-desk: {ahead.text}")
    for note in connection.notes:
        out.note(note)
    out.value(outcome_row(desk, connection, outcome))
    return DONE
