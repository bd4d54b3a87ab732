"""The grid's model: an array of records over the columns of the extract. Nothing is copied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from ui.widgets.parts import plain_tip

if TYPE_CHECKING:
    from cldvalidator.extract import Column, Extract
    from cldvalidator.review.opened import Opened

Index = QModelIndex | QPersistentModelIndex
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
EDIT = int(Qt.ItemDataRole.EditRole)
TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
HORIZONTAL = Qt.Orientation.Horizontal
SAMPLE = 20_000
"""How many records are measured to set the width of a column."""
FROZEN = ("LA Person Unique Identifier", "Event Reference")
"""The fields that identify a record; they stay at the left while the others scroll."""
MASK = "•••"
SEVERITIES = ("", "query", "warning", "error")
"""The words of the marks of `severity_marks`."""
ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop) | int(
    Qt.TextFlag.TextWordWrap
)
_NONE = QModelIndex()


def in_kept_order(names: Sequence[str], order: Sequence[str]) -> list[str]:
    """Return names in an order; one that it lacks keeps its place among the others."""
    wanted = iter([n for n in order if n in names])
    known = frozenset(order)
    return [next(wanted) if n in known else n for n in names]


class GridModel(QAbstractTableModel):
    """Rows are places in `rows`, columns are `names`: the frozen ones, the others, those aside.

    edited: the user gave a cell another text (record, field, text); the model does not change it.
    """

    edited = Signal(int, str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.opened: Opened | None = None
        self.names: list[str] = []
        self.columns: list[Column] = []
        self.rows: npt.NDArray[np.int32] = np.zeros(0, np.int32)
        self.personal: frozenset[str] = frozenset()
        self.hide_personal = False
        self.order: list[str] = []
        """The order of columns that is wanted; those that it lacks keep their place."""
        self._marks: dict[str, npt.NDArray[np.uint8]] = {}
        self._start: Extract | None = None

    @property
    def extract(self) -> Extract | None:
        """The extract that is shown."""
        return self.opened.extract if self.opened is not None else None

    def show(
        self, opened: Opened | None, rows: npt.NDArray[np.int32], start: Extract | None = None
    ) -> None:
        """Show rows of a file; None empties the grid. start: the file as it was read."""
        self.beginResetModel()
        self.opened, self._start = opened, start
        self.rows = rows
        self._marks = {}
        if opened is None:
            self.names, self.columns = [], []
        else:
            extract = opened.extract
            self._name_columns()
            fields = opened.specification.fields
            self.personal = frozenset(f.name for f in fields if f.personal) | {*extract.unused}
        self.endResetModel()

    def own_names(self) -> list[str]:
        """Return the columns in the file's order, those that identify a record first."""
        if self.extract is None:
            return []
        first = [n for n in FROZEN if n in self.extract.columns]
        rest = [n for n in self.extract.columns if n not in first]
        return [*first, *rest, *self.extract.unused]

    def _name_columns(self) -> None:
        assert self.extract is not None
        own, unused = self.own_names(), self.extract.unused
        count = sum(n in FROZEN for n in own[: len(FROZEN)])
        self.names = [*own[:count], *in_kept_order(own[count:], self.order)]
        self.columns = [unused[n] if n in unused else self.extract.columns[n] for n in self.names]

    def arrange(self, order: Sequence[str]) -> None:
        """Show the columns of the same file in another order."""
        self.beginResetModel()
        self.order = list(order)
        self._name_columns()
        self.endResetModel()

    def set_rows(self, rows: npt.NDArray[np.int32]) -> None:
        """Show other rows of the same file, or the same in another order."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def set_opened(self, opened: Opened) -> None:
        """Show the same rows with new cells and findings, without moving anything."""
        self.opened = opened
        extract = opened.extract
        unused = extract.unused
        self.columns = [unused[n] if n in unused else extract.column(n) for n in self.names]
        self._marks = {}
        if len(self.rows) and self.names:
            last = self.index(len(self.rows) - 1, len(self.names) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def frozen_count(self) -> int:
        """Return how many columns stay at the left."""
        return sum(1 for n in self.names[: len(FROZEN)] if n in FROZEN)

    def marks(self, place: int) -> npt.NDArray[np.uint8]:
        """Return by record the worst finding in a column; places in SEVERITIES."""
        name = self.names[place]
        found = self._marks.get(name)
        if found is None:
            from cldvalidator.review.row_choice import severity_marks

            assert self.opened is not None
            found = severity_marks(self.opened.result.findings, name, len(self.opened.extract))
            self._marks[name] = found
        return found

    def as_read(self, place: int) -> Column | None:
        """Return a column as it was read, if cells of it were changed: its codes tell which."""
        found = self._start.columns.get(self.names[place]) if self._start is not None else None
        return None if found is self.columns[place] else found

    def is_hidden(self, place: int) -> bool:
        """Whether a column's texts are covered because they are about a person."""
        return self.hide_personal and self.names[place] in self.personal

    def text(self, row: int, place: int) -> str:
        """Return the text of a cell as it is shown."""
        if self.is_hidden(place):
            return MASK
        return self.columns[place].text(int(self.rows[row]))

    def letter(self, place: int) -> str:
        """Return the Excel letter of a column of the file."""
        if self.opened is None:
            return ""
        name = self.names[place]
        for header in self.opened.extract.reading.headers:
            if header.field == name or (header.field is None and header.found == name):
                return header.letter
        return ""

    def place_of(self, name: str) -> int:
        """Return the place of a column, or -1 when the file lacks it."""
        return self.names.index(name) if name in self.names else -1

    def last_of_file(self) -> int:
        """Return the place of the row that stands last in the file, or -1 when none is shown."""
        return int(self.rows.argmax()) if len(self.rows) else -1

    def row_of(self, record: int) -> int:
        """Return the place of a record among the rows that are shown, or -1."""
        found = np.flatnonzero(self.rows == record)
        return int(found[0]) if len(found) else -1

    def row_beside(self, place: int, before: npt.NDArray[np.int32]) -> int:
        """Return the place of the row that takes the place of one that is not shown any more.

        before: the records of the rows that were shown, `place` among them. It is the next of those
        that still are, or the last before it; -1 when there is none.
        """
        beside = np.concatenate([before[place + 1 :], before[:place][::-1]])
        still = beside[np.isin(beside, self.rows)]
        return self.row_of(int(still[0])) if len(still) else -1

    def rowCount(self, parent: Index = _NONE) -> int:  # noqa: N802
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NONE) -> int:  # noqa: N802
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.names)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Return the text of a cell, and for a screen reader what is wrong with it."""
        if role in (DISPLAY, EDIT):
            return self.text(index.row(), index.column())
        if role == ACCESSIBLE:
            return self._in_words(index.row(), index.column())
        if role == TOOL_TIP:
            return plain_tip(self._in_words(index.row(), index.column()))
        return None

    def _in_words(self, row: int, place: int) -> str:
        """Return the text of a cell, and what its marks say."""
        text, record = self.text(row, place), int(self.rows[row])
        words = [SEVERITIES[int(self.marks(place)[record])]]
        then = self.as_read(place)
        if then is not None and then.text(record) != self.columns[place].text(record):
            was = MASK if self.is_hidden(place) else then.text(record) or "blank"
            words.append(f"changed, was {was}")
        marks = ", ".join(filter(None, words))
        return f"{text or 'blank'}: {marks}" if marks else text or "blank"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:  # noqa: N802
        """Return the Excel letter and the name of a column, or the Excel number of a row."""
        if role == ALIGNMENT and orientation == HORIZONTAL:
            return _WRAPPED
        if role != DISPLAY or self.opened is None:
            return None
        if orientation == HORIZONTAL:
            return f"{self.letter(section)}\n{self.names[section]}"
        return f"{int(self.opened.extract.source_rows[self.rows[section]])}"

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells of fields can be edited, unless they are covered."""
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        extract = self.extract
        if extract is None or self.is_hidden(index.column()):
            return flags
        if self.names[index.column()] in extract.columns:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = EDIT) -> bool:  # noqa: N802
        """Pass an edit on; it comes back as a change of the workspace."""
        text = str(value)
        if role != EDIT or text == self.text(index.row(), index.column()):
            return False
        self.edited.emit(int(self.rows[index.row()]), self.names[index.column()], text)
        return True

    def widths(self, advance: int, places: Sequence[int]) -> dict[int, int]:
        """Return widths by header words and the commonest texts of the first records.

        advance: the width of a letter.
        """
        found = {}
        for place in places:
            column = self.columns[place]
            some = np.bincount(column.codes[:SAMPLE])
            most = np.argsort(-some, kind="stable")[: min(40, np.count_nonzero(some))]
            lengths = [len(str(column.values[int(c)])) for c in most]
            words = max((len(w) for w in self.names[place].split()), default=4) + 2
            letters = max(words, min(max(lengths, default=4), 34), len(self.names[place]) // 2 + 4)
            found[place] = advance * letters + 44
        return found
