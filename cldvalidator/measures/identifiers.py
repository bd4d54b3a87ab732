"""The LA person identifiers that people have on the rows of the events' tables."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from cldvalidator.extract import Extract


class Identifiers:
    """LA person identifiers by the number in `own`, and the lists of them that people have."""

    def __init__(self, extract: Extract, *tables: pd.DataFrame) -> None:
        """Read them of the rows of unique events; those of the first table go first."""
        columns = ["person", "own", "record"]
        rows = pd.concat([table[columns] for table in tables], ignore_index=True)
        self._own = rows[["person", "own"]]
        column = extract.column("LA Person Unique Identifier")
        number, first = np.unique(rows["own"].to_numpy(), return_index=True)
        record = rows["record"].to_numpy()[first]
        self._text = {
            int(n): column.text(int(r)).rstrip()
            for n, r in zip(number, record, strict=True)
            if n >= 0
        }

    def text(self, own: pd.Series) -> pd.Series:
        """Return identifiers by their numbers, None for no identifier."""
        return own.map(self._text).astype(object).where(own >= 0, None)

    def listed(self, rows: pd.DataFrame) -> pd.Series:
        """Return by person the identifiers of rows of person and own, ascending; None for none."""
        found = rows[rows["own"] >= 0]
        texts = found.assign(text=self.text(found["own"])).groupby("person")["text"]
        return texts.agg(lambda t: ", ".join(sorted(t, key=str.casefold)))

    def of_people(self, people: Iterable[int]) -> pd.Series:
        """Return by person all identifiers on the rows of the tables (method section 12.6)."""
        rows = self._own[self._own["person"].isin(list(people))]
        return self.listed(rows.drop_duplicates())
