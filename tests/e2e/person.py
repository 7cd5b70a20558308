"""Somebody at the browser: signs in, allows or denies, reads the last page. Run as the system's browser."""

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.e2e.devtools import Chromium, PageGone, chromium

_LOOK = """(() => document.readyState !== 'complete' ? null : ({
  url: location.href, title: document.title, text: document.body ? document.body.innerText : '' }))()"""


def _act(page: Chromium, step: dict[str, Any]) -> bool:
    """Fill and click what ``step`` names, if it is on the page."""
    wanted = json.dumps(step)
    return bool(
        page.evaluate(f"""(() => {{
          const step = {wanted};
          const button = document.querySelector(step.click);
          if (!button || document.readyState !== 'complete' || button.dataset.done) return false;
          for (const [where, value] of Object.entries(step.fill ?? {{}})) document.querySelector(where).value = value;
          button.dataset.done = 'yes';
          button.click();
          return true;
        }})()""")
    )


def walk(page: Chromium, url: str, plan: dict[str, Any]) -> tuple[list[dict[str, str]], int]:
    """Follow the pages from ``url`` to one that the plan has no step for, on another origin.

    Return all seen, and how many clicks it took.
    """
    start = urlsplit(url)
    deadline = time.monotonic() + plan.get("timeout", 60.0)
    pages: list[dict[str, str]] = []
    clicks = 0
    page.navigate(url)
    while time.monotonic() < deadline:
        try:
            seen = page.evaluate(_LOOK)
            if seen and (not pages or pages[-1] != seen):
                pages.append(seen)
            if seen and any(_act(page, step) for step in plan["steps"]):
                clicks += 1
            elif seen:
                now = urlsplit(seen["url"])
                if now.netloc != start.netloc or any(word in seen["text"] for word in plan.get("ends", [])):
                    break
        except PageGone:
            pass
        time.sleep(0.05)
    return pages, clicks


def main(plan_file: str, url: str) -> None:
    """Leave the program that asked, walk, and write what was seen beside the plan."""
    if os.fork():
        os._exit(0)
    os.setsid()
    plan = json.loads(Path(plan_file).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        with chromium(plan["program"], plan["profile"] or profile) as page:
            pages, clicks = walk(page, url, plan)
            if plan["profile"]:
                page.leave()
        report = Path(plan["report"])
        done = report.with_suffix(".writing")
        done.write_text(json.dumps({"asked": url, "pages": pages, "clicks": clicks}), encoding="utf-8")
        done.rename(report)


if __name__ == "__main__":
    main(*sys.argv[1:])
