"""Services that answer in ways of their own, on a local server, and the program as it meets them."""
