"""Use-cases that no start needs: each is imported and made when somebody first wants it."""

# Imports stand in functions here: all of them together would take longer than ``token`` may.
# ruff: noqa: PLC0415

import argparse
import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from oauth_desk import config
from oauth_desk.config import Settings
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.managed import Source
from oauth_desk.services.book import Book
from oauth_desk.services.company import Company
from oauth_desk.services.ports import (
    Autostart,
    Browser,
    Chance,
    Clock,
    HttpClient,
    KeyStore,
    Locks,
    PortTaken,
    VaultFile,
)
from oauth_desk.services.renewer import Renewer
from oauth_desk.services.tasks import TaskScope
from oauth_desk.services.vault_session import ReadPassphrase, VaultSession

if TYPE_CHECKING:
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
    from oauth_desk.services.protector import Protector
    from oauth_desk.services.releases import Releases
    from oauth_desk.services.sign_in import SignIn
    from oauth_desk.services.trace import Tracer


def company() -> Company:
    """Make what knows what the company set; a packager's own file is the weakest."""
    return Company(_ManagedPlaces())


class _ManagedPlaces:
    """A ManagedPlaces that loads what reads them with the first look."""

    async def read(self) -> Sequence[Source]:
        """Return what stands in each place."""
        from oauth_desk.adapters.managed_places import SystemPlaces, readers_of

        files = (*config.managed_files(), config.resources() / "settings.json")
        return await SystemPlaces(readers_of(files, plist=config.managed_preferences())).read()


def http_client(
    settings: Settings, company: Company, clock: Clock, chance: Chance, tracer: "Callable[[], Tracer]"
) -> HttpClient:
    """Make the client of every call."""
    from oauth_desk.adapters.choice_file import ChoiceFile
    from oauth_desk.adapters.http_client import HttpxClient
    from oauth_desk.services.choices import ManagedChoices
    from oauth_desk.services.proving_http import ProvingHttp
    from oauth_desk.services.tracing_http import TracingHttp

    client = HttpxClient(choices=ManagedChoices(ChoiceFile(settings.choices), company))
    return ProvingHttp(TracingHttp(client, tracer()), clock=clock, chance=chance)


def tracer(clock: Clock) -> "Tracer":
    """Make what lets a developer watch a sign-in."""
    from oauth_desk.services.trace import Tracer

    return Tracer(clock)


def catalogue(settings: Settings, company: Company, http: HttpClient) -> "Catalogue":
    """Make the services that can be connected."""
    from oauth_desk.adapters.profile_folders import DiskProfileFolder
    from oauth_desk.services.catalogue import Catalogue

    folders = (config.resources() / "services", *config.machine_profiles(), settings.profiles)
    return Catalogue(folders=[DiskProfileFolder(folder) for folder in folders], http=http, company=company)


def sign_in(
    catalogue: "Catalogue",
    *,
    book: Book,
    http: HttpClient,
    browser: Browser | None,
    clock: Clock,
    chance: Chance,
    tracer: "Tracer",
    renewer: Renewer,
) -> "SignIn":
    """Make what begins sign-ins."""
    from oauth_desk.adapters.browser import SystemBrowser
    from oauth_desk.adapters.loopback import LoopbackServer
    from oauth_desk.adapters.named_files import NamedFiles
    from oauth_desk.services.client_files import ClientFiles
    from oauth_desk.services.sign_in import SignIn
    from oauth_desk.services.sources import Sources

    return SignIn(
        book=book,
        catalogue=catalogue,
        http=http,
        loopback=LoopbackServer(),
        browser=browser or SystemBrowser(),
        clock=clock,
        chance=chance,
        tracer=tracer,
        client_files=ClientFiles(NamedFiles(), clock),
        sources=Sources(book=book, renewer=renewer, clock=clock),
    )


def api_keys(book: Book, http: HttpClient, clock: Clock) -> "ApiKeys":
    """Make what keeps keys that people copied."""
    from oauth_desk.services.api_keys import ApiKeys

    return ApiKeys(book=book, http=http, clock=clock)


def console(book: Book, renewer: Renewer, http: HttpClient, clock: Clock) -> "Console":
    """Make what makes API calls."""
    from oauth_desk.services.console import Console

    return Console(book=book, renewer=renewer, http=http, clock=clock)


def disconnector(book: Book, renewer: Renewer, http: HttpClient, locks: Locks, clock: Clock) -> "Disconnector":
    """Make what ends connections."""
    from oauth_desk.services.disconnect import Disconnector

    return Disconnector(book=book, http=http, locks=locks, clock=clock, renewer=renewer)


def inspector(book: Book, renewer: Renewer, http: HttpClient) -> "Inspector":
    """Make what asks a service about a connection."""
    from oauth_desk.services.inspection import Inspector

    return Inspector(book=book, renewer=renewer, http=http)


def archive(
    settings: Settings, *, book: Book, keys: KeyStore, locks: Locks, clock: Clock, read: ReadPassphrase
) -> "Archive":
    """Make what makes copies of all connections and goes back to them."""
    from oauth_desk.adapters.vault.copies import SqliteVaultCopies
    from oauth_desk.services.archive import Archive

    copies = SqliteVaultCopies(settings.vault, clock=clock)
    return Archive(copies=copies, keys=keys, locks=locks, book=book, read_passphrase=read)


def mover(archive: "Archive", company: Company, book: Book, locks: Locks, clock: Clock) -> "Mover":
    """Make what takes connections to another computer and from one."""
    import platform

    from oauth_desk.adapters.parcel_files import SealedParcelFiles
    from oauth_desk.services.mover import Mover

    files, sender = SealedParcelFiles(), platform.node()
    return Mover(book=book, files=files, archive=archive, locks=locks, clock=clock, sender=sender, company=company)


def browsers(book: Book) -> "Browsers":
    """Make what finds the browsers of this computer."""
    from oauth_desk.adapters.browsers.installed import InstalledBrowsers
    from oauth_desk.services.browsers import Browsers

    return Browsers(finder=InstalledBrowsers(), book=book)


def protector(file: VaultFile, keys: KeyStore, quiet: KeyStore, locks: Locks, session: VaultSession) -> "Protector":
    """Make what changes the vault's protection."""
    from oauth_desk.services.protector import Protector

    return Protector(file=file, keys=keys, quiet_keys=quiet, locks=locks, session=session)


def chosen(settings: Settings, company: Company) -> "Chosen":
    """Make what knows the person's choices."""
    from oauth_desk.adapters.choice_file import ChoiceFile
    from oauth_desk.services.choices import Chosen

    return Chosen(ChoiceFile(settings.choices), company)


def locking(chosen: "Chosen", session: VaultSession, book: Book, clock: Clock, tasks: TaskScope) -> "Locking":
    """Make what locks, by hand and by itself, as chosen."""
    from oauth_desk.adapters.presence import SystemPresence
    from oauth_desk.services.locking import Locking

    return Locking(session=session, chosen=chosen, presence=SystemPresence(), book=book, clock=clock, tasks=tasks)


def releases(settings: Settings, company: Company, chosen: "Chosen", http: HttpClient, clock: Clock) -> "Releases":
    """Make what knows of newer versions of the program."""
    from oauth_desk import __version__
    from oauth_desk.adapters.choice_file import ChoiceFile
    from oauth_desk.services.releases import Releases

    memory = ChoiceFile(settings.versions)
    return Releases(chosen=chosen, company=company, http=http, memory=memory, clock=clock, running=__version__)


def autostart(settings: Settings, company: Company) -> Autostart:
    """Make what lets the program start at login, on the same data as now."""
    from oauth_desk.adapters.autostart import SystemAutostart, own_command
    from oauth_desk.services.company import AllowedAutostart

    command = [*own_command(), "--hidden"]
    if settings.own_folder:
        command += ["--data-dir", str(settings.data_dir)]
    if settings.passphrase_file is not None:
        command += ["--passphrase-file", str(settings.passphrase_file.expanduser().absolute())]
    return AllowedAutostart(SystemAutostart(command), company)


def serve_demo(args: argparse.Namespace) -> None:
    """Run the demo service until it is stopped; raise DeskError where it cannot."""
    from oauth_desk.demo.server import serve

    announce = functools.partial(print, flush=True)
    try:
        serve(args.port, args.access_ttl, args.state_file, announce, args.exit_with_parent)
    except PortTaken as taken:
        title = f"Another program uses port {taken.port}."
        raise DeskError(
            "port_taken", title, advice="Choose another one, or none: then any free port is taken."
        ) from taken
