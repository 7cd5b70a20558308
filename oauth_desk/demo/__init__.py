"""The demo service: an authorization server and a small API on loopback."""
