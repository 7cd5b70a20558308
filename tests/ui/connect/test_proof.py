"""Keys and certificates in the wizard: for developers, and in nobody else's way."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client
from oauth_desk.ui.connect import proof
from oauth_desk.ui.connect.detail import Detail
from oauth_desk.ui.connect.journey import Journey
from oauth_desk.ui.connect.plain_words import is_plain
from tests.fakes.http import form_of
from tests.protocol.keys import pem, private_key
from tests.services.stage import KNOWN
from tests.ui.connect.rig import ACME, TOKEN, choose_proof, come_back, grant, page, shown, wizard, write
from tests.ui.stage import Stage

SIGNATURE = list(proof.WAYS).index(AuthMethod.PRIVATE_KEY_JWT)
NEEDY = replace(ACME, issuer="https://acme.example", client=Client(), client_secret_needed=True, metadata=KNOWN)
"""A service whose own page gives out a client ID and a secret."""


def visible(within: QWidget, name: str) -> bool:
    """Tell whether something can be seen."""
    found = within.findChild(QWidget, name)
    return found is not None and found.isVisible()


def test_nobody_is_asked_for_a_key(stage: Stage) -> None:
    """The page asks for a client ID and a secret; the rest is one quiet line."""
    made = wizard(stage)
    stage.act(lambda: made.start("google"))
    assert visible(made, "proof_toggle")
    assert not visible(made, "proof_card")
    stage.click(made, "proof_toggle")
    assert visible(made, "proof_card")
    assert not visible(made, "field_key_file")
    stage.click(made, "proof_toggle")
    assert not visible(made, "proof_card")


def test_a_developer_signs_with_a_key(stage: Stage) -> None:
    """C85: a file, its passphrase and the key's name are enough; no secret is asked for then."""
    stage.files.files[Path("/keys/desk.pem")] = pem(private_key("EC"), "pass phrase")
    made = wizard(stage)
    stage.act(lambda: made.pages.choose.service_chosen.emit(NEEDY))
    write(stage, made, "field_client_id", "desk")
    choose_proof(stage, made, SIGNATURE)
    stage.click(made, "details_continue")
    assert shown(made, "field_key_file_hint") == "Choose the file with the private key."
    for name, text in (("key_file", "/keys/desk.pem"), ("key_id", "k1"), ("key_passphrase", "pass phrase")):
        write(stage, made, f"field_{name}", text)
    assert made.findChild(QLineEdit, "field_key_passphrase").echoMode() is QLineEdit.EchoMode.Password
    stage.click(made, "details_continue")
    assert page(made) == "permissions_page"
    stage.click(made, "permissions_continue")
    stage.settle()
    grant(stage)
    come_back(stage, code="c")
    sent = stage.http.sent_to(TOKEN)[0]
    assert sent.client_proof is not None
    assert '"kid":"k1"' in sent.client_proof.key.reveal()
    assert "client_secret" not in form_of(sent)


def test_a_service_that_wants_a_key_asks_for_it(stage: Stage) -> None:
    """A profile that names the way and no file has the choice open."""
    made = wizard(stage)
    wanting = replace(ACME, client=Client("desk", auth_method=AuthMethod.TLS))
    stage.act(lambda: made.pages.choose.service_chosen.emit(wanting))
    assert visible(made, "field_certificate")
    ways = made.findChild(QComboBox, "proof_way")
    assert ways.currentText() == "A certificate of an authority"


def test_what_an_administrator_decided_is_not_offered(stage: Stage) -> None:
    """A locked way is no choice, and nothing typed before changes it."""
    locked = replace(NEEDY, locked=("client.auth_method",))
    made = wizard(stage)
    stage.act(lambda: made.pages.choose.service_chosen.emit(locked))
    assert not visible(made, "proof_toggle")
    typed = {Detail.PROOF: str(AuthMethod.TLS), Detail.CERTIFICATE: "/c.pem"}
    assert proof.with_proof(locked, typed) == locked
    assert proof.problems(locked, typed) == {}


def test_the_choice_is_kept_on_the_way_back() -> None:
    """What was typed of a key goes along to the sign-in, its passphrase too, and is in no repr."""
    journey = Journey()
    journey.choose(NEEDY)
    journey.keep(
        {
            Detail.CLIENT_ID: "desk",
            Detail.PROOF: str(AuthMethod.SELF_SIGNED_TLS),
            Detail.CERTIFICATE: "/c.pem",
            Detail.CERTIFICATE_KEY: "/c.key",
            Detail.KEY_PASSPHRASE: "canary",
        }
    )
    assert journey.draft.problems() == {}
    plan = journey.plan()
    assert plan.key_passphrase == Secret("canary")
    assert (plan.service.security.client_certificate, plan.service.security.client_key) == ("/c.pem", "/c.key")
    assert plan.service.client.auth_method is AuthMethod.SELF_SIGNED_TLS
    assert "canary" not in repr(journey.draft)
    assert not plan.service.needs_client


def test_the_words_are_plain() -> None:
    """The choice speaks of keys and certificates, not of the standards."""
    assert all(is_plain(words) for words in proof.WAYS.values())
