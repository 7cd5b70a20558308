"""What happened to a connection, and when."""
