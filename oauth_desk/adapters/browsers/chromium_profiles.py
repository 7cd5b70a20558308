"""Profiles of Chrome and its relatives: ``profile.info_cache`` of the ``Local State`` in their user data folder."""

import json
import os
from itertools import islice
from pathlib import Path
from typing import Any

from oauth_desk.adapters.browsers.own_file import content_of
from oauth_desk.adapters.browsers.profile import MOST, MOST_LISTED, Startable
from oauth_desk.domain.browser_choice import BrowserProfile, can_be_named


def chromium_profiles(data: Path) -> list[Startable]:
    """Return the profiles in a user data folder, by name; those that are odd or have no folder are left out."""
    listed = islice(_info_cache(data).items(), MOST_LISTED)
    found = [_profile(data, folder, info) for folder, info in listed]
    return sorted((each for each in found if each is not None), key=_by_name)[:MOST]


def _info_cache(data: Path) -> dict[str, Any]:
    content = content_of(data / "Local State")
    try:
        state = json.loads(content or b"null")
    except (ValueError, RecursionError):
        return {}
    return _member(_member(state, "profile"), "info_cache")


def _member(value: Any, name: str) -> dict[str, Any]:
    inside = value.get(name) if isinstance(value, dict) else None
    return inside if isinstance(inside, dict) else {}


def _profile(data: Path, folder: str, info: Any) -> Startable | None:
    name = info.get("name") if isinstance(info, dict) else None
    if not can_be_named(name) or not _is_folder(data, folder):
        return None
    account = info.get("user_name")
    profile = BrowserProfile(folder, name, account if can_be_named(account) else "")
    return Startable(profile, (f"--profile-directory={folder}",))


def _is_folder(data: Path, folder: str) -> bool:
    """Tell whether a name is that of a folder right here, and of nothing that leads elsewhere."""
    plain = can_be_named(folder) and folder not in {".", ".."} and not any(sign in folder for sign in '/\\:"')
    return plain and os.path.isdir(data / folder)  # noqa: PTH112 - says False where Path.is_dir may raise


def _by_name(each: Startable) -> tuple[str, str]:
    return each.profile.name.casefold(), each.profile.key
