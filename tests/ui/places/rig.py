"""A service with places, and a connection of it."""

from dataclasses import replace

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.place import Place, Places
from oauth_desk.domain.service import Service
from oauth_desk.ui.connections.overview import OverviewPage
from tests.fakes.http import json_response
from tests.ui import samples
from tests.ui.connect.rig import PLAIN
from tests.ui.stage import Stage

SITES = "https://acme.example/sites"
SITED: Service = replace(
    PLAIN,
    places=Places("Site", SITES, value="id", name="url"),
    api_templates=("https://acme.example/api/{place.id}",),
    api_base_urls=(),
)
ALPHA, BETA = Place("a-1", "alpha.example"), Place("b-2", "beta.example")


def listed(stage: Stage, *names: str, left_out: int = 0) -> None:
    """Let the service list places of these names: alpha is ``a-1``, beta ``b-2``."""
    items: list[dict[str, str]] = [
        {"id": f"{name[0]}-{number}", "url": f"https://{name}.example"} for number, name in enumerate(names, start=1)
    ]
    stage.http.reply(SITES, json_response([*items, *({"id": "a/b"} for _ in range(left_out))]))


def connection(stage: Stage, place: Place | None = None, service: Service = SITED) -> Connection:
    """Return a connection of that service."""
    made = samples.connection(service, "ana@example.com", stage.now, age=60, lifetime=3600)
    urls = () if place is None else (f"https://acme.example/api/{place.id}",)
    return replace(made, service=replace(service, api_base_urls=urls), place=place)


def overview(stage: Stage, place: Place | None = None, *, width: int = 780, service: Service = SITED) -> OverviewPage:
    """Show the page about such a connection."""
    stage.open([connection(stage, place, service)])
    made = OverviewPage(stage.desk, stage.bridge, stage.theme)
    stage.show(made, width, 900)
    stage.act(lambda: made.show_connection(stage.book.all()[0].id))
    return made


def chosen(stage: Stage) -> str:
    """Return the value of the place that is stored; empty for none."""
    place = stage.book.all()[0].place
    return "" if place is None else place.id
