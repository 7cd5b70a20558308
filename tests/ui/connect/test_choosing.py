"""Choosing what to connect."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QLineEdit,
)

from oauth_desk.services.ports import TransportFault
from oauth_desk.ui.connect.service_model import ServiceModel
from tests.fakes.http import failure, json_response
from tests.ui.connect.rig import ACME, PLAIN, page, shown, wizard, write
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
    assert names == ["GitHub", "GitLab"]
    stage.act(lambda: QTest.keyClick(search, Qt.Key.Key_Down))
    assert made.focusWidget() is grid
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
    assert [grid.model().index(row, 0).data() for row in range(grid.model().rowCount())] == ["GitHub", "GitLab"]
    write(stage, made, "service_search", "spotify")
    assert grid.model().index(0, 0).data() == "Spotify"
    write(stage, made, "service_search", "quickbooks")
    assert "no service called “quickbooks”" in shown(made, "nothing_found")


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
