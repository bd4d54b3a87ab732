"""The command line under the name that scripts know it by."""

from cldvalidator.command_line.main import main

__all__ = ["main"]
