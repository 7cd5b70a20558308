"""Browsers that are found, and how they are started."""
