"""The policy templates for Windows."""

from xml.etree import ElementTree as ET

from oauth_desk.adapters.managed_places import POLICY_KEY
from oauth_desk.adapters.policy_keys import RECOMMENDED
from oauth_desk.domain.managed import CHOICES, LONGEST_MINUTES, RULES, SWITCHES
from tests.packaging.roots import PACKAGING

NS = {"p": "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"}


def tree(name: str) -> ET.Element:
    """Return a file of packaging/windows."""
    return ET.parse(PACKAGING / "windows" / name).getroot()  # noqa: S314 - our own file


def test_every_managed_setting_has_its_policy() -> None:
    """Each setting can be locked, each choice can be recommended, under the key and the name that the program reads."""
    found = set()
    for policy in tree("OAuthDesk.admx").iterfind(".//p:policy", NS):
        element = policy.find("p:elements/*", NS)
        name = policy.get("valueName") if element is None else element.get("valueName")
        found.add((policy.get("key"), name))
        assert policy.get("class") == "Machine"
        if element is None:
            assert name in SWITCHES
            assert [each.get("value") for each in policy.iterfind(".//p:decimal", NS)] == ["1", "0"]
        elif name == "lock_after_minutes":
            assert (element.get("minValue"), element.get("maxValue")) == ("0", str(LONGEST_MINUTES))
        else:
            assert name not in SWITCHES
    recommended = {(f"{POLICY_KEY}\\{RECOMMENDED}", name) for name in CHOICES}
    assert found == {(POLICY_KEY, name) for name in {*CHOICES, *RULES}} | recommended


def test_every_word_is_there() -> None:
    """What the templates refer to is in the English file, and nothing else is."""
    admx = (PACKAGING / "windows" / "OAuthDesk.admx").read_text(encoding="utf-8")
    adml = tree("en-US/OAuthDesk.adml")
    for kind, path in (("string", ".//p:string"), ("presentation", ".//p:presentation")):
        named = {piece.partition(")")[0] for piece in admx.split(f"$({kind}.")[1:]}
        assert named == {each.get("id") for each in adml.iterfind(path, NS)}
    assert all((each.text or "").strip() for each in adml.iterfind(".//p:string", NS))
