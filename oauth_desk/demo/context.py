"""The parts of one running demo, put together once and handed to every page and endpoint."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from oauth_desk.demo.clients import Clients
from oauth_desk.demo.device_codes import DeviceCodes
from oauth_desk.demo.grants import Grants
from oauth_desk.demo.keys import Keys
from oauth_desk.demo.notes import Notes
from oauth_desk.demo.request_log import RequestLog
from oauth_desk.demo.switches import Switches
from oauth_desk.demo.tickets import Tickets


@dataclass(frozen=True, slots=True)
class Demo:
    """``now`` is the wall clock; ``save`` writes what must outlive a restart."""

    issuer: str
    clients: Clients
    grants: Grants
    devices: DeviceCodes
    tickets: Tickets
    switches: Switches
    log: RequestLog
    notes: Notes
    keys: Keys
    now: Callable[[], float]
    save: Callable[[], Awaitable[None]]
