"""The page for developers."""

import json
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from oauth_desk.domain.secret import MASK, Secret
from oauth_desk.domain.service import Client, Security
from oauth_desk.ui.connections.detail_facts import commands, decoded, groups
from oauth_desk.ui.connections.details import DetailsPage
from tests.fakes.http import json_response
from tests.ui import samples
from tests.ui.stage import Stage

GOOGLE = "id-google-google"
NOW = 1.8e9


@pytest.fixture
def page(stage: Stage) -> DetailsPage:
    """Return the page about Google."""
    stage.open(samples.drawn(stage.now))
    made = DetailsPage(stage.desk, stage.bridge, stage.theme)
    stage.show(made, 780, 1600)
    made.show_connection(GOOGLE)
    stage.settle()
    return made


def words(page: QWidget) -> str:
    """Return everything that can be read on the page."""
    labels = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    boxes = [box.toPlainText() for box in page.findChildren(QPlainTextEdit) if box.isVisible()]
    return "\n".join(labels + boxes).replace("\u200b", "")


def test_secrets_are_masked(page: DetailsPage) -> None:
    """No secret can be read, nor heard by a screen reader, before it is asked for."""
    assert "canary" not in words(page)
    assert MASK in words(page)
    spoken = " ".join(widget.accessibleName() for widget in page.findChildren(QWidget))
    assert "canary" not in spoken


def test_a_secret_shows_and_hides(stage: Stage, page: DetailsPage) -> None:
    """Revealing shows one secret; leaving the page hides it again."""
    stage.click(page, "reveal_access_token")
    assert "access-google-canary" in words(page)
    assert "refresh-google-canary" not in words(page)
    page.hide()
    page.show()
    assert "canary" not in words(page)


def test_a_copied_secret_leaves_the_clipboard(stage: Stage, page: DetailsPage) -> None:
    """C106: a copied secret is marked as one, and taken back."""
    stage.click(page, "copy_refresh_token")
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == "refresh-google-canary"
    assert clipboard.mimeData().hasFormat("x-kde-passwordManagerHint")
    page.forget_copied()
    assert clipboard.text() == ""


def test_facts_are_copied(stage: Stage, page: DetailsPage) -> None:
    """A fact's button copies exactly the fact."""
    stage.click(page, "copy_redirect_uri")
    assert QGuiApplication.clipboard().text() == "http://127.0.0.1/callback"


def test_nothing_invisible_is_copied_by_selecting(page: DetailsPage) -> None:
    """Texts with invisible marks to break lines at cannot be selected; those that can be selected have none."""
    for label in page.findChildren(QLabel):
        selectable = label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
        assert not (selectable and "\u200b" in label.text()), label.objectName()


def test_a_jwt_is_decoded(stage: Stage, page: DetailsPage) -> None:
    """A JWT can be read, with the note that nobody verified it here; other tokens offer nothing."""
    stage.click(page, "decoded_id_token_unfold")
    assert '"email": "ana.petrova@gmail.com"' in words(page)
    assert page.findChild(QWidget, "decoded_access_token_unfold") is None
    stage.click(page, "decoded_id_token_unfold")
    assert '"email"' not in words(page)


def test_introspection_on_demand(stage: Stage, page: DetailsPage) -> None:
    """C96: the server is asked only when the button is pressed, and its answer is shown."""
    assert stage.http.requests == []
    stage.http.reply("https://google.example/introspect", json_response({"active": True, "scope": "email"}))
    stage.click(page, "introspect_button")
    assert '"active": true' in words(page)


def test_an_answer_outlives_a_renewal(stage: Stage, page: DetailsPage) -> None:
    """What somebody reads stays while the connection is renewed: the server's answer, and what was unfolded."""
    stage.http.reply("https://google.example/introspect", json_response({"active": True, "scope": "email"}))
    stage.click(page, "introspect_button")
    stage.click(page, "decoded_id_token_unfold")
    connection = stage.desk.book.require(GOOGLE)
    stage.run(stage.desk.book.rename(GOOGLE, "Renamed"))
    stage.settle()
    assert stage.desk.book.require(GOOGLE) != connection
    assert '"active": true' in words(page)
    assert '"email": "ana.petrova@gmail.com"' in words(page)
    page.show_connection("id-slack-slack")
    page.show_connection(GOOGLE)
    assert '"active": true' not in words(page)


def test_an_answer_about_another_connection(stage: Stage, page: DetailsPage) -> None:
    """An answer that comes when another connection is shown is not shown as that one's."""
    stage.http.reply("https://google.example/introspect", json_response({"active": True, "scope": "email"}))
    ask = page.findChild(QWidget, "introspect_button")

    def ask_and_leave() -> None:
        ask.click()
        page.show_connection("id-slack-slack")

    stage.act(ask_and_leave)
    stage.settle()
    assert len(stage.http.requests) == 1
    assert '"active": true' not in words(page)


def test_a_question_that_fails(stage: Stage, page: DetailsPage) -> None:
    """A server that does not answer is told on the page."""
    stage.http.reply("https://google.example/introspect", json_response({"error": "no"}, status=500))
    stage.click(page, "introspect_button")
    banner = page.findChild(QWidget, "details_banner")
    assert banner.isVisible()


def test_what_the_server_does_not_offer(stage: Stage) -> None:
    """A question that the server has no endpoint for is switched off, and says why."""
    stage.open(samples.drawn(stage.now))
    page = DetailsPage(stage.desk, stage.bridge, stage.theme)
    stage.show(page)
    page.show_connection("id-slack-slack")
    button = page.findChild(QWidget, "introspect_button")
    assert not button.isEnabled()
    assert button.toolTip()


def test_follows_changes(stage: Stage, page: DetailsPage) -> None:
    """A renewal shows its new generation, at once or when the page is seen again."""
    page.hide()
    stage.run(stage.book.change(GOOGLE, lambda old: replace(old, generation=7)))
    stage.settle()
    page.show()
    stage.settle()
    found = [label.text() for label in page.findChildren(QLabel, "fact_generation")]
    assert found[-1] == "7"


def test_no_tokens(stage: Stage, page: DetailsPage) -> None:
    """A connection without tokens says so."""
    bare = samples.drawn(stage.now)[4]
    bare = replace(bare, id="bare", name="Bare", tokens=replace(bare.tokens, access_token=None, id_token=None))
    stage.run(stage.book.add(bare))
    page.show_connection("bare")
    stage.settle()
    assert page.findChild(QWidget, "no_tokens").isVisible()


def test_commands_hold_no_secret() -> None:
    """Snippets name the connection, quoted for the shell, and never the token."""
    made = samples.connection(samples.GOOGLE, "", NOW, age=1, lifetime=60, name="Ana's; rm -rf")
    lines = [fact.value for fact in commands(made)]
    assert lines[0] == """oauth-desk token 'Ana'"'"'s; rm -rf'"""
    assert not any("canary" in line for line in lines)
    dashed = replace(made, name="-x")
    assert commands(dashed)[0].value == "oauth-desk token -- -x"


def test_facts_without_a_value_are_left_out() -> None:
    """The page lists what is known and nothing else; no fact holds a secret."""
    facts = [fact for group in groups(samples.drawn(NOW)[1], NOW, NOW + 60) for fact in group.facts]
    assert all(fact.value for fact in facts)
    assert not any("canary" in fact.value for fact in facts)
    labels = {fact.label for fact in facts}
    assert {"Expires", "Issuer", "Client ID", "Generation", "Next renewal"} <= labels
    assert "Pushed request" not in labels


def test_decoding() -> None:
    """Only what is a JWT is decoded."""
    claims = json.loads(decoded(samples.jwt({"sub": "ä"})))
    assert claims["payload"] == {"sub": "ä"}
    assert decoded(None) == ""
    assert decoded(samples.drawn(NOW)[1].tokens.access_token) == ""


def test_the_last_sign_in_step_by_step(stage: Stage, page: DetailsPage) -> None:
    """What was sent and checked stands behind a button, for a connection that was signed in since the start."""
    assert page.findChild(QWidget, "sign_in_trace_unfold") is None
    with stage.desk.tracer.recording():
        stage.desk.tracer.passed("The ID token holds", "nonce: equal to the one sent")
        stage.desk.tracer.keep(GOOGLE)
    page.show_connection(GOOGLE)
    stage.settle()
    stage.click(page, "sign_in_trace_unfold")
    assert "✓ The ID token holds" in words(page)
    assert "nonce: equal" in words(page)


@pytest.mark.parametrize(
    ("days", "words"), [(400, ""), (9, "left: put another in its place"), (-1, "over: put another")]
)
def test_how_the_program_proves_itself(days: float, words: str) -> None:
    """The method is named, what is in the vault is told and not shown, and a certificate's end is warned of."""
    google = samples.drawn(NOW)[0]
    proving = replace(
        google.service,
        client=Client("desk", private_key=Secret("canary-key"), private_key_file="/k.pem", key_id="k1"),
        security=Security(
            certificate=Secret("canary-certificate"), certificate_ends_at=NOW + days * 86_400, authorities="canary-ca"
        ),
    )
    found = {
        fact.label: fact.value for group in groups(replace(google, service=proving), NOW, None) for fact in group.facts
    }
    assert (found["Authentication"], found["Name of the key"]) == ("private_key_jwt", "k1")
    assert found["Private key"] == found["Certificate authority"] == "kept in the vault"
    assert found["Client certificate"] == "kept in the vault, with its key"
    assert words in found["Certificate ends"]
    assert ("put another" in found["Certificate ends"]) == bool(words)
    assert "canary" not in str(found)
