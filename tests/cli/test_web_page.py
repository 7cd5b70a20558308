"""Reading the forms of a page as a browser would."""

from oauth_desk.cli.web_page import forms_of

PAGE = """<p>Words & more</p><input name="outside" value="x">
<form method="post" action="/go?a=1&amp;b=2">
<input type="hidden" name="ticket" value="a&quot;b">
<input type="radio" name="user" id="user-ana" value="ana" checked>
<input type="radio" name="user" id="user-ben" value="ben">
<input type="radio" name="colour" id="red" value="red" checked>
<input type="checkbox" name="scope" value="read" checked><input type="checkbox" name="scope" value="write">
<input type="checkbox" name="plain" checked><input name="empty">
<button id="allow" name="decision" value="allow">Allow</button>
<button id="deny" name="decision" value="deny">No</button>
</form><form><button id="alone">Go</button></form>"""


def test_what_is_sent() -> None:
    """Hidden fields, ticked boxes and the pressed button are sent; other buttons and empty boxes are not."""
    form = forms_of(PAGE)[0]
    assert (form.method, form.action) == ("POST", "/go?a=1&b=2")
    assert form.pressed(form.find("allow")) == [
        ("ticket", 'a"b'),
        ("user", "ana"),
        ("colour", "red"),
        ("scope", "read"),
        ("plain", "on"),
        ("empty", ""),
        ("decision", "allow"),
    ]


def test_choosing_one_of_several() -> None:
    """Choosing a person drops the one before, and nothing else."""
    form = forms_of(PAGE)[0]
    form.choose(form.find("user-ben"))
    sent = form.pressed(form.find("deny"))
    assert ("user", "ben") in sent
    assert ("user", "ana") not in sent
    assert ("colour", "red") in sent
    assert ("decision", "deny") in sent


def test_defaults_and_oddities() -> None:
    """A form without words sends a GET to its own page; a page without forms has none."""
    form = forms_of(PAGE)[1]
    assert (form.method, form.action) == ("GET", "")
    assert form.pressed(form.find("alone")) == []
    assert form.find("nothing") is None
    assert forms_of("<p>no form</p><button>") == []
    assert forms_of("<form><input <<<>") != []
