"""Try it: one request at a time with the live connection, and its answer."""
