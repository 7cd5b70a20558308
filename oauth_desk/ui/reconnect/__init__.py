"""The dialog for connections that need their owner."""
