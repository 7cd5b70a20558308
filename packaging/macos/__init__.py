"""What makes the program a macOS program. None of it was run on macOS."""
