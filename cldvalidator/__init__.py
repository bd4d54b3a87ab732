"""The engine: reads an extract, checks it, previews the national figures, writes the submission."""

from cldvalidator.version import __version__

__all__ = ["__version__"]
