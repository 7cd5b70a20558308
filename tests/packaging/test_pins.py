"""Reading the pins."""

from pathlib import Path

from shipping.pins import Pin, plain_name, read_pins

PACKAGING = Path(__file__).parents[2] / "packaging"


def test_a_pin_has_version_marker_and_digests(tmp_path: Path) -> None:
    """Extras and comments are passed over."""
    one, other = "a" * 64, "b" * 64
    (tmp_path / "pins.txt").write_text(
        f"a-package[more]==1.2 ; python_full_version < '3.12' \\\n    --hash=sha256:{one} \\\n"
        f"    --hash=sha256:{other}\n"
        f"    # via\n    #   something\nother==3.0 \\\n    --hash=sha256:{one}\n"
    )
    assert read_pins(tmp_path / "pins.txt") == [
        Pin("a-package", "1.2", "python_full_version < '3.12'", (one, other)),
        Pin("other", "3.0", "", (one,)),
    ]


def test_all_pins_of_this_project_are_read() -> None:
    """Each line that pins something is found, with at least one digest."""
    for path in PACKAGING.glob("requirements*.txt"):
        pins = read_pins(path)
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1].isalnum()]
        assert len(pins) == len(lines)
        assert all(pin.digests for pin in pins)


def test_what_is_shipped_is_pinned_the_same_everywhere() -> None:
    """The folder is built and tested with the very versions that people install."""
    shipped = {
        (pin.name, pin.version, pin.marker.split(" and ")[0]) for pin in read_pins(PACKAGING / "requirements.txt")
    }
    for name in ("requirements-build.txt", "requirements-test.txt"):
        pins = {(pin.name, pin.version) for pin in read_pins(PACKAGING / name)}
        assert {(package, version) for package, version, _ in shipped} <= pins


def test_names_are_compared_as_installers_do() -> None:
    """Capitals, dots and underscores make no difference."""
    assert plain_name("jaraco.Classes") == plain_name("jaraco_classes") == "jaraco-classes"
