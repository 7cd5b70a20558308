"""What a front end is handed: every use-case of the program, built and connected."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from oauth_desk.config import Settings
from oauth_desk.services.activity import ActivityLog
from oauth_desk.services.book import Book
from oauth_desk.services.company import Company
from oauth_desk.services.keeper import Keeper
from oauth_desk.services.ports import Autostart, Clock, DemoHost, HttpClient
from oauth_desk.services.renewer import Renewer
from oauth_desk.services.tasks import TaskScope
from oauth_desk.services.vault_session import VaultSession

if TYPE_CHECKING:
    from oauth_desk.domain.profile_update import Update
    from oauth_desk.services.api_keys import ApiKeys
    from oauth_desk.services.archive import Archive
    from oauth_desk.services.browsers import Browsers
    from oauth_desk.services.catalogue import Catalogue
    from oauth_desk.services.choices import Chosen
    from oauth_desk.services.console import Console
    from oauth_desk.services.disconnect import Disconnector
    from oauth_desk.services.inspection import Inspector
    from oauth_desk.services.locking import Locking
    from oauth_desk.services.mover import Mover
    from oauth_desk.services.places import PlaceBook
    from oauth_desk.services.profile_updates import ProfileUpdates
    from oauth_desk.services.protector import Protector
    from oauth_desk.services.releases import Releases
    from oauth_desk.services.sign_in import SignIn
    from oauth_desk.services.trace import Tracer


@dataclass(frozen=True, slots=True)
class Late:
    """Makes the use-cases that are not imported before somebody wants them: ``token`` must be quick."""

    catalogue: "Callable[[], Catalogue]"
    sign_in: "Callable[[Catalogue], SignIn]"
    tracer: "Callable[[], Tracer]"
    api_keys: "Callable[[], ApiKeys]"
    console: "Callable[[], Console]"
    disconnector: "Callable[[], Disconnector]"
    inspector: "Callable[[], Inspector]"
    protector: "Callable[[], Protector]"
    locking: "Callable[[], Locking]"
    archive: "Callable[[], Archive]"
    mover: "Callable[[Archive], Mover]"
    browsers: "Callable[[], Browsers]"
    releases: "Callable[[Chosen], Releases]"
    autostart: Callable[[], Autostart]


@dataclass(frozen=True)
class Desk:
    """The program without a face. ``session`` is opened by whoever needs connections."""

    settings: Settings
    clock: Clock
    tasks: TaskScope
    session: VaultSession
    book: Book
    renewer: Renewer
    keeper: Keeper
    activity: ActivityLog
    demo: DemoHost
    http: HttpClient
    late: Late
    company: Company = field(default_factory=Company)

    @cached_property
    def catalogue(self) -> "Catalogue":
        """Return the services that can be connected."""
        return self.late.catalogue()

    @cached_property
    def sign_in(self) -> "SignIn":
        """Return what begins sign-ins."""
        return self.late.sign_in(self.catalogue)

    @property
    def tracer(self) -> "Tracer":
        """Return what lets a developer watch a sign-in."""
        return self.late.tracer()

    @cached_property
    def api_keys(self) -> "ApiKeys":
        """Return what keeps keys that people copied."""
        return self.late.api_keys()

    @cached_property
    def console(self) -> "Console":
        """Return what makes API calls."""
        return self.late.console()

    @cached_property
    def places(self) -> "PlaceBook":
        """Return what lists and chooses the places that calls are for."""
        from oauth_desk.services.places import PlaceBook  # noqa: PLC0415 - no start needs it

        return PlaceBook(book=self.book, console=self.console, clock=self.clock)

    @cached_property
    def disconnector(self) -> "Disconnector":
        """Return what ends connections."""
        return self.late.disconnector()

    @cached_property
    def inspector(self) -> "Inspector":
        """Return what asks a service about a connection."""
        return self.late.inspector()

    @cached_property
    def archive(self) -> "Archive":
        """Return what makes copies of all connections and goes back to them."""
        return self.late.archive()

    @cached_property
    def mover(self) -> "Mover":
        """Return what takes connections to another computer and from one."""
        return self.late.mover(self.archive)

    @cached_property
    def browsers(self) -> "Browsers":
        """Return what finds the browsers of this computer."""
        return self.late.browsers()

    @cached_property
    def protector(self) -> "Protector":
        """Return what changes the vault's protection."""
        return self.late.protector()

    @cached_property
    def locking(self) -> "Locking":
        """Return what locks, by hand and by itself, as chosen."""
        return self.late.locking()

    @cached_property
    def releases(self) -> "Releases":
        """Return what knows of newer versions of the program."""
        return self.late.releases(self.locking.chosen)

    @cached_property
    def autostart(self) -> Autostart:
        """Return what lets the program start at login."""
        return self.late.autostart()

    @cached_property
    def updates(self) -> "ProfileUpdates":
        """Return what finds connections whose profile has changed."""
        from oauth_desk.services.profile_updates import ProfileUpdates  # noqa: PLC0415 - no start needs it

        return ProfileUpdates(book=self.book, catalogue=self.catalogue, clock=self.clock)

    def update_to_ask(self, connection_id: str) -> "Update | None":
        """Return newer settings that the owner of a connection has not been asked about; None before anybody looked."""
        return self.updates.to_ask(connection_id) if "updates" in self.__dict__ else None

    def accepted_update(self, connection_id: str) -> "Update | None":
        """Return newer settings that the next sign-in is to use."""
        return self.updates.accepted(connection_id) if "updates" in self.__dict__ else None
