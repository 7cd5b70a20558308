"""What a front end is handed: every use-case of the program, built and connected."""

from dataclasses import dataclass

from oauth_desk.config import Settings
from oauth_desk.services.activity import ActivityLog
from oauth_desk.services.book import Book
from oauth_desk.services.catalogue import Catalogue
from oauth_desk.services.console import Console
from oauth_desk.services.disconnect import Disconnector
from oauth_desk.services.inspection import Inspector
from oauth_desk.services.keeper import Keeper
from oauth_desk.services.ports import Clock, DemoHost, HttpClient
from oauth_desk.services.renewer import Renewer
from oauth_desk.services.sign_in import SignIn
from oauth_desk.services.tasks import TaskScope
from oauth_desk.services.vault_session import VaultSession


@dataclass(frozen=True, slots=True)
class Desk:
    """The program without a face. ``session`` is opened by whoever needs connections."""

    settings: Settings
    clock: Clock
    tasks: TaskScope
    session: VaultSession
    book: Book
    renewer: Renewer
    keeper: Keeper
    catalogue: Catalogue
    sign_in: SignIn
    console: Console
    disconnector: Disconnector
    inspector: Inspector
    activity: ActivityLog
    demo: DemoHost
    http: HttpClient
