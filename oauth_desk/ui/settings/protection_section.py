"""What protects the connections now, and the ways to change it."""

from typing import Final

from PySide6.QtCore import Signal

from oauth_desk.services.ports import Protection
from oauth_desk.services.protection_words import protected_by, still_to_do
from oauth_desk.services.protector import Standing
from oauth_desk.ui.controls import Banner, Button, FlowRow, IconLabel
from oauth_desk.ui.settings.section import Section
from oauth_desk.ui.theme import Theme, Type

_MEANS: Final = {
    Protection.KEYRING: (
        "Your system keeps the key and hands it over while you are logged in. Whoever sits at your unlocked "
        "computer can open this window, too."
    ),
    Protection.PASSPHRASE: (
        "It is asked for at every start, and to unlock. Nobody can bring it back for you: without it your "
        "connections have to be made anew."
    ),
}


class ProtectionSection(Section):
    """``passphrase_requested`` and ``keyring_requested`` ask for a change, ``settle_requested`` for what is left."""

    passphrase_requested = Signal()
    keyring_requested = Signal()
    settle_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("Protection", theme, name="settings_protection")
        self._now = IconLabel("Looking…", theme, icon="lock", role=Type.STRONG, name="protection_now", wrap=True)
        self.column.addWidget(self._now)
        self._means = self.words("", name="protection_means")
        self._passphrase = Button("", theme, name="use_passphrase")
        self._keyring = Button("Use the keyring instead…", theme, name="use_keyring")
        self._buttons = FlowRow(theme.px(8))
        self._buttons.add(self._passphrase)
        self._buttons.add(self._keyring)
        self.column.addWidget(self._buttons)
        self._left = Banner(theme, name="protection_left")
        self.column.addWidget(self._left)
        self._buttons.hide()
        self._passphrase.clicked.connect(self.passphrase_requested)
        self._keyring.clicked.connect(self.keyring_requested)
        self._left.action_requested.connect(self.settle_requested)

    def show_standing(self, standing: Standing) -> None:
        """Say how things are."""
        by_passphrase = standing.protection is Protection.PASSPHRASE
        icon = "key" if by_passphrase else "shield"
        self._now.show_state(protected_by(standing), icon=icon, colour="text")
        self._means.setText("" if standing.protection is None else _MEANS[standing.protection])
        words = "Change the passphrase…" if by_passphrase else "Use a passphrase instead…"
        self._passphrase.setText(words)
        self._passphrase.setAccessibleName(words)
        self._passphrase.updateGeometry()
        self._keyring.setVisible(by_passphrase)
        self._buttons.show()
        left = still_to_do(standing)
        if left:
            self._left.tell(
                "One thing is left to do.", " ".join(left), tone="attention", action="Try now", closable=False
            )
        else:
            self._left.hide()
