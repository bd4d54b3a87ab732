"""Measures the program against a named baseline, both in the same run."""
