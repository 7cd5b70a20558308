"""Writes the table for people into README.md."""

from tests.conformance.rendering import PAGE, rendered

PAGE.write_text(rendered(), encoding="utf-8")
