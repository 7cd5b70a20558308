"""Pictures of the wizard at services that ask something, and at services that the browser does not come back from."""

from dataclasses import replace
from typing import Final

from PySide6.QtWidgets import QWidget

from oauth_desk.domain.profile import parse_profile
from oauth_desk.domain.service import Client, Service
from oauth_desk.ui.connect.wizard import ConnectWizard
from tests.fakes.http import json_response
from tests.ui.connect.rig import ACME, asked, come_back, pick, wizard, write
from tests.ui.reconnect.rig import HUBSPOT, needy
from tests.ui.screenshots import scene
from tests.ui.stage import Stage

HELP: Final = parse_profile(
    """
format = 1
[service]
id = "helpdesk"
name = "Helpdesk"
category = "Sales"
summary = "Tickets"
color = "#1f7a4d"
authorization_endpoint = "https://{sub}.helpdesk.example/oauth/authorizations/new"
token_endpoint = "https://{sub}.helpdesk.example/oauth/tokens"
api_base_urls = ["https://{sub}.helpdesk.example/api/v2"]
developer_console_url = "https://{sub}.helpdesk.example/admin/apps-integrations/apis/oauth_clients"
instructions = [
  "Open https://{sub}.helpdesk.example/admin and go to Apps and integrations, APIs, OAuth clients.",
  "Add a client. Paste the address shown here as its redirect URL.",
  "Copy the unique identifier and the secret into the two fields here.",
]
[client]
secret_needed = true
redirect_uri = "http://localhost:27182/callback"
[scopes]
default = ["read"]
[scopes.meaning]
read = "See tickets and people"
[questions.sub]
label = "Address of your Helpdesk"
example = "acme"
kind = "label"
"""
)
"""Every customer has an address, and a client has to be made there."""
READY: Final = replace(HELP, client=Client("desk-123"), client_secret_needed=False)
"""The same, prepared by somebody else: only the address is missing."""
REGIONS: Final = parse_profile(
    """
format = 1
[service]
id = "books"
name = "Northwind Books"
color = "#8a3b12"
authorization_endpoint = "https://accounts.books.{region}/oauth/auth"
token_endpoint = "https://accounts.books.{region}/oauth/token"
[client]
client_id = "desk"
[scopes]
default = ["books.read"]
[questions.region]
label = "Where your account is"
[questions.region.choices]
"United States" = "example"
Europe = "eu.example"
India = "in.example"
[questions.team]
label = "Team"
kind = "text"
optional = true
example = "Sales, north"
"""
)
"""Nothing but a choice."""
PAGE: Final = parse_profile(
    """
format = 1
[service]
id = "ledger"
name = "Ledger"
category = "Money"
color = "#2ca01c"
authorization_endpoint = "https://app.ledger.example/connect"
token_endpoint = "https://app.ledger.example/token"
developer_console_url = "https://developer.ledger.example/apps"
instructions = [
  "Open Ledger’s page for developers and make an app.",
  "Paste the address shown here as a redirect URI under Keys and credentials.",
  "Copy the client ID and the client secret into the two fields here.",
]
[client]
secret_needed = true
redirect_uri = "https://www.ledger.example/playground/redirect"
[scopes]
default = ["accounting"]
[scopes.meaning]
accounting = "See and change your books"
"""
)
"""A service that sends nobody back to this computer."""
LANDING: Final = replace(PAGE, scopes=(), client_secret_needed=False, client=replace(PAGE.client, client_id="desk"))
"""The same, ready to sign in."""


def at(stage: Stage, service: Service, *, width: int = 1120, height: int = 684) -> ConnectWizard:
    """Show the wizard after a service was chosen."""
    made = wizard(stage, width=width, height=height)
    pick(stage, made, service)
    return made


@scene("ask_where")
def where(stage: Stage) -> QWidget:
    """Ask where a service is, and nothing else."""
    return at(stage, READY)


@scene("ask_where_problem")
def where_problem(stage: Stage) -> QWidget:
    """Show an answer that cannot be, in a narrow window."""
    made = at(stage, READY, width=440)
    write(stage, made, "question_sub", "https://acme.other-desk.example/agent/dashboard/filters/12345")
    stage.click(made, "details_continue")
    return made


@scene("ask_where_and_client")
def where_and_client(stage: Stage) -> QWidget:
    """Ask where it is, and for a client that is made there."""
    return at(stage, HELP, height=900)


@scene("ask_where_and_client_typed")
def where_and_client_typed(stage: Stage) -> QWidget:
    """Show the steps once the answer is typed, in a narrow window."""
    made = at(stage, HELP, width=440, height=1150)
    write(stage, made, "question_sub", "northwind-traders-international")
    return made


@scene("ask_which")
def which(stage: Stage) -> QWidget:
    """Ask which of several places it is, with nothing chosen."""
    made = at(stage, REGIONS)
    stage.click(made, "details_continue")
    return made


@scene("page_redirect")
def page_redirect(stage: Stage) -> QWidget:
    """Show an address to register that may be another one."""
    return at(stage, PAGE, height=900)


@scene("page_redirect_problem")
def page_redirect_problem(stage: Stage) -> QWidget:
    """Show a page that cannot be, in a narrow window."""
    made = at(stage, PAGE, width=440, height=1100)
    write(stage, made, "redirect_line", "http://127.0.0.1/callback")
    write(stage, made, "field_client_id", "1234")
    write(stage, made, "field_client_secret", "s")
    stage.click(made, "details_continue")
    return made


@scene("connect_details_port")
def port(stage: Stage) -> QWidget:
    """Show an address with a fixed port."""
    made = wizard(stage)
    stage.act(lambda: made.start("discord"))
    return made


@scene("landing")
def landing(stage: Stage) -> QWidget:
    """Show the walk of copying an address."""
    made = at(stage, LANDING)
    stage.advance(48)
    stage.act(stage.bridge.ticker.ticked.emit)
    return made


@scene("landing_problem")
def landing_problem(stage: Stage) -> QWidget:
    """Show an address that is cut off, in a narrow window."""
    made = at(stage, LANDING, width=440, height=900)
    write(stage, made, "paste_line", "https://www.ledger.example/playground/redirect?code=AB11602&realmId=9130")
    stage.click(made, "paste_continue")
    return made


@scene("landing_no_browser")
def landing_no_browser(stage: Stage) -> QWidget:
    """Show the walk where no browser can be started."""
    stage.browser.fails = True
    return at(stage, LANDING)


LONG: Final = replace(
    ACME,
    scopes=("openid", "contacts", "calendar", "offline_access"),
    scope_meaning=(
        ("openid", "Recognise you when you sign in again"),
        ("contacts", "See the names, addresses and birthdays of everybody in your contacts, and in shared lists"),
        *ACME.scope_meaning[1:],
    ),
)


@scene("permissions_narrow")
def permissions_narrow(stage: Stage) -> QWidget:
    """Show long permissions in a narrow window."""
    return at(stage, LONG, width=440)


@scene("permissions_elsewhere")
def permissions_elsewhere(stage: Stage) -> QWidget:
    """Show a service whose permissions are set on its own page, with hosts of two organisations."""
    far = replace(ACME.endpoints, token="https://accounts.elsewhere.example.net/token")
    return at(stage, replace(ACME, scopes=(), endpoints=far))


@scene("failed_permissions")
def failed_permissions(stage: Stage) -> QWidget:
    """Show a service that does not allow a permission, in a narrow window."""
    made = at(stage, ACME, width=440)
    stage.click(made, "permissions_continue")
    come_back(stage, error="invalid_scope", error_description="calendar")
    return made


@scene("failed_port")
def failed_port(stage: Stage) -> QWidget:
    """Show a port that another program has."""
    stage.loopback.taken.add(27182)
    return at(stage, replace(LANDING, client=Client("desk", redirect_uri="http://localhost:27182/callback")))


@scene("failed_client")
def failed_client(stage: Stage) -> QWidget:
    """Show a registration that does not fit, with the service's page at hand."""
    made = at(stage, replace(PAGE, scopes=()))
    write(stage, made, "field_client_id", "1234")
    write(stage, made, "field_client_secret", "s")
    stage.click(made, "details_continue")
    stage.http.reply("https://app.ledger.example/token", json_response({"error": "invalid_client"}, 401))
    state = asked(stage, "state")
    write(stage, made, "paste_line", f"{PAGE.client.redirect_uri}?code=c&state={state}")
    stage.click(made, "paste_continue")
    stage.settle()
    return made


@scene("failed_late")
def failed_late(stage: Stage) -> QWidget:
    """Show that nobody came back in time."""
    made = at(stage, replace(PAGE, scopes=()), width=440)
    write(stage, made, "field_client_id", "1234")
    write(stage, made, "field_client_secret", "s")
    stage.click(made, "details_continue")
    stage.advance(301)
    stage.settle()
    return made


@scene("failed_unregistered")
def failed_unregistered(stage: Stage) -> QWidget:
    """Show a service that hands no registration out."""
    endpoints = replace(ACME.endpoints, registration="https://acme.example/register")
    stage.http.reply("https://acme.example/register", json_response({"error": "access_denied"}, 403))
    return at(stage, replace(ACME, client=Client(), scopes=(), endpoints=endpoints))


def landing_again(stage: Stage) -> QWidget:
    """Sign in again at a service that the browser does not come back from."""
    made = needy(stage)
    page = Client("desk", redirect_uri="https://app.hubspot.example/came-back")
    stage.run(
        stage.book.change(HUBSPOT, lambda old: replace(old, service=replace(old.service, issuer=None, client=page)))
    )
    stage.act(lambda: made.sign_in_again(HUBSPOT))
    return made


@scene("landing_reconnect")
def landing_reconnect(stage: Stage) -> QWidget:
    """Show the walk in the dialog."""
    return landing_again(stage)
