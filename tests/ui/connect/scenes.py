"""Pictures of the wizard."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from oauth_desk.domain.service import AccountProbe, Client, Endpoints, Service
from tests.fakes.http import json_response
from tests.ui.connect import test_issuers
from tests.ui.connect.rig import ACME, choose_proof, come_back, grant, wizard, write
from tests.ui.connections.key_scenes import MAPS, ME
from tests.ui.screenshots import scene
from tests.ui.stage import Stage

ACCOUNT = AccountProbe("https://acme.example/api/me", label="email", subject="id")


@scene("connect_choose")
def choose(stage: Stage) -> QWidget:
    """Show the services."""
    return wizard(stage)


@scene("connect_narrow")
def narrow(stage: Stage) -> QWidget:
    """Show the services in a narrow window."""
    return wizard(stage, width=460, height=640)


@scene("connect_many")
def many(stage: Stage) -> QWidget:
    """Show as many services as the whole catalogue has."""
    made = wizard(stage)
    stage.act(lambda: made.pages.choose.show_services(full_catalogue()))
    return made


@scene("connect_many_narrow")
def many_narrow(stage: Stage) -> QWidget:
    """Show them in a narrow window."""
    made = wizard(stage, width=440, height=720)
    stage.act(lambda: made.pages.choose.show_services(full_catalogue()))
    return made


def full_catalogue() -> list[Service]:
    """Return 71 services in eleven categories, some with long names."""
    names = (
        "Google Microsoft_365 Slack Notion GitHub HubSpot Dropbox Spotify Zoom Xero Asana Linear Airtable Atlassian "
        "Adobe Amazon_Selling_Partner Auth0 Basecamp Bitbucket Box Calendly Canva ClickUp Coinbase Discord DocuSign "
        "Etsy Eventbrite Facebook Figma Fitbit FreshBooks Garmin_Connect GitLab GoTo Gusto Heroku Instagram Intercom "
        "Jira Keycloak LinkedIn Mailchimp Meta_for_Business Miro Monday.com Netlify Okta Oura PayPal Pinterest "
        "Pipedrive QuickBooks_Online Reddit Salesforce_Sales_Cloud_and_Service_Cloud Sentry Shopify Square Strava "
        "Stripe TikTok Todoist Trello Twitch Typeform Vercel Vimeo Webflow Withings X Zendesk"
    )
    categories = ("Office", "Messages", "Tasks", "Sales", "Money", "Code", "Design", "Media", "Social", "Health")
    colours = ("#2f6fde", "#0b6fb8", "#5b2a6e", "#2b2b2b", "#c9462a", "#1a7f64", "#8a3b12")
    every = [
        Service(
            id=name.split("_")[0].casefold().replace(".", ""),
            name=name.replace("_", " "),
            category=(*categories, "Your company")[number % 11],
            summary=f"{categories[number % 10]}, and what belongs to it" if number % 3 else categories[number % 10],
            color=colours[number % 7],
        )
        for number, name in enumerate(names.split())
    ]
    return sorted(every, key=lambda service: service.name.casefold())


@scene("connect_search")
def search(stage: Stage) -> QWidget:
    """Show a pasted address."""
    made = wizard(stage)
    write(stage, made, "service_search", "login.northwind.example/realms/staff")
    return made


@scene("connect_nothing_found")
def nothing_found(stage: Stage) -> QWidget:
    """Show a search without a result."""
    made = wizard(stage)
    write(stage, made, "service_search", "wunderlist")
    return made


@scene("connect_details")
def details(stage: Stage) -> QWidget:
    """Show what is missing for Google."""
    made = wizard(stage)
    stage.act(lambda: made.start("google"))
    return made


@scene("connect_details_problem")
def details_problem(stage: Stage) -> QWidget:
    """Show a field that is wrong."""
    made = details(stage)
    write(stage, made, "field_client_id", "1234.apps.example")
    stage.click(made, "details_continue")
    return made


@scene("connect_by_hand")
def by_hand(stage: Stage) -> QWidget:
    """Show any other service."""
    made = wizard(stage)
    stage.click(made, "other_service_button")
    return made


@scene("connect_permissions")
def permissions(stage: Stage) -> QWidget:
    """Show what may be allowed."""
    made = wizard(stage)
    far = replace(ACME, endpoints=replace(ACME.endpoints, token="https://accounts.elsewhere.example.net/token"))
    stage.act(lambda: made.pages.choose.service_chosen.emit(far))
    return made


@scene("connect_waiting")
def waiting(stage: Stage) -> QWidget:
    """Show the wait for the browser."""
    made = wizard(stage)
    stage.act(lambda: made.pages.choose.service_chosen.emit(replace(ACME, scopes=())))
    stage.advance(48)
    stage.act(stage.bridge.ticker.ticked.emit)
    return made


@scene("connect_no_browser")
def no_browser(stage: Stage) -> QWidget:
    """Show the wait where no browser can be started."""
    stage.browser.fails = True
    return waiting(stage)


@scene("connect_preparing")
def preparing(stage: Stage) -> QWidget:
    """Show the moment before the browser opens."""
    made = wizard(stage)
    for name in ("openid-configuration", "oauth-authorization-server"):
        stage.http.gate(f"https://acme.example/.well-known/{name}")
    bare = replace(ACME, scopes=(), issuer="https://acme.example", endpoints=Endpoints())
    stage.act(lambda: made.pages.choose.service_chosen.emit(bare))
    return made


@scene("connect_device")
def device(stage: Stage) -> QWidget:
    """Show the code for another device."""
    endpoints = Endpoints(device_authorization="https://acme.example/device", token="https://acme.example/token")
    stage.http.reply(
        "https://acme.example/device",
        json_response(
            {
                "device_code": "d",
                "user_code": "WDJB-MJHT",
                "verification_uri": "https://acme.example/activate",
                "verification_uri_complete": "https://acme.example/activate?user_code=WDJB-MJHT",
                "expires_in": 900,
            }
        ),
    )
    made = wizard(stage)
    stage.act(lambda: made.pages.choose.service_chosen.emit(replace(ACME, scopes=(), endpoints=endpoints)))
    return made


@scene("connect_failed")
def failed(stage: Stage) -> QWidget:
    """Show a sign-in that was declined."""
    made = waiting(stage)
    come_back(stage, error="access_denied")
    return made


@scene("connect_failed_settings")
def failed_settings(stage: Stage) -> QWidget:
    """Show a registration that is refused."""
    made = wizard(stage)
    stage.act(lambda: made.pages.choose.service_chosen.emit(replace(ACME, scopes=(), client=Client())))
    write(stage, made, "field_client_id", "wrong")
    stage.click(made, "details_continue")
    stage.http.reply("https://acme.example/token", json_response({"error": "invalid_client"}, 401))
    come_back(stage, code="c")
    return made


@scene("connect_failed_steps")
def failed_steps(stage: Stage) -> QWidget:
    """Show it with the steps unfolded."""
    made = failed_settings(stage)
    stage.click(made, "failure_more")
    return made


@scene("connect_key")
def key(stage: Stage) -> QWidget:
    """Show where a key is asked for."""
    made = wizard(stage)
    stage.act(lambda: made.pages.choose.service_chosen.emit(MAPS))
    return made


@scene("connect_key_by_hand")
def key_by_hand(stage: Stage) -> QWidget:
    """Show the same for a service without a profile, with a mistake at each field."""
    made = wizard(stage, height=900)
    stage.act(made.pages.choose.by_hand_requested.emit)
    stage.act(lambda: made.pages.details.way_chosen.emit("key"))
    for name, text in (("field_api", "api.example.com"), ("field_key_as", "X-API-Key"), ("field_key", "")):
        write(stage, made, name, text)
    stage.click(made, "details_continue")
    return made


@scene("connect_key_done")
def key_done(stage: Stage) -> QWidget:
    """Show the end of connecting with a key."""
    made = key(stage)
    stage.http.always(ME, json_response({"email": "ana.petrova@acme.example", "id": 7}))
    write(stage, made, "field_key", "canary-key")
    stage.click(made, "details_continue")
    return made


@scene("connect_done")
def done(stage: Stage) -> QWidget:
    """Show the end."""
    made = wizard(stage)
    probed = replace(ACME, account=ACCOUNT)
    stage.http.reply("https://acme.example/api/me", json_response({"email": "ana.petrova@acme.example", "id": 7}))
    grant(stage, scope="contacts offline_access")
    stage.act(lambda: made.pages.choose.service_chosen.emit(probed))
    stage.click(made, "permissions_continue")
    come_back(stage, code="c")
    return made


@scene("connect_done_not_renewing")
def done_not_renewing(stage: Stage) -> QWidget:
    """Show the end where the service gave no permission to renew, with a long name, in a narrow window."""
    made = wizard(stage, width=440)
    probed = replace(ACME, account=ACCOUNT)
    someone = {"email": "anastasia.petrova-washington@operations.northwind-traders.example", "id": 7}
    stage.http.reply("https://acme.example/api/me", json_response(someone))
    grant(stage, refresh_token=None)
    stage.act(lambda: made.pages.choose.service_chosen.emit(probed))
    stage.click(made, "permissions_continue")
    come_back(stage, code="c")
    return made


@scene("connect_done_for_now")
def done_for_now(stage: Stage) -> QWidget:
    """Show the end at a service that never renews."""
    made = wizard(stage)
    grant(stage, refresh_token=None)
    stage.act(lambda: made.pages.choose.service_chosen.emit(replace(ACME, scopes=(), scope_meaning=())))
    come_back(stage, code="c")
    return made


@scene("connect_issuers")
def issuers(stage: Stage) -> QWidget:
    """Show an API that several services let people in to."""
    return test_issuers.two_services(stage)


@scene("connect_details_key")
def details_key(stage: Stage) -> QWidget:
    """Show a developer's choice: signing with a private key."""
    made = details(stage)
    choose_proof(stage, made, 4)
    write(stage, made, "field_key_file", "/home/ana/keys/desk-signing-key-of-2027.pem")
    return made


@scene("connect_details_certificate")
def details_certificate(stage: Stage) -> QWidget:
    """Show a certificate that is still to be chosen, in a narrow window."""
    made = wizard(stage, width=460, height=1100)
    stage.act(lambda: made.start("google"))
    choose_proof(stage, made, 5)
    write(stage, made, "field_client_id", "1234.apps.example")
    stage.click(made, "details_continue")
    return made
