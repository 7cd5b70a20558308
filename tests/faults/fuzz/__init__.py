"""One target for each parser, for Hypothesis and for a coverage-guided fuzzer alike."""
