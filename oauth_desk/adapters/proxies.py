"""Which proxy a request goes through: the system's, none, or one that the person chose."""

import asyncio
import sys
from typing import Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from oauth_desk.adapters.request_rules import is_loopback
from oauth_desk.domain.proxy import NONE, SYSTEM, check_proxy
from oauth_desk.services.choices import choices_from
from oauth_desk.services.ports import ChoiceStore, Clock

LOOK_AGAIN: Final = 2.0
"""Seconds after which another process's choice shows."""

_MAY_WAIT: Final = sys.platform in {"win32", "darwin"}
"""Elsewhere the system's proxy is in variables. Windows may look the host's name up for it."""


class BadProxy(Exception):
    """The proxy that was set cannot be used; the message is a plain sentence without the address."""


class Proxies:
    """Reads the choice now and then; without a ``store`` it is the system's proxy."""

    def __init__(self, store: ChoiceStore | None, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._read_at: float | None = None
        self._choice = SYSTEM

    async def for_url(self, url: str) -> str | None:
        """Return the proxy's address for a request; never one for this computer itself. Raise BadProxy."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if is_loopback(host):
            return None
        choice = await self._chosen()
        if choice == NONE:
            return None
        if choice != SYSTEM:
            try:
                return check_proxy(choice)
            except ValueError as error:
                raise BadProxy(f"the proxy in the settings cannot be used: {error}") from None
        if _MAY_WAIT:
            return await asyncio.to_thread(_of_system, parts.scheme, host)
        return _of_system(parts.scheme, host)

    async def _chosen(self) -> str:
        now = self._clock.monotonic()
        if self._store is not None and (self._read_at is None or now - self._read_at >= LOOK_AGAIN):
            self._read_at = now
            self._choice = choices_from(await self._store.load()).proxy
        return self._choice


def _of_system(scheme: str, host: str) -> str | None:
    """Return the proxy of the variables, on Windows and macOS else of the system's own settings."""
    proxies = getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    if proxy is None or proxy_bypass(host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
