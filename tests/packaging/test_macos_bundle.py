"""What macOS is told of the program."""

import plistlib
import struct
import subprocess
from pathlib import Path
from typing import Any

from macos.bundle import bundle_options, info_plist
from macos.icon import KINDS, macos_icon

from oauth_desk.config import BUNDLE_ID, managed_preferences
from tests.packaging.roots import PACKAGING


def plist() -> Any:
    """Return the keys as macOS would read them."""
    return plistlib.loads(plistlib.dumps(info_plist("1.2.3")))


def test_the_bundle_is_the_one_that_is_managed() -> None:
    """Managed preferences are named after the bundle's own name: a profile for another one would not be read."""
    assert plist()["CFBundleIdentifier"] == BUNDLE_ID
    path = managed_preferences("darwin")
    assert path is not None
    assert path.stem == BUNDLE_ID


def test_version_and_system() -> None:
    """Both version keys hold the version; the oldest system is one with numbers."""
    made = plist()
    assert made["CFBundleShortVersionString"] == made["CFBundleVersion"] == "1.2.3"
    assert all(part.isdigit() for part in made["LSMinimumSystemVersion"].split("."))


def test_files_of_others_stay_with_their_editors() -> None:
    """The program owns its own kind of file; any other TOML file it merely offers to open."""
    made = plist()
    own, other = made["CFBundleDocumentTypes"]
    (kind,) = made["UTExportedTypeDeclarations"]
    assert own["LSItemContentTypes"] == [kind["UTTypeIdentifier"]]
    assert kind["UTTypeTagSpecification"] == {"public.filename-extension": ["oauth-desk.toml"]}
    assert (own["LSHandlerRank"], other["LSHandlerRank"]) == ("Owner", "Alternate")
    assert other["CFBundleTypeExtensions"] == ["toml"]


def test_nothing_is_asked_for() -> None:
    """No words for a question about camera, place, contacts or the network at home: the program has none."""
    assert not [key for key in plist() if key.endswith("UsageDescription")]


def test_the_program_is_not_ended_behind_its_back() -> None:
    """A renewal under way must be saved, so macOS may not end it without asking."""
    made = plist()
    assert made["NSSupportsAutomaticTermination"] is made["NSSupportsSuddenTermination"] is False


def test_entitlements_are_few() -> None:
    """Two, both with their reason beside them, and none that lets others look into the program."""
    path = PACKAGING / "macos" / "entitlements.plist"
    entitlements = plistlib.loads(path.read_bytes())
    assert entitlements == {
        "com.apple.security.cs.allow-unsigned-executable-memory": True,
        "com.apple.security.cs.disable-library-validation": True,
    }
    assert path.read_text(encoding="utf-8").count("<!--") == 2


def test_the_icon_is_whole(qapp: object) -> None:
    """Each picture is a PNG that lies where it says, and the file is as long as it says."""
    made = macos_icon()
    assert made[:4] == b"icns"
    assert struct.unpack_from(">I", made, 4)[0] == len(made)
    at, kinds = 8, []
    while at < len(made):
        kind, length = struct.unpack_from(">4sI", made, at)
        assert made[at + 8 : at + 12] == b"\x89PNG"
        width = struct.unpack_from(">I", made, at + 24)[0]
        assert width == KINDS[kind]
        kinds.append(kind)
        at += length
    assert kinds == list(KINDS)


def test_the_spec_file_is_given_a_bundle_on_macos_alone(tmp_path: Path, qapp: object) -> None:
    """Elsewhere there is no bundle to make."""
    assert bundle_options("1.0", tmp_path, "linux") == {}
    options = bundle_options("1.0", tmp_path, "darwin")
    assert options["name"] == "OAuth Desk.app"
    assert options["info_plist"] == info_plist("1.0")
    assert Path(str(options["icon"])).read_bytes()[:4] == b"icns"


def test_the_disk_image_says_where_it_can_be_made() -> None:
    """On another system the script ends with one line, before it touches anything."""
    script = PACKAGING / "macos" / "disk-image.sh"
    done = subprocess.run(["sh", str(script), "nothing.app", "out.dmg"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "A disk image is made on macOS alone.\n")
