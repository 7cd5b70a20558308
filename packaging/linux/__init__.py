"""Makes the packages for Linux around the folder build, and what they bring for the desktop."""
