"""What a person sees: sign-in, consent, device code, the switches. Everything that was sent is escaped."""

import re
from collections.abc import Sequence
from html import escape
from typing import Final
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse

from oauth_desk.demo.look import card, page
from oauth_desk.demo.request_log import GRANT_WORDS, TokenRequest, rfc3339
from oauth_desk.demo.tickets import USERS, Asked, Ticket
from oauth_desk.services.demo_service import DEMO_MEANINGS

_MEANINGS: Final = dict(DEMO_MEANINGS)
_PLAIN_NETLOC: Final = re.compile(r"[A-Za-z0-9.\-]+(?::\d+)?")
SHOWN_REQUESTS: Final = 30


def front_page() -> HTMLResponse:
    """Say what this is."""
    body = """<p>It lets you see the whole life of a connection: signing in, renewing, being refused, signing in again.
It runs on this computer, knows two people who do not exist, and forgets what you tell it to forget.</p>
<p><a id="to-switches" href="/demo">Make it misbehave</a></p>"""
    return page("Demo service", card("This is the demo service", body))


def message_page(title: str, text: str, *, status: int = 200) -> HTMLResponse:
    """Say one thing."""
    return page(title, card(title, f'<p id="message">{escape(text)}</p>'), status=status)


def sign_in_page(ticket: Ticket) -> HTMLResponse:
    """Ask who it is."""
    hint = ticket.asked.login_hint
    chosen = next((user for user in USERS if hint in (user.id, user.email, user.subject)), USERS[0])
    choices = "".join(
        f"""<label class="choice" for="user-{user.id}"><input type="radio" name="user" id="user-{user.id}"
value="{user.id}"{" checked" if user is chosen else ""}><span>{escape(user.name)}
<small>{escape(user.email)}</small></span></label>"""
        for user in USERS
    )
    body = f"""<p>to go on to <strong id="client-name">{escape(ticket.asked.client_name)}</strong></p>
<form method="post" action="/sign-in" id="sign-in-form">{_hidden("ticket", ticket.id)}
<fieldset><legend>Who are you?</legend>{choices}</fieldset>
<p class="note">Demo people have no password.</p>
<div class="row"><button class="primary" id="sign-in">Sign in</button></div></form>"""
    return page("Sign in", card("Sign in to the demo service", body))


def consent_page(ticket: Ticket, *, problem: str = "") -> HTMLResponse:
    """Ask what the program may do."""
    asked = ticket.asked
    name = ticket.user.name if ticket.user is not None else ""
    choices = "".join(
        f"""<label class="choice" for="scope-{_slug(scope)}"><input type="checkbox" name="scope"
id="scope-{_slug(scope)}" value="{escape(scope)}" checked><span>{escape(_MEANINGS[scope])}</span></label>"""
        for scope in asked.scopes
    )
    where = f"Your answer goes to {_destination(asked)}."
    body = f"""<p>You are signed in as <strong id="signed-in-as">{escape(name)}</strong>.</p>
{f'<p id="problem" role="alert"><strong>{escape(problem)}</strong></p>' if problem else ""}
<form method="post" action="/consent" id="consent-form">{_hidden("ticket", ticket.id)}
<fieldset><legend>It may:</legend>{choices or "<p>know nothing but that you signed in.</p>"}</fieldset>
<p class="note">{escape(where)} Take away what you do not want to allow.</p>
<div class="row"><button class="primary" id="allow" name="decision" value="allow">Allow</button>
<button id="deny" name="decision" value="deny">Deny</button></div></form>"""
    title = f"Connect {asked.client_name}?"
    return page(title, card(title, body), form_goes_to=_origin_of(asked.redirect_uri))


def device_page(*, user_code: str = "", problem: str = "") -> HTMLResponse:
    """Ask for the code that the device shows."""
    body = f"""<p>Type the code that your program shows.</p>
{f'<p id="problem" role="alert"><strong>{escape(problem)}</strong></p>' if problem else ""}
<form method="post" action="/device" id="device-form">
<input class="code" type="text" name="user_code" id="user-code" aria-label="Code" autocomplete="off" maxlength="20"
value="{escape(user_code)}">
<div class="row"><button class="primary" id="continue">Continue</button></div></form>
<p class="note">Go on only if you started this yourself and the codes are the same.</p>"""
    return page("Connect a device", card("Connect a device", body), status=400 if problem else 200)


def switches_page(states: dict[str, dict[str, object]], requests: Sequence[TokenRequest]) -> HTMLResponse:
    """Show every switch with its state, and what reached the token endpoint lately."""
    rows = "".join(
        (
            _switch(states, "reject_next_renewal", "Reject the next renewal", "Then signing in again is needed."),
            _switch(states, "lose_next_answer", "Lose the next renewal's answer", "Renews, then cuts the line."),
            _switch(states, "down_for", "Be down", "Every address but this page fails.", ("seconds", "60", "seconds")),
            _switch(
                states,
                "too_many_requests",
                "Say “too many requests”",
                "Asks to come back in 5 seconds.",
                ("next", "1", "requests"),
            ),
            _switch(
                states,
                "grace",
                "Forgive a repeated renewal",
                "Answers it again, as some services do.",
                ("seconds", "60", "seconds"),
            ),
            _switch(states, "revoke_everything", "Revoke everything", "As after a password change.", acts=True),
            _switch(states, "reset", "Behave again", "All switches off.", acts=True),
        )
    )
    body = f"""{card("Make the demo misbehave", rows)}
<section class="card"><h2>What asked for tokens</h2>{_request_table(requests)}
<p class="note"><a href="/demo" id="reload">Look again</a> · <a href="/demo/log" id="log">as JSON</a></p></section>"""
    return page("Switches", body, wide=True)


def _switch(
    states: dict[str, dict[str, object]],
    name: str,
    title: str,
    text: str,
    number: tuple[str, str, str] | None = None,
    *,
    acts: bool = False,
) -> str:
    """Return one switch: a line of words, its state, a form. ``number`` is field, default and unit."""
    on = bool(states.get(name, {}).get("on"))
    slug = name.replace("_", "-")
    chip = "" if acts else f'<span class="chip{" on" if on else ""}" id="state-{slug}">{_state(states[name])}</span>'
    field = ""
    if number is not None and not on:
        key, default, unit = number
        field = f'<label>for <input type="number" name="{key}" value="{default}" min="1" max="3600"> {unit}</label>'
    turn = "" if acts else _hidden("on", "false" if on else "true")
    word = "Do it" if acts else "Turn off" if on else "Turn on"
    css = ' class="bad"' if name == "revoke_everything" else ""
    return f"""<div class="switch"><div><strong>{escape(title)}</strong> {chip}<small>{escape(text)}</small></div>
<form method="post" action="/demo/switches">{_hidden("switch", name)}{turn}{field}
<button id="switch-{slug}" aria-label="{escape(title)}: {word}"{css}>{word}</button></form></div>"""


def _state(state: dict[str, object]) -> str:
    if not state["on"]:
        return "off"
    if "seconds_left" in state:
        return f"on, {state['seconds_left']:.0f} s left"
    return f"on, {state['left']} left" if "left" in state else "on"


def _request_table(requests: Sequence[TokenRequest]) -> str:
    if not requests:
        return "<p>Nothing yet.</p>"
    rows = "".join(
        f"""<tr><td>{rfc3339(entry.at)[11:19]}</td>
<td>{escape(GRANT_WORDS.get(entry.grant_type, "other"))}</td><td>{escape(entry.outcome)}</td>
<td><code>{escape(entry.family)}</code></td><td>{"" if entry.generation is None else entry.generation}</td>
<td>{"reused" if entry.reuse_detected else ""}{"answer lost" if entry.answer_lost else ""}</td></tr>"""
        for entry in reversed(requests[-SHOWN_REQUESTS:])
    )
    return f"""<div class="scroll"><table id="token-requests"><thead><tr><th>UTC</th><th>What</th><th>Outcome</th>
<th>Sign-in</th><th>Generation</th><th></th></tr></thead><tbody>{rows}</tbody></table></div>"""


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'


def _slug(scope: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in scope)


def _destination(asked: Asked) -> str:
    """Say where the answer goes, in words where it stays on this computer."""
    if asked.user_code:
        return f"the device that shows {asked.user_code}"
    parts = urlsplit(asked.redirect_uri)
    if parts.scheme == "http":
        return "a program on this computer"
    return parts.hostname if parts.scheme == "https" and parts.hostname else f"a program that opens {parts.scheme}:"


def _origin_of(redirect_uri: str) -> str:
    """Return the origin as a policy source; an IPv6 literal has no spelling there, so its scheme stands for it."""
    parts = urlsplit(redirect_uri)
    if _PLAIN_NETLOC.fullmatch(parts.netloc):
        return f"{parts.scheme}://{parts.netloc}"
    return f"{parts.scheme}:" if parts.scheme else ""
