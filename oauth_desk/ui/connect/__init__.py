"""The wizard that connects a service."""
