"""Inputs made by hand to break what reads them: one function each, by kind and by name."""
