"""Who is tied to whom in a twin by the links of carers to those they care for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.twin_data.group_arrays import NONE, Codes, Numbers
from cldvalidator.twin_data.source import Source

_OWN = "LA Person Unique Identifier"


class Links:
    """The person whom each text of a link names."""

    def __init__(
        self, source: Source, codes: Mapping[str, Codes], values: Mapping[str, pa.StringArray]
    ) -> None:
        self._source = source
        self._named: dict[str, Numbers] = {}
        if _OWN not in codes:
            return
        person = np.full(len(values[_OWN]) + 1, NONE, np.int64)
        person[codes[_OWN]] = source.person
        for name in codes:
            if source.specification.by_name[name].identifies == "linked person":
                own = pc.index_in(values[name], values[_OWN]).fill_null(NONE)
                self._named[name] = person[own.to_numpy(zero_copy_only=False)]

    def tied(
        self, people: Numbers, codes: Mapping[str, Codes], unit: Numbers | None = None
    ) -> Numbers:
        """By person: the place among `people` of the one whom they are tied to, NONE for none.

        Tied are those whom these people name, and whoever names them or these. unit: found before.
        """
        found = np.full(self._source.people, NONE, np.int64) if unit is None else unit.copy()
        found[people] = np.arange(len(people))
        named = [self._named[n][codes[n]] for n in self._named]
        for both in ((False, True), (True, False)):
            for of_row in named:
                there = np.flatnonzero(of_row >= 0)
                one, other = self._source.person[there], of_row[there]
                if both[0]:
                    one, other = other, one
                new = (found[one] >= 0) & (found[other] < 0)
                found[other[new]] = found[one[new]]
        return found
