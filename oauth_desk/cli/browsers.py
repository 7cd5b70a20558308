"""``browsers``, and what ``--browser`` means."""

import argparse

from oauth_desk.cli.output import DONE, Output, table
from oauth_desk.domain.browser_choice import BrowserChoice
from oauth_desk.services.browsers import spoken
from oauth_desk.services.desk import Desk


async def browsers(_args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """List the browsers of this computer and their profiles; needs no vault."""
    found = await desk.browsers.found()
    out.value(
        [
            {
                "id": browser.id,
                "name": browser.name,
                "profiles": [
                    {"profile": each.key, "name": each.name, "account": each.account or None}
                    for each in browser.profiles
                ],
            }
            for browser in found
        ]
    )
    if not found:
        out.line("No browser was found. Sign-ins open as the system decides, or with --print-url nowhere.")
        return DONE
    rows = [("--browser", "BROWSER", "PROFILE", "ACCOUNT"), ("default", "as the system decides", "", "")]
    for browser in found:
        rows.append((spoken(browser), browser.name, "", ""))
        rows += [(spoken(browser, each), browser.name, each.name, each.account) for each in browser.profiles]
    for line in table(rows):
        out.line(line)
    return DONE


async def chosen_browser(args: argparse.Namespace, desk: Desk) -> BrowserChoice | None:
    """Return what ``--browser`` names, None where it is not said; raise DeskError."""
    return None if args.browser is None else await desk.browsers.named(args.browser)


def browser_row(choice: BrowserChoice) -> dict[str, str | None]:
    """Return what a connection signs in with, as JSON has it."""
    return {"id": choice.browser, "name": choice.name, "profile": choice.profile or None, "label": choice.label or None}
