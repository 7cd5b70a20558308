"""Choosing the browser that a connection signs in with."""
