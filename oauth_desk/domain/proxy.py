"""Which proxy is used: a word or an address (RFC 9110 §9.3.6)."""

from typing import Final
from urllib.parse import urlsplit

SYSTEM: Final = "system"
NONE: Final = "none"
_LONGEST: Final = 2048


def check_proxy(text: str) -> str:
    """Return ``system``, ``none``, or the proxy's address in full; raise ValueError with a plain sentence.

    A user name and password are refused: this stands in a plain file.
    """
    text = text.strip()
    if text in {SYSTEM, NONE}:
        return text
    if not text:
        raise ValueError("Give the proxy’s address, for example proxy.example.com:3128.")
    if len(text) > _LONGEST or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("This is no address of a proxy.")
    address = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("This is no address of a proxy.") from None
    if parts.scheme not in {"http", "https"}:
        raise ValueError("Only proxies that are spoken to by http or https can be used.")
    if "@" in parts.netloc:
        raise ValueError(
            "It must not hold a user name or password: settings are a plain file. "
            "Leave this at the system’s proxy, and put the whole address into the variable HTTPS_PROXY."
        )
    if not host or port == 0 or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError("This is no address of a proxy.")
    return f"{parts.scheme}://{parts.netloc}"
