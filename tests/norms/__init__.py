"""What a native OAuth client must do, row by row, and which tests prove it.

``rows/`` holds the rows: requirement by requirement, each with the tests that prove
it. A test says in its docstring which rows it is about. ``TABLE.md`` is both together,
for people; ``python -m tests.norms --write`` makes it anew.
"""
