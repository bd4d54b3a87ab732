"""The national measures, each with the people and records behind its figures."""
