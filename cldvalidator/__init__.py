"""The engine: reads an extract, checks it, previews the national figures, writes the submission."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("cldvalidator")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0.0.0"
