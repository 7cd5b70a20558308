"""Copies of all connections, and moving them to another computer."""
