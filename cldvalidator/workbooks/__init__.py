"""Workbooks, read in a process of its own: sheets, cells as stored, and what cells do not tell.

What runs in that process knows no specification and loads no pandas, so that it is there at once.
"""

COMMAND_PROGRAM = "cldvalidator-cli"
"""The console program of an installed copy; it stands beside the windowed one."""

ARGUMENT = "--read-workbook"
"""With it alone the console program becomes the process that reads workbooks."""
