"""Services with an address for each customer, by command."""

from pathlib import Path

import pytest

from oauth_desk.cli.main import parse
from tests.cli.stage import ACME, Stage
from tests.fakes.http import json_response
from tests.services.world import granted

ASKING = (
    ACME.replace('id = "acme"', 'id = "tenants"').replace("https://login.example", "https://{host}")
    + '\n[questions.host]\nlabel = "Server"\nexample = "git.acme.example"\n'
)
KEYED = """\
format = 1
[service]
id = "desk"
name = "Help desk"
api_base_urls = ["https://{customer}.desk.example/api"]
[key]
[questions.customer]
label = "Customer"
kind = "label"
"""


async def test_an_answer_goes_with_connect(stage: Stage) -> None:
    """--tenant fills the address, and the sign-in begins there."""
    stage.profiles.elsewhere[Path("tenants.toml")] = ASKING
    stage.http.always("https://git.acme.example/token", granted("A1", "R1"))
    stage.http.always("https://api.example/v1/me", json_response({"email": "ana@example.com", "id": 7}))
    done = await stage.sign_in("connect", "tenants.toml", "--tenant", "host=git.acme.example")
    assert done.code == 0
    assert stage.browser.opened[-1].startswith("https://git.acme.example/")
    assert stage.stored[0].service.endpoints.token == "https://git.acme.example/token"


async def test_a_missing_answer_is_told_with_the_option(stage: Stage) -> None:
    """Without it: exit 2, and the line says what to add."""
    stage.profiles.elsewhere[Path("tenants.toml")] = ASKING
    done = await stage.run("connect", "tenants.toml", "--json")
    assert (done.code, done.error["code"]) == (2, "answer_needed")
    assert "--tenant host=git.acme.example" in done.err
    assert stage.browser.opened == []


async def test_a_key_goes_to_the_customers_own_address(stage: Stage) -> None:
    """A service that hands out keys may have an address for each customer, too."""
    stage.profiles.elsewhere[Path("desk.toml")] = KEYED
    key = stage.folder / "key"
    key.write_text("canary-key\n")
    done = await stage.run("connect", "desk.toml", "--tenant", "customer=Acme", "--key-file", str(key))
    assert done.code == 0
    assert stage.stored[0].service.api_base_urls == ("https://acme.desk.example/api",)


async def test_the_catalogue_tells_what_a_service_asks(stage: Stage) -> None:
    """Services --json names the questions; what an administrator has locked is none."""
    locked = '\n[policy]\nlocked = ["questions.host"]\n'
    stage.profiles.files[stage.folder / "tenants.toml"] = ASKING
    rows = {row["id"]: row for row in (await stage.run("services", "--json")).json}
    assert [question["name"] for question in rows["tenants"]["questions"]] == ["host"]
    assert rows["acme"]["questions"] == []
    stage.profiles.files[stage.folder / "tenants.toml"] = ASKING.replace("example = ", "default = ") + locked
    rows = {row["id"]: row for row in (await stage.run("services", "--json")).json}
    assert rows["tenants"]["questions"] == []


@pytest.mark.parametrize("text", ["host", "=x", " =x"])
def test_an_answer_names_its_question(text: str) -> None:
    """NAME=VALUE, or a usage error."""
    with pytest.raises(SystemExit):
        parse(["connect", "acme", "--tenant", text])
