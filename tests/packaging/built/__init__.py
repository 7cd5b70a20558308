"""What was really built, and run far from this checkout."""
