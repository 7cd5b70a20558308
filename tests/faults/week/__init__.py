"""A week in the life of the program, on a clock that is moved by hand."""
