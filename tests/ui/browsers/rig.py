"""Computers with browsers on them, and hands to choose one."""

from dataclasses import replace

from PySide6.QtWidgets import QLabel, QListWidget, QWidget

from oauth_desk.domain.browser_choice import BrowserChoice, BrowserProfile, FoundBrowser
from oauth_desk.ui.main_window import MainWindow
from tests.ui import samples
from tests.ui.stage import Stage
from tests.ui.window_scenes import window

GOOGLE = "id-google-google"
FIREFOX = FoundBrowser("firefox", "Firefox", (BrowserProfile("default", "Home"), BrowserProfile("work", "Work")))
CHROME = FoundBrowser(
    "chrome",
    "Google Chrome",
    (
        BrowserProfile("Default", "Ana", "ana.petrova@gmail.com"),
        BrowserProfile("Profile 1", "Northwind", "ana@northwind.example"),
    ),
)
EDGE = FoundBrowser("edge", "Microsoft Edge", (BrowserProfile("Default", "Profile 1", "ana@northwind.example"),))
WEB = FoundBrowser("gnome-web", "GNOME Web")
FOUND = (FIREFOX, CHROME, EDGE, WEB)
HOME, WORK = map(FIREFOX.choice_of, FIREFOX.profiles)
MANY = FoundBrowser(
    "brave", "Brave", tuple(BrowserProfile(f"Profile {place}", f"Client {place}", "") for place in range(1, 30))
)
LONG = FoundBrowser(
    "firefox-flatpak",
    "Firefox (Flatpak)",
    (
        BrowserProfile("a", "The accounts of the department of Northwind International for all of its customers"),
        BrowserProfile("b", "Donaudampfschifffahrtsgesellschaftskapitänsangelegenheiten der Zweigstelle in Wien"),
    ),
)
LONG_CHOICE = LONG.choice_of(LONG.profiles[0])


def google_window(stage: Stage, choice: BrowserChoice | None = None, *, width: int = 1120) -> MainWindow:
    """Show the window of the drawings; Google signs in with ``choice``."""
    stage.browser.found = stage.browser.found or FOUND
    drawn = [
        replace(each, browser=choice, service=replace(each.service, issuer=None)) if each.id == GOOGLE else each
        for each in samples.drawn(stage.now)
    ]
    stage.open(drawn)
    made = window(stage, width=width)
    stage.act(lambda: made.choose(GOOGLE))
    return made


def words(within: QWidget, name: str) -> str:
    """Return what a row says; empty where it cannot be seen."""
    label = within.findChild(QLabel, f"{name}_words")
    if label is None:
        raise AssertionError(f"no {name}")
    return label.text() if label.isVisible() else ""


def listed(within: QWidget) -> list[str]:
    """Return the lines of the sheet, without the room before them."""
    found = within.window().findChild(QListWidget, "browser_list")
    if found is None or not found.isVisible():
        raise AssertionError("no list can be seen")
    return [found.item(place).text().strip() for place in range(found.count())]


def chosen(within: QWidget) -> str:
    """Return the line that is chosen."""
    found = within.window().findChild(QListWidget, "browser_list")
    return "" if found is None or found.currentItem() is None else found.currentItem().text().strip()


def choose(stage: Stage, within: QWidget, line: str) -> None:
    """Choose a line of the sheet and press the button."""
    place = listed(within).index(line)
    found = within.window().findChild(QListWidget, "browser_list")
    stage.act(lambda: found.setCurrentRow(place))
    stage.click(within.window(), "browser_use")
