"""The people or the records behind a figure as a table; texts are made when they are looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from ui.grid.model import MASK
from ui.widgets.lazy_texts import LazyTexts, alike
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from cldvalidator.events.processing import ProcessedEvents
    from cldvalidator.events.references import RecordFiles
    from cldvalidator.extract import Extract
    from cldvalidator.measures.behind import BehindFigure

YES, NO = "Yes", "No"
PERSON = "LA Person Unique Identifier"


@dataclass(frozen=True, eq=False)
class BehindTable:
    """One side of a figure, by person or by record, as it was when it was asked for.

    each: how many records a person has. covered: whether the texts of a field are not to be seen.
    """

    behind: BehindFigure
    each: Any
    people: bool
    side: str
    extract: Extract
    processed: ProcessedEvents
    covered: Callable[[str], bool]

    @cached_property
    def chosen(self) -> npt.NDArray[np.integer]:
        """The places in `behind` of what is shown."""
        import numpy as np

        on_top = self.behind.person_on_top if self.people else self.behind.record_on_top
        if self.side == "both":
            return np.arange(len(on_top))
        return np.flatnonzero(on_top if self.side == "numerator" else ~on_top)

    @cached_property
    def headers(self) -> tuple[str, ...]:
        """The headers of the columns."""
        from cldvalidator.measures.figures import FIELDS_BEHIND

        sides = ("In the numerator",) if self.behind.has_denominator else ()
        row = ("File", "Row") if self._files is not None else ("Row",)
        first = ("Person",) if self.people else (*row, "Person")
        return (*first, *sides, *(("Records",) if self.people else FIELDS_BEHIND))

    @property
    def _files(self) -> RecordFiles | None:
        """The file of each record, where the figures are joined from several."""
        return self.processed.files

    def __len__(self) -> int:
        return len(self.chosen)

    def text(self, line: int, place: int) -> str:
        """Return the text of a cell, personal ones covered where the user wants that."""
        header, number, behind = self.headers[place], int(self.chosen[line]), self.behind
        if header == "In the numerator":
            flags = behind.person_on_top if self.people else behind.record_on_top
            return YES if flags[number] else NO
        if header == "Records":
            return f"{self.each[number]:,}"
        if header == "Person":
            who = behind.people[number] if self.people else None
            if who is None:
                who = self.processed.person_of[behind.records[number]]
            if who < 0:
                return ""
            return MASK if self.covered(PERSON) else str(self.processed.people[int(who)])
        record = int(behind.records[number])
        if header == "File" and self._files is not None:
            return self._files.names[int(self._files.file[record])]
        if header == "Row":
            rows = self.extract.source_rows if self._files is None else self._files.row
            return f"{int(rows[record])}"
        return MASK if self.covered(header) else self.extract.column(header).text(record)

    def listing(self) -> Listing:
        """Return what is shown; the key of a row is its line."""
        columns = tuple(self._column(place) for place in range(len(self.headers)))
        return Listing(self.headers, columns, range(len(self)))

    def _column(self, place: int) -> LazyTexts:
        def make(line: int) -> str:
            return self.text(line, place)

        if self.headers[place] == "Row":
            return LazyTexts(len(self), make, numbers=self._rows)
        return LazyTexts(len(self), make, partial(self._coded, self.headers[place], make))

    def _rows(self) -> npt.NDArray[np.integer[Any]]:
        """Return the row of each record in its file."""
        rows = self.extract.source_rows if self._files is None else self._files.row
        found: npt.NDArray[np.integer[Any]] = rows[self.behind.records[self.chosen]]
        return found

    def _coded(
        self, header: str, make: Callable[[int], str]
    ) -> tuple[npt.NDArray[np.integer[Any]], Any]:
        """Return the texts of a column by code, as `LazyTexts` wants them."""
        import numpy as np

        numbers, behind = self.chosen, self.behind
        if self.covered(PERSON if header == "Person" else header):
            return np.zeros(len(self), np.intp), [MASK]
        if header == "In the numerator":
            flags = behind.person_on_top if self.people else behind.record_on_top
            return flags[numbers].astype(np.intp), [NO, YES]
        if header == "Records":
            return alike(self.each[numbers], make)
        if header == "Person":
            people = behind.people if self.people else self.processed.person_of[behind.records]
            return np.maximum(people[numbers], -1) + 1, ["", *map(str, self.processed.people)]
        records = behind.records[numbers]
        if header == "File" and self._files is not None:
            return alike(self._files.file[records], make)
        column = self.extract.column(header)
        return column.codes[records], column.values

    def record(self, line: int) -> int | None:
        """Return the record of a row, None for a person."""
        return None if self.people else int(self.behind.records[int(self.chosen[line])])

    def person(self, line: int) -> int:
        """Return the person of a row, below zero for nobody."""
        number = int(self.chosen[line])
        if self.people:
            return int(self.behind.people[number])
        return int(self.processed.person_of[self.behind.records[number]])

    def records(self) -> Any:
        """Return the records of what is shown, ascending."""
        from cldvalidator.measures.behind import records_of_people

        if not self.people:
            return self.behind.records[self.chosen]
        return records_of_people(self.behind, self.behind.people[self.chosen], self.processed)
