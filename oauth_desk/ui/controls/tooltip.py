"""Tooltips that show a text as it is."""

import html


def plain_tip(text: str) -> str:
    """Return a tooltip that shows ``text`` letter by letter.

    Qt takes one with a tag in it for HTML, and loads the pictures that it names: from wherever a stranger wrote.
    """
    if "<" not in text and "&" not in text:
        return text
    lines = html.escape(text).replace("\n", "<br>")
    return f"<qt>{lines}</qt>"
