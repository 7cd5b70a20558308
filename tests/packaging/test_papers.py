"""The bill of materials and the licences."""

import json
from email.message import Message
from hashlib import sha256
from pathlib import Path

import pytest
from shipping.bill import bill_of_materials
from shipping.libraries import Unknown, known
from shipping.licences import report
from shipping.part import Part, Text
from shipping.parts import licence_of

PARTS = [
    Part("Qt", "6.1", "LGPL-3.0-only", "pkg:generic/qt@6.1", "https://example.com", (Text("LICENSE", "You may."),)),
    Part("shiboken6", "6.1", "LGPL-3.0-only", "pkg:pypi/shiboken6@6.1", digests=("a" * 64,)),
    Part(
        "box",
        "2",
        "Words of its own",
        texts=(Text("LICENSE", "Whatever."),),
        files=("box/lib.so", "box/__init__.pyc"),
        inner=(Part("inside", "0.1", "MIT"), Part("inside", "0.1", "MIT")),
    ),
]


def bill(folder: Path, parts: list[Part] = PARTS) -> str:
    """Return the bill of materials of the parts."""
    (folder / "box").mkdir(exist_ok=True)
    (folder / "box" / "lib.so").write_bytes(b"library")
    return bill_of_materials(parts, version="1.0", epoch=0, folder=folder)


def test_each_part_has_version_licence_digests_and_libraries(tmp_path: Path) -> None:
    """SPDX where a part speaks it, its own words elsewhere; libraries one by one, what is built in once."""
    qt, shiboken, box = json.loads(bill(tmp_path))["components"]
    assert qt["licenses"] == [{"expression": "LGPL-3.0-only"}]
    assert shiboken["hashes"] == [{"alg": "SHA-256", "content": "a" * 64}]
    assert box["licenses"] == [{"license": {"name": "Words of its own"}}]
    assert [each["name"] for each in box["components"]] == ["inside", "box/lib.so"]
    assert box["components"][1]["hashes"][0]["content"] == sha256(b"library").hexdigest()


def test_the_same_parts_give_the_same_bill(tmp_path: Path) -> None:
    """Nothing in it depends on when it was made; other parts give another number."""
    assert bill(tmp_path) == bill(tmp_path)
    assert json.loads(bill(tmp_path))["metadata"]["timestamp"] == "1970-01-01T00:00:00Z"
    numbers = {json.loads(bill(tmp_path, parts))["serialNumber"] for parts in (PARTS, PARTS[:1])}
    assert len(numbers) == 2


def test_names_inside_one_bill_are_never_the_same(tmp_path: Path) -> None:
    """A reference means one component, on every level."""
    names = []

    def walk(components: list[dict[str, object]]) -> None:
        for each in components:
            names.append(each["bom-ref"])
            inner = each.get("components", [])
            assert isinstance(inner, list)
            walk(inner)

    walk(json.loads(bill(tmp_path))["components"])
    assert len(names) == len(set(names)) == 5


def test_the_report_has_an_overview_and_the_words() -> None:
    """Every part is listed, with what is built into it, and every text is there in full."""
    text = report(PARTS)
    assert "LGPL-3.0-only" in text.partition("=====")[0]
    assert "    with inside 0.1" in text
    assert "You may." in text
    assert "Whatever." in text
    assert "Files: box/lib.so" in text


def test_a_part_without_words_ends_the_build() -> None:
    """Nothing goes along whose licence nobody can read; parts of Qt have theirs under Qt."""
    with pytest.raises(LookupError, match="mystery"):
        report([*PARTS, Part("mystery", "1", "MIT")])


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("libssl.so.3", "OpenSSL"),
        ("libcrypto-3-x64.dll", "OpenSSL"),
        ("libcrypto.3.dylib", "OpenSSL"),
        ("libsqlite3.so.0", "SQLite"),
        ("sqlite3.dll", "SQLite"),
        ("libbz2.so.1.0", "bzip2"),
        ("libffi-8.dll", "libffi"),
        ("liblzma.so.5", "XZ Utils (liblzma)"),
        ("zlib1.dll", "zlib"),
        ("libxcb-render-util.so.0", "X protocol C binding, utilities"),
        ("VCRUNTIME140_1.dll", "Microsoft Visual C++ runtime"),
    ],
)
def test_libraries_are_known_by_their_names(name: str, title: str) -> None:
    """On each system as it calls them."""
    assert known(name).title == title


def test_an_unknown_library_ends_the_build() -> None:
    """A library that slips in has to be described before it is handed on."""
    with pytest.raises(Unknown, match="libnew"):
        known("libnew.so.1")


def metadata(**headers: str) -> Message:
    """Return the description of a package."""
    made = Message()
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    return made


@pytest.mark.parametrize(
    ("headers", "licence"),
    [
        ({"License_Expression": "MIT", "License": "something"}, "MIT"),
        ({"License": "BSD-3-Clause"}, "BSD-3-Clause"),
        ({"License": "The whole\ntext", "Classifier": "License :: OSI Approved :: MIT License"}, "MIT"),
        ({"Classifier": "License :: OSI Approved :: BSD License"}, "BSD License"),
        ({}, "not said"),
    ],
)
def test_a_licence_is_taken_from_where_the_package_says_it(headers: dict[str, str], licence: str) -> None:
    """The expression first, a short word next, then the classifier; never a guess."""
    assert licence_of(metadata(**headers)) == licence  # type: ignore[arg-type]
