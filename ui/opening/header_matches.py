"""The table of column headers and the fields that they were recognised as, to be corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ui.dialogs import agrees
from ui.grid.model import MASK
from ui.widgets.choice import Choice
from ui.widgets.header_sort import HeaderSort, order_rows
from ui.widgets.listing import Listing
from ui.widgets.listing_layout import shared_widths, wrapped
from ui.widgets.listing_order import row_order
from ui.widgets.parts import plain_tip
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.extract import Column
    from cldvalidator.extract.table import HeaderMatch
    from cldvalidator.review.opened import Opened
    from ui.fixing.council_profile import CouncilProfile

HOW = {
    "exact": "Same name",
    "spelling": "Same but for capitals, spaces or signs",
    "column name": "Name in the national tables",
    "told": "Matched by you",
    "other name": "Another common name",
    "numbered": "Field name with a number beside it",
    "with its table": "Field name with that of its table",
    "kept aside": "Not a field: not submitted",
}
NOT_APPLIED = "Your choice: not applied yet"
NOT_A_FIELD = "(not a field)"
FIELD_AT, HOW_AT = 3, 4
MOST_UNUSED = 200
"""Columns that are no field and are shown all the same; a box for each takes its time."""
_SAMPLES = 3
_LETTERS = (8, 26, 34, 36, 24)
"""What each column wants at most, in letters."""
_ENDS = 16
"""Pixels around the texts of a cell."""
Choices = dict[str, str | None]
"""Fields by the header that they are chosen for, as the file has it; None: not a field."""


class HeaderMatches(QTableWidget):
    """One row a column of the file, each with its field to be chosen; `apply` makes the choices.

    chosen: the choices that are not applied yet have changed. sorting: which column the rows are
    ordered by; a choice made since leaves its row where it is.
    """

    chosen = Signal()

    def __init__(
        self, opened: Opened, workspace: Workspace, profile: CouncilProfile, choices: Choices
    ) -> None:
        headers = _shown(opened.extract.reading.headers)
        super().__init__(len(headers), len(_LETTERS))
        self._workspace = workspace
        self._profile = profile
        self._opened = opened
        self._headers = headers
        self._taken = {h.field: h.letter for h in headers if h.field is not None}
        self.choices = choices
        now = {_as_headed(h): h.field for h in self._headers}
        for found in [f for f, name in choices.items() if f not in now or now[f] == name]:
            del choices[found]
        self.setHorizontalHeaderLabels(
            ["Column", "Header in the file", "Values such as", "Field", "How recognised"]
        )
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.setAccessibleName("Columns and the fields they were recognised as")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # the page's does
        for line, header in enumerate(headers):
            texts = (
                header.letter,
                header.found,
                self._samples(header.found, header.field),
                header.field or "",
                HOW.get(header.how, header.how),
            )
            for place, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if place == 0:  # a reader says this cell when the row is gone to: all of it
                    whole = (f"Column {text}", *filter(None, texts[1:]))
                    item.setData(int(Qt.ItemDataRole.AccessibleTextRole), ", ".join(whole))
                item.setToolTip(plain_tip(text))
                self.setItem(line, place, item)
            if header.how not in ("exact", "spelling") or _as_headed(header) in choices:
                self.setCellWidget(line, FIELD_AT, self._choice(line))
                self._say_how(line)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.sorting = HeaderSort(self)
        self.sorting.changed.connect(self._reorder)
        self.itemDoubleClicked.connect(lambda item: self._edit(item.row()))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Use the room that there is."""
        super().showEvent(event)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Use the room that there is."""
        super().resizeEvent(event)
        if self.isVisible() and event.size().width() != event.oldSize().width():
            self._arrange()

    def _arrange(self) -> None:
        """Share the width among the columns; texts that are longer take several lines."""
        letter = self.fontMetrics().averageCharWidth()
        wanted = [(letters + 2) * letter for letters in _LETTERS]
        least = [10 * letter] * len(wanted)
        room = self.viewport().width()
        gives = [False, True, True, True, True]
        widths = shared_widths(wanted, least, gives, room)
        widths[2] += max(0, room - sum(widths))
        for place, width in enumerate(widths):
            self.setColumnWidth(place, width)
        for line in range(self.rowCount()):
            if not self.isRowHidden(line):
                texts = [self.item(line, place) for place in range(self.columnCount())]
                lines = max(
                    len(wrapped(item.text(), self.font(), width - _ENDS))
                    for item, width in zip(texts, widths, strict=True)
                    if item is not None
                )
                self.setRowHeight(line, lines * self.fontMetrics().lineSpacing() + _ENDS)
        self._be_as_high_as_rows()

    def _be_as_high_as_rows(self) -> None:
        frames = 2 * self.frameWidth()
        self.setFixedHeight(
            self.horizontalHeader().sizeHint().height() + self.verticalHeader().length() + frames
        )

    def _samples(self, found: str, field: str | None) -> str:
        """Return the commonest texts of a column, so that it can be told what it is."""
        extract = self._opened.extract
        column: Column | None = (
            extract.unused.get(found) if field is None else extract.column(field)
        )
        if column is None:
            return ""
        if self._workspace.covered(field or found):
            return MASK
        counts = column.counts
        most = min(_SAMPLES + 2, len(counts))
        some = np.argpartition(-counts, most - 1)[:most] if most else counts
        some = some[np.lexsort((some, -counts[some]))]
        texts = [str(column.values[int(c)]).strip() for c in some if counts[c]]
        return ", ".join([t for t in texts if t][:_SAMPLES])

    def _reorder(self) -> None:
        """Show the rows in the order that was asked for; Tab goes over their boxes in it."""
        lines, order = range(self.rowCount()), self.sorting.order
        texts = [[self._text(line, place) for line in lines] for place in range(len(_LETTERS))]
        listing = Listing(("",) * len(_LETTERS), tuple(texts), ordered_by={0: lines})
        rows = lines if order is None else row_order(listing, order[0], descending=order[1])
        order_rows(self, rows)
        before: QWidget = self
        for line in rows:
            if (box := self.cellWidget(int(line), FIELD_AT)) is not None:
                self.setTabOrder(before, box)
                before = box

    def _text(self, line: int, place: int) -> str:
        """Return what a cell shows, its box included."""
        item = self.item(line, place)
        text = (self._field_of(line) or NOT_A_FIELD) if place == FIELD_AT else ""
        return text or (item.text() if item is not None else "")

    def set_odd_only(self, odd_only: bool) -> None:
        """Show only the columns that were not recognised by their name, or all."""
        for line, header in enumerate(self._headers):
            plain = header.how in ("exact", "spelling")
            chosen = _as_headed(header) in self.choices
            self.setRowHidden(line, odd_only and plain and not chosen)
        if self.isVisible():
            self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Choose another field for the row on F2 and Enter; the rest is the table's."""
        if self.sorting.takes(event):
            return
        if event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._edit(self.currentRow())
        else:
            super().keyPressEvent(event)

    def edit_first(self) -> None:
        """Go to the first column that is no field."""
        lines = range(self.rowCount())
        self._edit(next((n for n in lines if self._headers[n].field is None), 0))

    def _edit(self, line: int) -> None:
        if line < 0:
            return
        if self.cellWidget(line, FIELD_AT) is None:
            self.setCellWidget(line, FIELD_AT, self._choice(line))
        self.cellWidget(line, FIELD_AT).setFocus()

    def _choice(self, line: int) -> Choice:
        """Return the fields to choose from: those without a column first."""
        header = self._headers[line]
        choose = Choice()
        choose.addItem(NOT_A_FIELD, None)
        names = self._opened.specification.names
        for name in sorted(names, key=lambda n: n in self._taken and n != header.field):
            letter = self._taken.get(name, "")
            other = letter and name != header.field
            choose.addItem(f"{name} (now column {letter})" if other else name, name)
        choose.setAccessibleName(f"Field of the column {header.found}")
        self._show_true(choose, line)
        choose.activated.connect(lambda _: self._match_chosen(choose, line))
        return choose

    def _field_of(self, line: int) -> str | None:
        """Return the field of a column as it is chosen, else as it was recognised."""
        header = self._headers[line]
        return self.choices.get(_as_headed(header), header.field)

    def _show_true(self, choose: Choice, line: int) -> None:
        choose.setCurrentIndex(max(0, choose.findData(self._field_of(line))))

    def _say_how(self, line: int) -> None:
        """Say how a column is recognised, or that its choice is not applied yet."""
        header = self._headers[line]
        how = HOW.get(header.how, header.how)
        if _as_headed(header) in self.choices:
            how = NOT_APPLIED
            letter = self._taken.get(self._field_of(line) or "", "")
            if letter:
                how += f"; column {letter} would no longer be this field"
        item = self.item(line, HOW_AT)
        if item is not None and item.text() != how:
            item.setText(how)
            item.setToolTip(plain_tip(how))
            if self.isVisible():
                self._arrange()

    def _match_chosen(self, choose: Choice, line: int) -> None:
        """Take a choice down; another column that was given the same field loses it, visibly."""
        header, name = self._headers[line], choose.currentData()
        if name == header.field:
            self.choices.pop(_as_headed(header), None)
        else:
            self.choices[_as_headed(header)] = name
        for other, match in enumerate(self._headers):
            twice = name is not None and self.choices.get(_as_headed(match)) == name
            if twice and other != line:
                del self.choices[_as_headed(match)]
            box = self.cellWidget(other, FIELD_AT)
            if isinstance(box, Choice):
                self._show_true(box, other)
                self._say_how(other)
        self.chosen.emit()

    def discard(self) -> None:
        """Forget the choices that are not applied."""
        self.choices.clear()
        for line in range(self.rowCount()):
            box = self.cellWidget(line, FIELD_AT)
            if isinstance(box, Choice):
                self._show_true(box, line)
                self._say_how(line)
        self.chosen.emit()

    def apply(self) -> None:
        """Read the file again with all the choices; they stay until it has been read so."""
        choices = dict(self.choices)
        wanted = {name for name in choices.values() if name is not None}
        losing = {
            h.letter: h.field
            for h in self._headers
            if h.field in wanted and choices.get(_as_headed(h), h.field) == h.field
        }
        if not choices or (losing and not self._may_take(losing)):
            return
        for header in self._headers:
            if header.letter in losing:
                choices[_as_headed(header)] = None
        matches = self._workspace.header_matches | choices

        def keep() -> None:
            """Remember them for the next file, once the file has been read so."""
            for found, field in choices.items():
                self._profile.keep_column(found, field)

        self._workspace.open_again(header_matches=matches, then=keep)

    def _may_take(self, losing: Mapping[str, str | None]) -> bool:
        """Ask before a field is taken from the column that it was recognised in."""
        now = ", ".join(f"{field} (column {letter})" for letter, field in losing.items())
        file = self._workspace.file
        words = (
            f"Other columns are these fields now: {now}. They would no longer be fields, and their "
            "values would not be submitted."
        )
        return agrees(self, "Replace columns?", words) and self._workspace.file is file


def _shown(headers: Sequence[HeaderMatch]) -> tuple[HeaderMatch, ...]:
    """Return the columns that are fields, and the first of those that are not, in their order."""
    aside = [place for place, header in enumerate(headers) if header.field is None]
    left_out = set(aside[MOST_UNUSED:])
    return tuple(h for place, h in enumerate(headers) if place not in left_out)


def _as_headed(header: HeaderMatch) -> str:
    """Return a header as the file has it: one kept aside may go by its letter as well."""
    return header.found.removesuffix(f" (column {header.letter})")
