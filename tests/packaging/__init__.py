"""What people install: how it is made, and what came out."""
