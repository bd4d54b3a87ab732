"""The records of a file, and how its columns were recognised, as pandas sees them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cldvalidator.extract import Extract
from cldvalidator.extract.notices import notices_of
from cldvalidator.wording import counted


class Records:
    """A file as it was read. Every cell is text, just as it stands in the file."""

    def __init__(self, extract: Extract) -> None:
        """Wrap what the engine has read; `Checked.extract` makes one."""
        self._extract = extract

    def __len__(self) -> int:
        return len(self._extract)

    def __repr__(self) -> str:
        fields = counted(len(self._extract.columns), "field")
        return f"<Records of {self.name}: {counted(len(self), 'row')}, {fields}>"

    @property
    def name(self) -> str:
        """The name of the file, without its folder."""
        return self._extract.reading.name

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file as it lies on the disk, in hexadecimal."""
        return self._extract.reading.sha256

    @property
    def notices(self) -> tuple[str, ...]:
        """What was noticed when the file was read, a sentence each; no cell values."""
        return notices_of(self._extract.reading)

    @property
    def headers(self) -> pd.DataFrame:
        """One row for each column of the file.

        Columns: column (Excel's letter), found (the header), field (the specification's name, None
        for a column that is not used), how (how it was recognised, such as "exact").
        """
        rows = [(m.letter, m.found, m.field, m.how) for m in self._extract.reading.headers]
        return pd.DataFrame(rows, columns=["column", "found", "field", "how"]).astype(object)

    @property
    def frame(self) -> pd.DataFrame:
        """One row for each record, one Categorical column for each field that the file has.

        The index, `row`, is the number that Excel shows beside the record. A blank cell is the
        empty text. Nothing is copied: a frame of 500,000 records takes a few milliseconds.

        Examples:
            >>> import cldvalidator as cld
            >>> made = cld.synthetic("extract.csv", rows=100)
            >>> frame = cld.check("extract.csv").extract.frame
            >>> frame.shape
            (100, 50)
            >>> str(frame["Event Type"].dtype), int(frame.index[0])
            ('category', 2)
        """
        return with_rows(self._extract.frame(), self._extract)


def with_rows(frame: pd.DataFrame, extract: Extract) -> pd.DataFrame:
    """Return a frame of an extract's records with the numbers that Excel shows as its index."""
    index: Any = pd.Index(extract.source_rows, name="row")
    return frame.set_axis(index, axis="index")
