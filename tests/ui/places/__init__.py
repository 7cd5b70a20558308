"""Tests of choosing the place that calls are for."""
