"""The connections: the list on the left, and the pages about one of them."""
