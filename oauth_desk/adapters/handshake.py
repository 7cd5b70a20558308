"""Asking a server once more, without a request, whether it takes this program's certificate.

With TLS 1.3 a server says so only after the request is on its way, and its alert may be lost
in the connection that breaks (RFC 8446 §4.4.2.4).
"""

import asyncio
import ssl
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

PATIENCE: Final = 2.0
"""Seconds; a server that takes the certificate says nothing."""


async def alert_of(url: str, context: ssl.SSLContext) -> ssl.SSLError | None:
    """Return the alert that a server sends after the handshake; None where it sends none in time."""
    parts = urlsplit(url)
    writer = None
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 443, ssl=context)
            await reader.read(1)
    except ssl.SSLError as error:
        return error
    except (OSError, TimeoutError):
        return None
    finally:
        if writer is not None:
            writer.close()
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await writer.wait_closed()
    return None
