"""Choosing what to connect."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QLabel,
    QLineEdit,
    QWidget,
)

from oauth_desk.services.ports import TransportFault
from oauth_desk.ui.connect.service_model import ServiceModel
from tests.fakes.http import failure, json_response
from tests.ui.connect.rig import ACME, PLAIN, page, pick, shown, wizard, write
from tests.ui.stage import Stage


def test_search_and_keyboard(stage: Stage) -> None:
    """Typing finds, the down key walks into the cards, Return chooses."""
    made = wizard(stage)
    search, grid = made.findChild(QLineEdit, "service_search"), made.findChild(QAbstractItemView, "service_grid")
    assert search is not None
    assert grid is not None
    assert made.focusWidget() is search
    stage.act(lambda: QTest.keyClicks(search, "git"))
    names = [grid.model().index(row, 0).data() for row in range(grid.model().rowCount())]
    assert {"GitHub", "GitLab"} <= set(names)
    assert all("git" in name.lower() for name in names)
    stage.act(lambda: QTest.keyClick(search, Qt.Key.Key_Down))
    assert made.focusWidget() is grid
    for _ in range(names.index("GitLab")):
        stage.act(lambda: QTest.keyClick(grid, Qt.Key.Key_Right))
    stage.act(lambda: QTest.keyClick(grid, Qt.Key.Key_Return))
    assert shown(made, "details_title") == "Introduce this program to GitLab"


def test_return_in_the_search_takes_the_first(stage: Stage) -> None:
    """Who knows the name needs no arrows."""
    made = wizard(stage)
    write(stage, made, "service_search", "notion")
    stage.act(lambda: QTest.keyClick(made.focusWidget(), Qt.Key.Key_Return))
    assert shown(made, "details_title") == "Introduce this program to Notion"


def test_categories(stage: Stage) -> None:
    """A chip shows its category; a search that finds nothing there looks everywhere."""
    made = wizard(stage)
    stage.click(made, "category_code")
    grid = made.findChild(QAbstractItemView, "service_grid")
    assert grid is not None
    names = {grid.model().index(row, 0).data() for row in range(grid.model().rowCount())}
    assert names == {service.name for service in stage.desk.catalogue.all() if service.category == "Code"}
    assert {"GitHub", "GitLab"} <= names
    write(stage, made, "service_search", "spotify")
    assert grid.model().index(0, 0).data() == "Spotify"
    write(stage, made, "service_search", "wunderlist")
    assert "no service called “wunderlist”" in shown(made, "nothing_found")
    stage.act(lambda: QTest.keyClick(made.focusWidget(), Qt.Key.Key_Return))
    assert page(made) == "choose_page"
    stage.click(made, "nothing_other_button")
    assert shown(made, "details_title") == "Connect another service"


def test_return_takes_the_first_of_a_category(stage: Stage) -> None:
    """Where a category narrows the choice, Return in the search opens its first service."""
    made = wizard(stage)
    stage.click(made, "category_code")
    stage.act(made.pages.choose.focus_search)
    stage.act(lambda: QTest.keyClick(made.focusWidget(), Qt.Key.Key_Return))
    assert shown(made, "details_title") == "Introduce this program to GitHub"


def test_a_pasted_address_is_looked_at(stage: Stage) -> None:
    """An address leads to its service; one that leads nowhere is told beside the field, which keeps it."""
    made = wizard(stage)
    write(stage, made, "service_search", "login.northwind.example")
    issuer = "https://login.northwind.example"
    for name in ("openid-configuration", "oauth-authorization-server", "oauth-protected-resource"):
        stage.http.always(f"{issuer}/.well-known/{name}", failure(TransportFault.DNS, sent=False))
    stage.http.always(f"{issuer}/", failure(TransportFault.DNS, sent=False))
    stage.http.always(issuer, failure(TransportFault.DNS, sent=False))
    stage.click(made, "connect_address")
    stage.settle()
    assert page(made) == "choose_page"
    assert "cannot be reached" in shown(made, "choose_banner_title")
    document = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "registration_endpoint": f"{issuer}/register",
        "scopes_supported": ["openid", "offline_access"],
        "response_types_supported": ["code"],
    }
    stage.http.always(f"{issuer}/.well-known/openid-configuration", json_response(document))
    stage.http.always(f"{issuer}/.well-known/oauth-authorization-server", json_response(document))
    stage.click(made, "connect_address")
    stage.settle()
    assert page(made) == "permissions_page"
    assert shown(made, "permissions_title").endswith("login.northwind.example?")


def test_a_service_file(stage: Stage, tmp_path: Path) -> None:
    """A file opens its service; a file with a mistake is told with the line."""
    made = wizard(stage)
    bad, good = tmp_path / "bad.toml", tmp_path / "good.toml"
    bad.write_text('format = 1\n[service]\nid = "x"\nname = "X"\ncolour = "red"\n')
    good.write_text(
        'format = 1\n[service]\nid = "x"\nname = "Northwind"\n'
        'authorization_endpoint = "https://x.example/a"\ntoken_endpoint = "https://x.example/t"\n'
        '[client]\nclient_id = "desk"\n[scopes]\ndefault = ["read"]\n'
    )
    for path in (bad, good):
        stage.click(made, "open_file_button")
        dialog = made.findChild(QFileDialog)
        assert dialog is not None
        stage.act(lambda dialog=dialog, path=path: dialog.fileSelected.emit(str(path)))
        stage.act(dialog.reject)
        if path is bad:
            assert "bad.toml is not a service profile" in shown(made, "choose_banner_title")
    assert shown(made, "permissions_title") == "What may this connection do at Northwind?"


def test_the_model_keeps_qt_s_rules(stage: Stage) -> None:
    """The list of services can be changed at any time."""
    model = ServiceModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show([ACME, PLAIN])
    assert model.rowCount() == 2
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Acme CRM, Contacts, deals"
    model.show([])
    assert model.rowCount() == 0


def names(made: QWidget, grid: str) -> list[str]:
    """Return what a grid offers; nothing where it cannot be seen."""
    found = made.findChild(QAbstractItemView, grid)
    assert found is not None
    model = found.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())] if found.isVisible() else []


def test_what_is_used_here_stands_above_the_others(stage: Stage) -> None:
    """Recommended services have a heading of their own and the keyboard's first step; a search finds them first."""
    made = wizard(stage)
    assert (names(made, "here_grid"), shown(made, "here_title")) == ([], "")
    ours = [replace(ACME, id=f"ours-{number}", name=f"Ours {number}", recommended=True) for number in range(2)]
    others = [replace(ACME, id="an-ours", name="An Ours"), PLAIN]
    stage.act(lambda: made.pages.choose.show_services([*others, *ours]))
    assert (shown(made, "here_title"), shown(made, "others_title")) == ("What we use here", "All other services")
    assert names(made, "here_grid") == ["Ours 0", "Ours 1"]
    assert set(names(made, "service_grid")) == {"An Ours", PLAIN.name}
    search = made.findChild(QLineEdit, "service_search")
    stage.act(lambda: QTest.keyClick(search, Qt.Key.Key_Down))
    stage.act(lambda: QTest.keyClick(made.focusWidget(), Qt.Key.Key_Return))
    assert shown(made, "permissions_title") == "What may this connection do at Ours 0?"
    stage.click(made, "wizard_back")
    write(stage, made, "service_search", "ours")
    assert (names(made, "here_grid"), shown(made, "here_title")) == ([], "")
    assert names(made, "service_grid") == ["Ours 0", "Ours 1", "An Ours"]


def test_many_recommended_services_leave_room_for_the_others(stage: Stage) -> None:
    """Two rows at most are shown of what is used here; the rest is scrolled to."""
    made = wizard(stage, width=600)
    ours = [replace(ACME, id=f"ours-{number}", name=f"Ours {number}", recommended=True) for number in range(12)]
    stage.act(lambda: made.pages.choose.show_services([*ours, PLAIN]))
    here, others = (made.findChild(QAbstractItemView, name) for name in ("here_grid", "service_grid"))
    assert here is not None
    assert others is not None
    assert here.verticalScrollBar().maximum() > 0
    assert here.height() < 2 * stage.theme.px(80)
    assert others.height() > stage.theme.px(66)


def test_what_is_used_here_gives_way_in_a_low_window(stage: Stage) -> None:
    """Nothing stands on the heading of the others: the shelf shows fewer rows then, and scrolls."""
    made = wizard(stage)
    made.setFixedSize(460, 684)
    ours = [replace(ACME, id=f"ours-{number}", name=f"Ours {number}", recommended=True) for number in range(3)]
    stage.act(lambda: made.pages.choose.show_services([*ours, *stage.desk.catalogue.all()]))
    here = made.findChild(QAbstractItemView, "here_grid")
    heading = made.findChild(QLabel, "others_title")
    assert here is not None
    assert heading is not None
    assert here.geometry().bottom() < heading.geometry().top()
    assert here.height() >= stage.theme.px(66)
    assert here.verticalScrollBar().maximum() > 0


def test_the_lowest_window_keeps_search_list_and_ways(stage: Stage) -> None:
    """Categories and shelf are left out where there is no room for them, and come back with it; nothing is cut."""
    made = wizard(stage)
    made.setFixedSize(420, 480)
    ours = replace(ACME, recommended=True)
    stage.act(lambda: made.pages.choose.show_services([*stage.desk.catalogue.all(), ours]))
    other = made.findChild(QWidget, "other_service_button")
    assert other is not None
    assert other.mapTo(made, other.rect().bottomLeft()).y() < made.height()
    assert names(made, "here_grid") == []
    assert names(made, "service_grid")[0] == ours.name
    made.setFixedSize(1120, 684)
    stage.settle()
    assert names(made, "here_grid") == [ours.name]
    chip = made.findChild(QWidget, "category_all")
    assert chip is not None
    assert chip.isVisible()


def test_hosts_of_two_organisations_are_seen_before_the_browser_opens(stage: Stage) -> None:
    """C81: by clicks: both hosts are on the page, also where there is nothing to tick, and nothing was opened yet."""
    made = wizard(stage)
    endpoints = replace(ACME.endpoints, token="https://tokens.elsewhere.example.net/token")
    for service in (replace(ACME, endpoints=endpoints), replace(PLAIN, endpoints=endpoints)):
        pick(stage, made, service)
        assert shown(made, "permissions_hosts") == (
            "You sign in at acme.example, and the connection itself comes from tokens.elsewhere.example.net. "
            "Go on only if both belong to the service."
        )
        assert stage.browser.opened == []
        stage.click(made, "wizard_back")
    pick(stage, made, replace(ACME, endpoints=endpoints))
    stage.click(made, "permissions_continue")
    assert len(stage.browser.opened) == 1


def test_tab_goes_through_a_page_as_it_reads(stage: Stage) -> None:
    """From the search to the categories, the cards and the ways round them; then from box to box to the button."""

    def walk(steps: int) -> list[str]:
        for _ in range(steps):
            passed.append(made.focusWidget().objectName())
            stage.act(lambda: QTest.keyClick(made.focusWidget(), Qt.Key.Key_Tab))
        return passed

    passed: list[str] = []
    made = wizard(stage)
    ways = ["open_file_button", "other_service_button", "demo_button", "wizard_back", "service_search"]
    assert walk(8) == ["service_search", "category_all", "service_grid", *ways]
    pick(stage, made, ACME)
    passed.clear()
    boxes = ["permission_0", "permission_1", "permission_3"]
    again = "permissions_continue"
    assert walk(7) == [again, "permissions_browser_change", "wizard_back", *boxes, again]
