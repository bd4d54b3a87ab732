"""The engine: reads an extract, checks it, previews the national figures, writes the submission."""

__version__ = "0.2.0"
