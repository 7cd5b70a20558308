"""The dialog that says why a connection needs its owner, and signs in again."""
