"""Values and rules. Standard library only; no clock, no asyncio, no I/O."""
