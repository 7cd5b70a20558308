"""A web page as its forms: what a browser would send when a button is pressed."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

_TICKED: Final = ("radio", "checkbox")


@dataclass(slots=True)
class Control:
    """One input or button. ``chosen`` is what is sent: a tick for boxes, always true for text."""

    id: str
    kind: str
    name: str
    value: str
    chosen: bool


@dataclass(slots=True)
class Form:
    """One form with its controls in the page's order."""

    action: str
    method: str
    controls: list[Control] = field(default_factory=list)

    def find(self, control_id: str) -> Control | None:
        """Return the control with that id."""
        return next((control for control in self.controls if control.id == control_id), None)

    def choose(self, control: Control) -> None:
        """Choose one of several, as a click on it does."""
        for other in self.controls:
            if other.kind == "radio" and other.name == control.name:
                other.chosen = other is control

    def pressed(self, button: Control) -> list[tuple[str, str]]:
        """Return what is sent when ``button`` is pressed."""
        sent = [control for control in self.controls if control is button or (control.chosen and control is not button)]
        return [(control.name, control.value) for control in sent if control.name]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(found.get("action", ""), found.get("method", "get").upper()))
            self._inside = True
        elif tag in ("input", "button") and self._inside:
            self.forms[-1].controls.append(_control(tag, found))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


def _control(tag: str, found: dict[str, str]) -> Control:
    kind = "button" if tag == "button" else found.get("type", "text").lower()
    chosen = "checked" in found if kind in _TICKED else kind != "button"
    value = found.get("value", "on" if kind in _TICKED else "")
    return Control(found.get("id", ""), kind, found.get("name", ""), value, chosen)


def forms_of(html: str) -> list[Form]:
    """Return the forms of a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.forms
