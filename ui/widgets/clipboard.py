"""Texts as a spreadsheet takes them from the clipboard."""

from __future__ import annotations

_SPACES = str.maketrans("\t\n\r", "   ")


def for_clipboard(text: str) -> str:
    """Return a text as one cell: without breaks, and quoted where it begins with a quotation mark.

    A spreadsheet takes a cell that begins with one for quoted, up to the next one, however many
    cells later.
    """
    text = text.translate(_SPACES)
    return '"' + text.replace('"', '""') + '"' if text.startswith('"') else text
