"""Texts that break just the rule that another text broke, and columns of new texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cldvalidator.checks.cells.fields import judge_field
from cldvalidator.checks.cells.judgement import Fault
from cldvalidator.checks.field_check import ways_in
from cldvalidator.checks.normalised import for_rules, reading_of
from cldvalidator.extract import Column
from cldvalidator.extract.column import smallest_codes
from cldvalidator.twin_data.group_arrays import Numbers
from cldvalidator.twin_data.source import Source


@dataclass(frozen=True)
class Wanted:
    """A text to be found: the first of some ways that breaks a rule, "" for none, and no other.

    otherwise: the text where none of them does. reads: as what it has to read, whatever its
    capitals; "" for nothing that is a listed value.
    """

    rule: str
    ways: tuple[str, ...]
    otherwise: str
    reads: str = ""


class Respelling:
    """Finds texts of one field that break a rule as another text did."""

    def __init__(self, source: Source, name: str) -> None:
        self._field = source.specification.by_name[name]
        self._specification = source.specification
        self._ways = ways_in(source.extract, self._field, source.result.today)
        self._listed = {v.casefold() for v in source.specification.values(name)}
        self._judged: dict[str, tuple[str, str]] = {}

    def texts(self, wanted: Sequence[str | Wanted]) -> list[str]:
        """Return what is wanted, as it stands or found; the first ways are judged together.

        Then the second ways of those of which the first will not do, and so on.
        """
        found = [each if isinstance(each, str) else each.otherwise for each in wanted]
        waiting = [(i, each) for i, each in enumerate(wanted) if isinstance(each, Wanted)]
        turn = 0
        while waiting := [(i, each) for i, each in waiting if turn < len(each.ways)]:
            self._judge([each.ways[turn] for _, each in waiting])
            left = []
            for i, each in waiting:
                if self._fits(each.ways[turn], each):
                    found[i] = each.ways[turn]
                else:
                    left.append((i, each))
            waiting = left
            turn += 1
        return found

    def _fits(self, text: str, wanted: Wanted) -> bool:
        if not text:
            return False
        rule, reads = self._judged[text]
        alike = reads == wanted.reads.casefold() if wanted.reads else reads not in self._listed
        return rule == wanted.rule and alike

    def _judge(self, texts: Sequence[str]) -> None:
        """Judge texts: by text, the rule that it breaks, and as what it reads."""
        new = [t for t in dict.fromkeys(texts) if t and t not in self._judged]
        if not new:
            return
        column = Column.of(new)
        judged = judge_field(column, self._field, self._specification, self._ways)
        reads = for_rules(column, self._field)
        for i, text in enumerate(new):
            fault = judged.faults.get(i)
            as_read = reading_of(column, i, judged, reads).strip().casefold()
            self._judged[text] = rule_of(fault), as_read


def rule_of(fault: Fault | None) -> str:
    """Return the rule of a fault, "" without one."""
    return fault.rule if fault is not None else ""


def column_of_texts(texts: Sequence[str] | npt.NDArray[np.object_], place: Numbers) -> Column:
    """Return a column of texts, equal ones once. place: by row, which of them it holds."""
    encoded = pa.array(texts, pa.string()).dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False)[place]
    return Column(smallest_codes(codes, len(encoded.dictionary)), encoded.dictionary)
