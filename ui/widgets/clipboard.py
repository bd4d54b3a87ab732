"""Texts on the clipboard: as a spreadsheet takes them, where none runs as a formula, and exactly.

Text for other programs has an apostrophe before what Excel might run, as everywhere that it leaves
the program. The grid's own cells lie beside it as they are, so that they can be pasted back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from cldvalidator.presentation.inert import inert
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from cldvalidator.task import Task

CELLS = "application/x-cld-validator-cells"
"""The format of the grid's own cells: UTF-8, tabs between columns, quoted as in CSV."""
_SPACES = str.maketrans("\t\n\r", "   ")
_NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(?:\.[0-9]+)?%?")


def for_clipboard(text: str) -> str:
    """Return a text as one cell: without breaks, no formula, and quoted where it begins with ".

    A spreadsheet takes a cell that begins with one for quoted, up to the next one, however many
    cells later.
    """
    text = text.translate(_SPACES)
    if text.startswith('"'):
        return '"' + text.replace('"', '""') + '"'
    return text if _NUMBER.fullmatch(text) else inert(text)


def listing_text(listing: Listing, rows: Iterable[int], task: Task | None = None) -> str:
    """Return rows of a listing with its headers, tab between columns. Raises Cancelled."""
    lines = ["\t".join(listing.headers)]
    for done, row in enumerate(rows):
        if task is not None and done % 1000 == 0:
            task.step("Copying", done, len(listing))
        lines.append("\t".join(for_clipboard(str(c[row])) for c in listing.columns))
    return "\n".join(lines)


def copy_cells(shown: str, exact: str) -> None:
    """Put cells on the clipboard: as other programs get them, and as they are pasted back here."""
    content = QMimeData()
    content.setText(shown)
    content.setData(CELLS, exact.encode("utf-8", "surrogatepass"))
    QGuiApplication.clipboard().setMimeData(content)


def copied_cells() -> str:
    """Return the text to paste into the grid: its own cells exactly, else what others copied."""
    content = QGuiApplication.clipboard().mimeData()
    if content is not None and content.hasFormat(CELLS):
        return bytes(content.data(CELLS).data()).decode("utf-8", "surrogatepass")
    return QGuiApplication.clipboard().text()
