"""The vault on disk: SQLite with sealed records."""
