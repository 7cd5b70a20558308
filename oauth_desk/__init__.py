"""OAuth Desk keeps a person's connections to web services signed in."""

__version__ = "0.1.0"
