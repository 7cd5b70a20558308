"""All scenes: importing this registers them."""
