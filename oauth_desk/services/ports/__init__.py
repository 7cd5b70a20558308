"""What the services need from outside. Adapters and fakes implement it; one contract suite runs on both."""

from oauth_desk.services.keyring_faults import KeyringError, KeyringState
from oauth_desk.services.ports.autostart import Autostart
from oauth_desk.services.ports.browser import (
    Browser,
    BrowserError,
    BrowserFinder,
    BrowserGone,
    CallbackPage,
    Listener,
    Loopback,
    PortTaken,
)
from oauth_desk.services.ports.checks import Check, Checks
from oauth_desk.services.ports.choices import ChoiceStore
from oauth_desk.services.ports.clock import Chance, Clock
from oauth_desk.services.ports.copies import PutBack, VaultCopies, VaultCopy
from oauth_desk.services.ports.demo import DemoHost
from oauth_desk.services.ports.files import FileReader
from oauth_desk.services.ports.http import (
    BACK_CHANNEL,
    HttpClient,
    Limits,
    StreamedAnswer,
    TransportError,
    TransportFault,
    Trust,
)
from oauth_desk.services.ports.keys import KeyStore
from oauth_desk.services.ports.locks import LockBusy, Locks
from oauth_desk.services.ports.managed import ManagedPlaces
from oauth_desk.services.ports.parcels import Parcel, ParcelError, ParcelFault, ParcelFiles
from oauth_desk.services.ports.presence import Presence, Sign
from oauth_desk.services.ports.profiles import ProfileFolder
from oauth_desk.services.ports.vault import Change, Changes, Gone, NameTaken, Vault, VaultFile
from oauth_desk.services.vault_faults import Protection, Unsettled, VaultError, VaultFault, VaultHeader

__all__ = [
    "BACK_CHANNEL",
    "Autostart",
    "Browser",
    "BrowserError",
    "BrowserFinder",
    "BrowserGone",
    "CallbackPage",
    "Chance",
    "Change",
    "Changes",
    "Check",
    "Checks",
    "ChoiceStore",
    "Clock",
    "DemoHost",
    "FileReader",
    "Gone",
    "HttpClient",
    "KeyStore",
    "KeyringError",
    "KeyringState",
    "Limits",
    "Listener",
    "LockBusy",
    "Locks",
    "Loopback",
    "ManagedPlaces",
    "NameTaken",
    "Parcel",
    "ParcelError",
    "ParcelFault",
    "ParcelFiles",
    "PortTaken",
    "Presence",
    "ProfileFolder",
    "Protection",
    "PutBack",
    "Sign",
    "StreamedAnswer",
    "TransportError",
    "TransportFault",
    "Trust",
    "Unsettled",
    "Vault",
    "VaultCopies",
    "VaultCopy",
    "VaultError",
    "VaultFault",
    "VaultFile",
    "VaultHeader",
]
