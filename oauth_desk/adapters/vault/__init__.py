"""The vault: one SQLite file whose records are sealed one by one (NORMS C103, C104)."""
