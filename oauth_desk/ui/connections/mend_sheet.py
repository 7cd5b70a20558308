"""The sheet that mends a connection that nobody signs in to: another key, another secret, another way through."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.secret import Secret
from oauth_desk.services.desk import Desk
from oauth_desk.services.enrolment import WrongAccount
from oauth_desk.services.overrides import Overrides, overridden
from oauth_desk.services.own_words import Proof, proof_of
from oauth_desk.services.sign_in_plan import SignInPlan
from oauth_desk.services.sources import source_names
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.connect.detail import Detail
from oauth_desk.ui.connect.own_panel import OwnPanel
from oauth_desk.ui.connect.plain_words import is_plain
from oauth_desk.ui.connect.proof import path_of
from oauth_desk.ui.controls import Button, ButtonKind, Sheet, Spinner, Text
from oauth_desk.ui.places.after_sign_in import PlaceAsker
from oauth_desk.ui.sign_in_flow import SignInFlow
from oauth_desk.ui.theme import Theme, Type

_ASKED: Final = {
    Proof.KEY: (Detail.KEY_FILE, Detail.KEY_ID, Detail.KEY_PASSPHRASE),
    Proof.SECRET: (Detail.CLIENT_SECRET,),
    Proof.SOURCE: (Detail.SOURCE,),
    Proof.OTHER: (),
}
_TITLES: Final = {
    Proof.KEY: "Another key for {name}",
    Proof.SECRET: "Another secret for {name}",
    Proof.SOURCE: "What {name} goes through",
    Proof.OTHER: "Connect {name} again",
}
_WORDS: Final = {
    Proof.KEY: "Make a new key at {service} and choose its file here. It is tried before it takes the place of the old "
    "one.",
    Proof.SECRET: "Copy the secret that {service} shows now. It is tried before it takes the place of the old one.",
    Proof.SOURCE: "{service} gives access to whoever is signed in at the connection that you choose.",
    Proof.OTHER: "The files that this program shows to {service} are read once more, and access is asked for anew.",
}
_BUTTONS: Final = {
    Proof.KEY: "Use this key",
    Proof.SECRET: "Use this secret",
    Proof.SOURCE: "Go through it",
    Proof.OTHER: "Try again",
}
_EMPTY: Final = {
    Detail.KEY_FILE: "Choose the file with the new key.",
    Detail.CLIENT_SECRET: "Copy the new secret here.",
    Detail.SOURCE: "Choose the connection to go through.",
}


class MendSheet(Sheet):
    """Stays open until access was given, or says why it was not; what was there before is used until then."""

    def __init__(self, connection: Connection, desk: Desk, bridge: Bridge, theme: Theme, parent: QWidget) -> None:
        self._newer = desk.accepted_update(connection.id)
        service = connection.service if self._newer is None else self._newer.service
        self._desk = desk
        # A file that newer settings name is read as it is; another one would not be theirs.
        brought = self._newer is not None and not service.lacks_proof and service.grant is not Grant.TOKEN_EXCHANGE
        self._proof = Proof.OTHER if brought else proof_of(service)
        names = {"name": connection.name, "service": connection.service.name}
        super().__init__(parent, theme, name="mend_sheet", title=_TITLES[self._proof].format(**names), width=500)
        self._connection = connection
        self._told_of: dict[Detail, str] | None = None
        self._flow = SignInFlow(desk, bridge, self)
        self._words = Text(_WORDS[self._proof].format(**names), theme, wrap=True, colour="second", name="mend_text")
        self._panel = OwnPanel(theme)
        self._problem = Text("", theme, colour="bad", wrap=True, name="mend_problem")
        self._problem.hide()
        self._spinner = Spinner(theme)
        self._spinner.hide()
        self._waiting = Text("", theme, role=Type.SECOND, colour="second", wrap=True, name="mend_waiting")
        self._cancel = Button("Cancel", theme, name="mend_cancel")
        self._go = Button(_BUTTONS[self._proof], theme, kind=ButtonKind.PRIMARY, name="mend_go")
        self._lay_out()
        self._panel.ask(_ASKED[self._proof], {})
        before = "" if connection.source is None else connection.source.name
        self._panel.offer(service, source_names(desk.book, without=connection.id), before)
        self._go.clicked.connect(self._try)
        self._cancel.clicked.connect(self.reject)
        self._panel.finished.connect(self._try)
        self._flow.finished.connect(partial(self._on_mended, bridge, theme, parent.window()))
        self._flow.failed.connect(self._on_failed)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.finished.connect(self._flow.cancel)
        self.finished.connect(self.deleteLater)
        self._panel.focus_first()

    def _lay_out(self) -> None:
        for widget in (self.title, self._words, self._panel, self._problem):
            self.column.addWidget(widget)
        self.buttons.addWidget(self._spinner)
        self.buttons.addWidget(self._waiting, 1)
        self.buttons.addWidget(self._cancel)
        self.buttons.addWidget(self._go)

    # --- gestures ----------------------------------------------------------------

    def _try(self) -> None:
        if not self._go.isEnabled() or self._tell_missing():
            return
        self._set_busy(f"Asking {self._connection.service.name} for access.")
        self._flow.start(self._plan)

    def _tell_missing(self) -> bool:
        typed, missing = self._panel.typed(), False
        for detail, field in self._panel.fields().items():
            empty = detail in _EMPTY and not typed[detail].strip()
            field.show_problem(_EMPTY[detail] if empty else "")
            missing = missing or empty
        return missing

    async def _plan(self) -> SignInPlan:
        typed = {detail: text.strip() for detail, text in self._panel.typed().items() if text.strip()}
        secret, passphrase = typed.get(Detail.CLIENT_SECRET), typed.get(Detail.KEY_PASSPHRASE)
        given = Overrides(
            client_secret=None if secret is None else Secret(secret),
            private_key_file=path_of(typed.get(Detail.KEY_FILE)),
            key_id=typed.get(Detail.KEY_ID),
        )
        newer = self._newer
        service = self._desk.updates.with_locks_of_now(self._connection.service) if newer is None else newer.service
        return SignInPlan(
            service=overridden(service, given),
            scopes=None if newer is None else newer.scopes,
            reconnect=self._connection.id,
            replace_account=self._told_of == self._panel.typed(),
            key_passphrase=None if passphrase is None else Secret(passphrase),
            source=typed.get(Detail.SOURCE),
        )

    def _on_mended(self, bridge: Bridge, theme: Theme, window: QWidget, connection: Connection) -> None:
        self.accept()
        PlaceAsker(self._desk, bridge, theme, window).look(connection)

    def _on_failed(self, error: DeskError) -> None:
        self._set_busy("")
        if isinstance(error, WrongAccount):
            self._told_of = self._panel.typed()
            self._problem.setText(
                f"This leads to {error.found}, but the connection belongs to {error.expected}. Nothing was changed. "
                f"Press the button again to let it belong to {error.found} from now on."
            )
        else:
            parts = (part for part in (error.title, error.detail, error.advice) if part and is_plain(part))
            self._problem.setText(" ".join((*parts, "The connection is as it was before.")))
        self._problem.show()

    def _set_busy(self, words: str) -> None:
        self._go.setEnabled(not words)
        self._spinner.setVisible(bool(words))
        self._waiting.setText(words)
        if words:
            self._problem.hide()
