"""The bill of materials: what is in the folder, in CycloneDX's JSON."""

import json
import re
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from shipping.listing import digest
from shipping.part import Part

VERSION: Final = "1.6"
FILE: Final = "sbom.cdx.json"

_SPDX: Final = re.compile(
    r"[A-Za-z0-9.+-]+(?: WITH [A-Za-z0-9.+-]+)?(?: (?:AND|OR) [A-Za-z0-9.+-]+(?: WITH [A-Za-z0-9.+-]+)?)*"
)
_NOTE: Final = "The digests are those of all published archives of this version, by which the pins admit one of them."


class NotValid(Exception):
    """What was made is no bill of materials."""


def bill_of_materials(parts: list[Part], *, version: str, epoch: int, folder: Path) -> str:
    """Return the bill as JSON text; the same parts give the same text."""
    own = f"pkg:generic/oauth-desk@{version}"
    components = [_component(part, folder) for part in parts]
    document = {
        "$schema": f"http://cyclonedx.org/schema/bom-{VERSION}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": VERSION,
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, UTC).isoformat().replace("+00:00", "Z"),
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "oauth-desk",
                "version": version,
                "licenses": [{"license": {"id": "MIT"}}],
                "purl": own,
            },
        },
        "components": components,
        "dependencies": [
            {"ref": own, "dependsOn": [component["bom-ref"] for component in components]},
            *({"ref": component["bom-ref"]} for component in components),
        ],
    }
    plain = json.dumps(document, sort_keys=True)
    document["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, plain)}"
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def validate(text: str) -> None:
    """Check the text against the published schema; raise NotValid."""
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415 - of the build's environment alone
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    trouble = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if trouble is not None:
        raise NotValid(str(trouble))


def _component(part: Part, folder: Path, within: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "library",
        "bom-ref": f"{within}{part.purl or part.name}",
        "name": part.name,
        "version": part.version,
        "licenses": [_licence(part.licence)],
    }
    if part.purl:
        made["purl"] = part.purl
    if part.source:
        made["externalReferences"] = [{"type": "website", "url": part.source}]
    if part.digests:
        made["hashes"] = [{"alg": "SHA-256", "content": each} for each in part.digests]
        made["properties"] = [{"name": "oauth-desk:hashes", "value": _NOTE}]
    inner = [_component(each, folder, f"{made['bom-ref']}/") for each in _once(part.inner)]
    inner += [_file(name, folder, made["bom-ref"]) for name in part.files if is_binary(name)]
    if inner:
        made["components"] = inner
    return made


def _once(parts: tuple[Part, ...]) -> list[Part]:
    return list({(part.purl or part.name, part.version): part for part in parts}.values())


def _file(name: str, folder: Path, within: str) -> dict[str, Any]:
    return {
        "type": "file",
        "bom-ref": f"{within}/{name}",
        "name": name,
        "hashes": [{"alg": "SHA-256", "content": digest(folder / name)}],
    }


def is_binary(name: str) -> bool:
    """Tell whether a file is a library: those are told one by one."""
    return re.search(r"\.(so|dll|pyd|dylib)\b", name) is not None


def _licence(said: str) -> dict[str, Any]:
    if _SPDX.fullmatch(said) and said != "not said":
        return {"expression": said}
    return {"license": {"name": said}}
