"""The browsers of this computer, and the profiles in them: found by looking, never by starting one."""
