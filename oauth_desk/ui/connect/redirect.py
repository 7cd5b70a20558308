"""Where the browser comes back to, as far as a person decides about it: a page of theirs, or the service's."""

from dataclasses import replace
from urllib.parse import urlsplit

from oauth_desk.domain.service import Service
from oauth_desk.domain.web_address import check_redirect
from oauth_desk.services.way_back import comes_back_here

_LOCK = "client.redirect_uri"


def is_page(service: Service) -> bool:
    """Tell whether the browser ends on a page of the web, whose address is pasted then."""
    return not comes_back_here(service.client.redirect_uri)


def is_open(service: Service) -> bool:
    """Tell whether another page may take its place."""
    return is_page(service) and _LOCK not in service.locked


def problem(text: str) -> str:
    """Say what is wrong with a page; empty where nothing is."""
    try:
        check_redirect(text)
    except ValueError as error:
        return f"The address {error}."
    return "" if text.startswith("https://") else "The address must start with https://."


def with_page(service: Service, page: str) -> Service:
    """Return the service with another page, where it may be."""
    if not is_open(service) or page == service.client.redirect_uri:
        return service
    return replace(service, client=replace(service.client, redirect_uri=page))


def note(service: Service) -> str:
    """Say what will happen there, where that is out of the ordinary."""
    if is_page(service):
        return (
            "At the end the browser shows a page that does not load. That is expected: copy its address and paste it "
            "here."
        )
    if urlsplit(service.client.redirect_uri).port is None:
        return ""
    return "This program listens there only while you sign in. Several services can have the same address."
