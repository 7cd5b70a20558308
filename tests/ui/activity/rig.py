"""An activity page on the stage, and a day that happened."""

from dataclasses import replace

from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.ui.activity.page import ActivityPage
from oauth_desk.ui.controls import Ground
from tests.ui.samples import drawn
from tests.ui.stage import Stage

GOOGLE_ID = "id-google-google"
HOUR = 3600.0


def entry(at: float, kind: ActivityKind, outcome: str, detail: str = "", took: float | None = None) -> ActivityEntry:
    """Return an entry."""
    return ActivityEntry(at, GOOGLE_ID, "Google", kind, outcome, detail, took)


def a_day(now: float) -> list[ActivityEntry]:
    """Return the day of the drawing, oldest first; ``now`` is four in the afternoon."""
    made = [entry(now - 40 * HOUR, ActivityKind.SIGN_IN, "connected")]
    made += [entry(now - (16 - n * 0.92) * HOUR, ActivityKind.RENEWAL, "renewed", "", 0.4) for n in range(14)]
    made += [
        entry(now - 3.3 * HOUR, ActivityKind.RENEWAL, "renewed", "The service gave a new renewal key; saved.", 0.4),
        entry(now - 2.1 * HOUR, ActivityKind.REQUEST, "200", "GET google.example/calendarList", 0.312),
        *(entry(now - back * HOUR, ActivityKind.RENEWAL, "network") for back in (2.0, 1.9, 1.6)),
        entry(now - 1.15 * HOUR, ActivityKind.RENEWAL, "renewed", "", 1.1),
        entry(now - 755, ActivityKind.RENEWAL, "renewed", "", 0.4),
        entry(now - 60, ActivityKind.REQUEST, "503", "GET google.example/calendarList", 1.4),
    ]
    return sorted(made, key=lambda each: each.at)


def activity_page(stage: Stage, log: list[ActivityEntry] | None = None, *, width: int = 780) -> ActivityPage:
    """Show an activity page for Google."""
    stage.open(drawn(stage.now), a_day(stage.now) if log is None else log)
    ground = Ground(stage.theme)
    page = ActivityPage(stage.desk, stage.bridge, stage.theme)
    page.setParent(ground)
    page.resize(width, 518)
    stage.show(ground, width, 518)
    stage.act(lambda: page.show_connection(GOOGLE_ID))
    return page


def long_log(now: float, count: int) -> list[ActivityEntry]:
    """Return a log of ``count`` lines."""
    kinds = [
        entry(now, ActivityKind.RENEWAL, "renewed", "", 0.4),
        entry(now, ActivityKind.REQUEST, "200", "GET google.example/me", 0.1),
        entry(now, ActivityKind.RENEWAL, "network"),
        entry(now, ActivityKind.SIGN_IN, "reconnected"),
    ]
    return [replace(kinds[n % 4], at=now - (count - n) * 60.0) for n in range(count)]
