"""Choosing the place that a connection's calls are for."""
