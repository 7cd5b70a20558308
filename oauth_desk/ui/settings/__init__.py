"""What can be chosen: protection, locking, looks."""
