"""Use-cases on asyncio: no Qt, no concrete input or output, no clock but the one handed in."""
