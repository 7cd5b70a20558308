"""Choosing a proxy."""

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from tests.ui.settings.proxy_choice import choose_proxy
from tests.ui.settings.scenes import settings
from tests.ui.stage import Stage


def shown(within: QWidget, name: str) -> str:
    """Return what a label shows; empty where it cannot be seen."""
    found = within.findChild(QLabel, name)
    return found.text() if found is not None and found.isVisible() else ""


def test_none_and_the_system_count_at_once(stage: Stage) -> None:
    """Both are saved with the choice, and nobody is asked for an address."""
    made = settings(stage)
    line = made.findChild(QLineEdit, "proxy_address")
    assert not line.isVisible()
    choose_proxy(stage, made, 1)
    assert stage.choices.values["proxy"] == "none"
    choose_proxy(stage, made, 0)
    assert stage.choices.values["proxy"] == "system"
    assert not line.isVisible()


def test_an_address_counts_once_it_is_one(stage: Stage) -> None:
    """An address is saved in full; until it is one, what was chosen before counts and the mistake is told."""
    made = settings(stage)
    choose_proxy(stage, made, 2)
    assert made.focusWidget() is made.findChild(QLineEdit, "proxy_address")
    assert "proxy" not in stage.choices.values
    choose_proxy(stage, made, 2, "http://ana:canary@proxy:1")
    assert "password" in shown(made, "proxy_address_hint")
    assert "canary" not in str(stage.choices.values)
    choose_proxy(stage, made, 2, "none")
    assert "no address" in shown(made, "proxy_address_hint")
    choose_proxy(stage, made, 2, "proxy.example.com:3128")
    assert stage.choices.values["proxy"] == "http://proxy.example.com:3128"
    assert "For example" in shown(made, "proxy_address_hint")


def test_a_mistake_in_the_file_is_shown(stage: Stage) -> None:
    """What an administrator wrote wrong stands there with what is wrong about it."""
    stage.choices.values = {"proxy": "socks5://proxy:1080"}
    made = settings(stage)
    assert made.findChild(QComboBox, "proxy_way").currentText() == "This one"
    assert made.findChild(QLineEdit, "proxy_address").text() == "socks5://proxy:1080"
    assert "http or https" in shown(made, "proxy_address_hint")
