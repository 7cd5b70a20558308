"""What makes the program a Windows program. None of it was run on Windows."""
